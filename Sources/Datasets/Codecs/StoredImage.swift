import AblateArchitectures
import AblateRandomness
import AblateRuns

/// One image of a set before it is brought to the side that the network sees.
enum StoredImage {
    /// As it lies in memory, and how it is placed.
    case pixels(ByteImage, Placement)
    case file(EncodedImage, channels: Int)

    /// The whole image, as it is seen without augmentation.
    ///
    /// - Throws: what is wrong with the file.
    func placed(side: Int) throws(ImageFault) -> ByteImage {
        switch self {
        case .pixels(let image, let placement): placement.placed(image)
        case .file(let file, let channels): try Self.placed(file, channels: channels, side: side)
        }
    }

    /// A random part, brought to the side.
    ///
    /// - Throws: what is wrong with the file.
    func resizedCrop(
        _ part: RandomResizedCrop, side: Int, _ random: inout CounterRandom
    ) throws(ImageFault) -> ByteImage {
        switch self {
        case .pixels(let image, _):
            let crop = part.crop(height: image.shape.height, width: image.shape.width, &random)
            return image.resized(crop, height: side, width: side, interpolation: part.interpolation)
        case .file(let file, let channels):
            let size = try file.size()
            let crop = part.crop(height: size.height, width: size.width, &random)
            let reduction = Self.reduction(from: min(crop.height, crop.width), to: side)
            let image = try file.decoded(channels: channels, reduction: file.format == .jpeg ? reduction : 1)
            return image.resized(
                crop.scaled(from: size, to: image.shape), height: side, width: side,
                interpolation: part.interpolation)
        }
    }

    /// From 128 pixels on as the paper tests: the short side to side / 0.875, then the middle. Small images lose
    /// nothing at the edges: they are padded (28 to 32) or their short side is brought to the side.
    private static func placed(_ file: EncodedImage, channels: Int, side: Int) throws(ImageFault) -> ByteImage
    {
        let size = try file.size()
        let short = side >= 128 ? Int(Double(side) / 0.875) : side
        let reduction = reduction(from: min(size.height, size.width), to: short)
        let image = try file.decoded(channels: channels, reduction: file.format == .jpeg ? reduction : 1)
        if size == (28, 28), side == 32 { return image.window(top: -2, left: -2, side: side) }
        if size == (side, side) { return image }
        func scaled(_ length: Int) -> Int { short * length / min(size.height, size.width) }
        let (height, width) = (scaled(size.height), scaled(size.width))
        func margin(_ length: Int) -> Int { Int((Double(length - side) / 2).rounded(.toNearestOrEven)) }
        return image.resized(
            Crop(top: 0, left: 0, height: image.shape.height, width: image.shape.width), height: height,
            width: width, interpolation: .bicubic,
            showing: Crop(top: margin(height), left: margin(width), height: side, width: side))
    }

    /// The largest reduction at decoding that leaves twice the pixels a side that are needed, so that what is seen
    /// is decided by the resize that follows.
    static func reduction(from length: Int, to side: Int) -> Int {
        [8, 4, 2].first { length / $0 >= 2 * side } ?? 1
    }
}

extension Crop {
    /// The same part of the same image at another size.
    fileprivate func scaled(from size: (height: Int, width: Int), to shape: Shape) -> Crop {
        if size == (shape.height, shape.width) { return self }
        func scaled(_ place: Int, _ from: Int, _ to: Int) -> Int {
            Int((Double(place) * Double(to) / Double(from)).rounded())
        }
        let (top, left) = (
            scaled(top, size.height, shape.height), scaled(left, size.width, shape.width)
        )
        let bottom = scaled(self.top + height, size.height, shape.height)
        let right = scaled(self.left + width, size.width, shape.width)
        return Crop(top: top, left: left, height: max(bottom - top, 1), width: max(right - left, 1))
    }
}
