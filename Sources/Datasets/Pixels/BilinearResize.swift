import AblateArchitectures

/// Bilinear interpolation to a square, as PyTorch's
/// `interpolate(mode="bilinear", align_corners=False, antialias=False)`: half-pixel centres, edges clamped,
/// four neighbours whatever the scale. Results are rounded to whole bytes, halves to the even one.
package struct BilinearResize: Hashable, Sendable {
    package let source: Shape
    package let side: Int
    private let rows: [Tap]
    /// Of each value of a row, channels included.
    private let columns: [Tap]

    package init(from source: Shape, side: Int) {
        self.source = source
        self.side = side
        rows = Self.taps(from: source.height, to: side)
        columns = Self.taps(from: source.width, to: side).flatMap { tap in
            (0..<source.channels).map { channel in
                Tap(
                    first: tap.first * source.channels + channel,
                    second: tap.second * source.channels + channel, weight: tap.weight)
            }
        }
    }

    package var result: Shape { Shape(side: side, channels: source.channels) }

    /// Resizes the image of `source` shape that starts at `pixels[start]`.
    ///
    /// - Parameters:
    ///   - image: the result, of `result` shape; overwritten.
    ///   - scratch: kept between calls to save allocations; its contents mean nothing.
    package func resize(
        _ pixels: [UInt8], from start: Int, into image: inout [UInt8], scratch: inout [Float]
    ) {
        let length = columns.count
        image.resize(to: side * length)
        scratch.resize(to: source.height * length)
        pixels.withUnsafeBufferPointer { pixels in
            scratch.withUnsafeMutableBufferPointer { scratch in
                image.withUnsafeMutableBufferPointer { image in
                    // Along the rows first: where the image grows, that is the smaller half of the work.
                    for row in 0..<source.height {
                        let from = start + row * source.width * source.channels
                        for (index, tap) in columns.enumerated() {
                            let left = Float(pixels[from + tap.first])
                            let right = Float(pixels[from + tap.second])
                            scratch[row * length + index] = left + (right - left) * tap.weight
                        }
                    }
                    for (row, tap) in rows.enumerated() {
                        let (above, below, to) = (tap.first * length, tap.second * length, row * length)
                        for index in 0..<length {
                            let first = scratch[above + index]
                            let value = first + (scratch[below + index] - first) * tap.weight
                            // At 2^23 the last bit of a Float is worth 1, so the sum is rounded to a whole
                            // number; unlike a checked conversion, this is vectorised.
                            image[to + index] = UInt8(truncatingIfNeeded: (value + 0x1p23).bitPattern)
                        }
                    }
                }
            }
        }
    }

    /// The two neighbours of a place, and how near it is to the second: 0…1.
    private struct Tap: Hashable, Sendable {
        var first: Int
        var second: Int
        var weight: Float
    }

    private static func taps(from size: Int, to side: Int) -> [Tap] {
        (0..<side).map { index in
            let place = max((Double(index) + 0.5) * Double(size) / Double(side) - 0.5, 0)
            let first = min(Int(place), size - 1)
            return Tap(first: first, second: min(first + 1, size - 1), weight: Float(place - Double(first)))
        }
    }
}

extension Array where Element: AdditiveArithmetic {
    fileprivate mutating func resize(to count: Int) {
        if self.count != count { self = Array(repeating: .zero, count: count) }
    }
}
