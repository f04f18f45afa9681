/// Operations that map each value of a channel to another, by Pillow's definitions (`ImageOps`).
extension ByteImage {
    /// Each channel stretched so that its darkest value becomes 0 and its lightest 255; a channel of one value
    /// stays as it is.
    package var autoContrasted: ByteImage {
        mapped(
            histograms.map { histogram in
                let low = histogram.firstIndex { $0 > 0 } ?? 0
                let high = histogram.lastIndex { $0 > 0 } ?? 0
                guard high > low else { return Self.identity }
                let scale = 255.0 / Double(high - low)
                let offset = -Double(low) * scale
                return (0..<256).map { Self.clipped(Int(Double($0) * scale + offset)) }
            })
    }

    /// Each channel's values spread so that they become about equally frequent.
    package var equalized: ByteImage {
        mapped(
            histograms.map { histogram in
                let last = histogram.last { $0 > 0 } ?? 0
                let step = (histogram.reduce(0, +) - last) / 255
                guard step > 0 else { return Self.identity }
                var below = step / 2
                return histogram.map { count in
                    defer { below += count }
                    return Self.clipped(below / step)
                }
            })
    }

    package var inverted: ByteImage { mapped((0..<256).map { UInt8(255 - $0) }) }

    /// The highest `bits` of each value, the others cleared; with 0 bits all is black.
    ///
    /// - Precondition: `bits` lies in 0...8.
    package func posterized(bits: Int) -> ByteImage {
        precondition((0...8).contains(bits), "A value has 8 bits; \(bits) cannot be kept.")
        let mask = ~((1 << (8 - bits)) - 1)
        return mapped((0..<256).map { UInt8($0 & mask) })
    }

    /// Values from `threshold` on inverted.
    package func solarized(threshold: Int) -> ByteImage {
        mapped((0..<256).map { UInt8($0 < threshold ? $0 : 255 - $0) })
    }

    /// `amount` added to values below 128, to 255 at most.
    package func solarizeAdded(_ amount: Int) -> ByteImage {
        mapped((0..<256).map { $0 < 128 ? Self.clipped($0 + amount) : UInt8($0) })
    }

    private static let identity: [UInt8] = Array(0...255)

    private static func clipped(_ value: Int) -> UInt8 { UInt8(min(max(value, 0), 255)) }

    private func mapped(_ table: [UInt8]) -> ByteImage {
        mapped([[UInt8]](repeating: table, count: shape.channels))
    }

    /// - Parameter tables: by channel, 256 values each.
    private func mapped(_ tables: [[UInt8]]) -> ByteImage {
        let channels = shape.channels
        var image = self
        image.modify { pixels in
            for (channel, table) in tables.enumerated() {
                table.withUnsafeBufferPointer { table in
                    for index in stride(from: channel, to: pixels.count, by: channels) {
                        pixels[index] = table[Int(pixels[index])]
                    }
                }
            }
        }
        return image
    }
}
