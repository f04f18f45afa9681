import AblateArchitectures

/// One image of 8 bits a sample, grey or RGB: what files hold and augmentation changes.
package struct ByteImage: Hashable, Sendable {
    package let shape: Shape
    /// `[H, W, C]`, C 1 or 3; 0 is black.
    package private(set) var pixels: [UInt8]

    /// - Precondition: `pixels` are those of one image of `shape`, with 1 or 3 channels.
    package init(shape: Shape, pixels: [UInt8]) {
        precondition(pixels.count == shape.count, "\(shape) needs \(shape.count) bytes, not \(pixels.count).")
        precondition(
            shape.channels == 1 || shape.channels == 3, "Images have 1 or 3 channels, not \(shape.channels).")
        self.shape = shape
        self.pixels = pixels
    }

    /// An image of one colour.
    package init(shape: Shape, colour: [UInt8]) {
        precondition(colour.count == shape.channels, "A colour of \(colour.count) values for \(shape).")
        self.init(shape: shape, pixels: (0..<shape.pixels).flatMap { _ in colour })
    }

    /// Calls `write` with memory for the pixels of an image of `shape`, which it must fill.
    package init(shape: Shape, filledBy write: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        let pixels = [UInt8](unsafeUninitializedCapacity: shape.count) { buffer, count in
            // Zeroed all the same: what is forgotten must not be another image's pixels.
            buffer.initialize(repeating: 0)
            write(UnsafeMutableBufferPointer(rebasing: buffer[..<shape.count]))
            count = shape.count
        }
        self.init(shape: shape, pixels: pixels)
    }

    /// Changes the pixels in place.
    package mutating func modify(_ change: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        pixels.withUnsafeMutableBufferPointer { change($0) }
    }

    /// Left and right exchanged.
    package var mirrored: ByteImage {
        let (width, channels) = (shape.width, shape.channels)
        return ByteImage(shape: shape) { output in
            pixels.withUnsafeBufferPointer { input in
                for row in 0..<shape.height {
                    let start = row * width * channels
                    for column in 0..<width {
                        for channel in 0..<channels {
                            output[start + column * channels + channel] =
                                input[start + (width - 1 - column) * channels + channel]
                        }
                    }
                }
            }
        }
    }

    /// The part that a window of `side` sees whose top left corner lies at (`top`, `left`); black where it looks
    /// past the image.
    package func window(top: Int, left: Int, side: Int) -> ByteImage {
        let channels = shape.channels
        let columns = max(0, -left)..<max(max(0, -left), min(side, shape.width - left))
        return ByteImage(shape: Shape(side: side, channels: channels)) { output in
            pixels.withUnsafeBufferPointer { input in
                for row in max(0, -top)..<max(max(0, -top), min(side, shape.height - top)) {
                    let from = ((row + top) * shape.width + left) * channels
                    let to = row * side * channels
                    for index in (columns.lowerBound * channels)..<(columns.upperBound * channels) {
                        output[to + index] = input[from + index]
                    }
                }
            }
        }
    }
}
