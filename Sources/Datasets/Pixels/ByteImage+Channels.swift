import AblateArchitectures

extension ByteImage {
    /// Luma as Pillow's `convert("L")` has it: (19595 R + 38470 G + 7471 B + 2¹⁵) / 2¹⁶, the weights of
    /// ITU-R BT.601. A grey image stays as it is.
    package var grey: ByteImage {
        guard shape.channels == 3 else { return self }
        return ByteImage(shape: Shape(height: shape.height, width: shape.width, channels: 1)) { output in
            pixels.withUnsafeBufferPointer { input in
                for index in 0..<output.count {
                    let red = UInt32(input[3 * index])
                    let green = UInt32(input[3 * index + 1])
                    let blue = UInt32(input[3 * index + 2])
                    output[index] = UInt8(
                        truncatingIfNeeded: (red &* 19595 &+ green &* 38470 &+ blue &* 7471 &+ 0x8000) >> 16)
                }
            }
        }
    }

    /// The image in 1 or 3 channels: grey by ``grey``, colour by repeating.
    package func withChannels(_ channels: Int) -> ByteImage {
        if channels == shape.channels { return self }
        if channels == 1 { return grey }
        return ByteImage(shape: Shape(height: shape.height, width: shape.width, channels: 3)) { output in
            for (index, value) in pixels.enumerated() {
                for channel in 0..<3 { output[3 * index + channel] = value }
            }
        }
    }

    /// How often each value occurs, by channel: `[C][256]`.
    package var histograms: [[Int]] {
        let channels = shape.channels
        var counts = [Int](repeating: 0, count: 256 * channels)
        pixels.withUnsafeBufferPointer { pixels in
            for start in stride(from: 0, to: pixels.count, by: channels) {
                for channel in 0..<channels { counts[channel * 256 + Int(pixels[start + channel])] += 1 }
            }
        }
        return (0..<channels).map { Array(counts[($0 * 256)..<(($0 + 1) * 256)]) }
    }
}
