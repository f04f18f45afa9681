/// Operations that move an image towards another or away from it, by Pillow's definitions (`ImageEnhance`): with
/// factor 0 the result is the other image, with 1 the image itself, with more it lies beyond.
extension ByteImage {
    /// Between its grey picture and itself.
    package func saturated(by factor: Double) -> ByteImage {
        blended(from: grey.withChannels(shape.channels), by: factor)
    }

    /// Between an even area of its mean luma and itself.
    package func contrasted(by factor: Double) -> ByteImage {
        let grey = grey
        let sum = grey.pixels.reduce(0) { $0 + Int($1) }
        let mean = UInt8(Double(sum) / Double(grey.pixels.count) + 0.5)
        return blended(
            from: ByteImage(shape: shape, colour: [UInt8](repeating: mean, count: shape.channels)), by: factor
        )
    }

    /// Between black and itself.
    package func brightened(by factor: Double) -> ByteImage {
        blended(
            from: ByteImage(shape: shape, colour: [UInt8](repeating: 0, count: shape.channels)), by: factor)
    }

    /// Between a smoothed picture of it and itself.
    package func sharpened(by factor: Double) -> ByteImage { blended(from: smoothed, by: factor) }

    /// A 3×3 mean in which the centre counts five times; the outermost pixels stay as they are.
    package var smoothed: ByteImage {
        guard shape.height >= 3, shape.width >= 3 else { return self }
        let row = shape.width * shape.channels
        var image = self
        image.modify { output in
            pixels.withUnsafeBufferPointer { input in
                for y in 1..<(shape.height - 1) {
                    for index in (y * row + shape.channels)..<((y + 1) * row - shape.channels) {
                        var sum = 4 * Int32(input[index])
                        for line in [index - row, index, index + row] {
                            sum &+= Int32(input[line - shape.channels])
                            sum &+= Int32(input[line])
                            sum &+= Int32(input[line + shape.channels])
                        }
                        // Rounded to the nearest: 13 is odd, so no sum lies half way.
                        output[index] = UInt8(truncatingIfNeeded: (2 &* sum &+ 13) / 26)
                    }
                }
            }
        }
        return image
    }

    /// `other + factor · (self − other)`, cut to whole values as Pillow's `Image.blend` does.
    private func blended(from other: ByteImage, by factor: Double) -> ByteImage {
        let factor = Float(factor)
        var image = self
        image.modify { output in
            other.pixels.withUnsafeBufferPointer { other in
                for index in 0..<output.count {
                    let from = Int32(other[index])
                    let value = Float(from) + factor * Float(Int32(output[index]) - from)
                    output[index] = UInt8(min(max(value, 0), 255))
                }
            }
        }
        return image
    }
}
