import AblateArchitectures

/// How an image is brought to the side that the network sees.
package enum Placement: Hashable, Sendable {
    /// Unchanged, in the middle of `margin` black pixels on each side.
    case padded(margin: Int)
    case resized(BilinearResize)

    /// 28×28 becomes 32×32 by padding, as is usual for MNIST's relatives; any other change of size resizes.
    package init(of shape: Shape, side: Int) {
        if shape.height == side && shape.width == side {
            self = .padded(margin: 0)
        } else if shape.height == 28 && shape.width == 28 && side == 32 {
            self = .padded(margin: 2)
        } else {
            self = .resized(BilinearResize(from: shape, side: side))
        }
    }

    /// The placed image.
    package func placed(_ image: ByteImage) -> ByteImage {
        switch self {
        case .padded(margin: 0): return image
        case .padded(let margin):
            return image.window(top: -margin, left: -margin, side: image.shape.height + 2 * margin)
        case .resized(let resize):
            var (pixels, scratch) = ([UInt8](), [Float]())
            resize.resize(image.pixels, from: 0, into: &pixels, scratch: &scratch)
            return ByteImage(shape: resize.result, pixels: pixels)
        }
    }
}
