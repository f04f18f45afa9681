import AblateArchitectures
import AblateRuns

/// A part of an image in whole pixels.
package struct Crop: Hashable, Codable, Sendable {
    package var top: Int
    package var left: Int
    package var height: Int
    package var width: Int

    package init(top: Int, left: Int, height: Int, width: Int) {
        self.top = top
        self.left = left
        self.height = height
        self.width = width
    }
}

extension ByteImage {
    /// The crop brought to another size as Pillow's `Image.resize` does it: where the image shrinks, the kernel
    /// grows with it; the bicubic kernel is the one with a = −½; rows first, each pass rounded to whole values;
    /// weights of 22 fractional bits, so that results are the same on every machine.
    ///
    /// - Parameter part: what of the result is wanted; all of it when `nil`.
    /// - Precondition: `crop` is not empty and lies in the image, `part` likewise in the result.
    package func resized(
        _ crop: Crop, height: Int, width: Int, interpolation: Interpolation, showing part: Crop? = nil
    ) -> ByteImage {
        precondition(crop.lies(in: shape), "\(crop) does not lie in an image of \(shape).")
        let result = Shape(height: height, width: width, channels: shape.channels)
        let part = part ?? Crop(top: 0, left: 0, height: height, width: width)
        precondition(part.lies(in: result), "\(part) does not lie in an image of \(result).")
        let rows = ResizeWeights(
            from: crop.height, to: height, part.top..<(part.top + part.height), interpolation)
        let columns = ResizeWeights(
            from: crop.width, to: width, part.left..<(part.left + part.width), interpolation)
        let channels = shape.channels
        let used = rows.used
        let narrow = ByteImage(
            shape: Shape(height: used.count, width: part.width, channels: channels)
        ) { output in
            pixels.withUnsafeBufferPointer { input in
                for row in used {
                    let from = ((row + crop.top) * shape.width + crop.left) * channels
                    let to = (row - used.lowerBound) * part.width * channels
                    columns.applyAlongRow(input, from, channels, output, to)
                }
            }
        }
        return ByteImage(shape: Shape(height: part.height, width: part.width, channels: channels)) { output in
            narrow.pixels.withUnsafeBufferPointer { input in rows.applyAcrossRows(input, output) }
        }
    }
}

extension Crop {
    /// Whether it is a part of an image of `shape`, of a pixel or more.
    fileprivate func lies(in shape: Shape) -> Bool {
        top >= 0 && left >= 0 && height > 0 && width > 0 && top + height <= shape.height
            && left + width <= shape.width
    }
}

/// What each value of the result takes from which values of the source, along one axis.
private struct ResizeWeights {
    private struct Span {
        /// First value of the source.
        var start: Int
        /// Place of its weight.
        var offset: Int
        var count: Int
    }

    private var spans: [Span] = []
    /// Fixed-point.
    private var weights: [Int32] = []

    private static let fractionBits: Int32 = 22
    private static let half: Int32 = 1 << (fractionBits - 1)

    /// Values of the source that are used at all.
    var used: Range<Int> {
        let start = spans.map(\.start).min() ?? 0
        return start..<(spans.map { $0.start + $0.count }.max() ?? start)
    }

    /// - Parameter part: the values of the result that are wanted, of `size`.
    init(from source: Int, to size: Int, _ part: Range<Int>, _ interpolation: Interpolation) {
        let scale = Double(source) / Double(size)
        let stretch = max(scale, 1)
        let support = interpolation.support * stretch
        spans.reserveCapacity(part.count)
        for index in part {
            let centre = (Double(index) + 0.5) * scale
            let start = max(Int(centre - support + 0.5), 0)
            let end = min(Int(centre + support + 0.5), source)
            let values = (start..<end).map {
                interpolation.kernel((Double($0) - centre + 0.5) * (1 / stretch))
            }
            let sum = values.reduce(0, +)
            spans.append(Span(start: start, offset: weights.count, count: values.count))
            weights += values.map { value in
                let scaled = (sum != 0 ? value / sum : value) * Double(1 << Self.fractionBits)
                return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
            }
        }
    }

    /// From `input[from...]`, a row of the source, to `output[to...]`, a row of the result.
    func applyAlongRow(
        _ input: UnsafeBufferPointer<UInt8>, _ from: Int, _ channels: Int,
        _ output: UnsafeMutableBufferPointer<UInt8>, _ to: Int
    ) {
        weights.withUnsafeBufferPointer { weights in
            var to = to
            for span in spans {
                let first = from + span.start * channels
                if channels == 3 {
                    var (red, green, blue) = (Self.half, Self.half, Self.half)
                    for index in 0..<span.count {
                        let weight = weights[span.offset + index]
                        let pixel = first &+ 3 &* index
                        red &+= weight &* Int32(input[pixel])
                        green &+= weight &* Int32(input[pixel + 1])
                        blue &+= weight &* Int32(input[pixel + 2])
                    }
                    output[to] = Self.byte(red)
                    output[to + 1] = Self.byte(green)
                    output[to + 2] = Self.byte(blue)
                } else {
                    var grey = Self.half
                    for index in 0..<span.count {
                        grey &+= weights[span.offset + index] &* Int32(input[first + index])
                    }
                    output[to] = Self.byte(grey)
                }
                to += channels
            }
        }
    }

    /// From whole rows of the source, the first being the first used, to whole rows of the result, all of one
    /// length.
    func applyAcrossRows(_ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>) {
        let length = output.count / spans.count
        let first = used.lowerBound
        var sums = [Int32](repeating: 0, count: length)
        sums.withUnsafeMutableBufferPointer { sums in
            for (row, span) in spans.enumerated() {
                sums.update(repeating: Self.half)
                for index in 0..<span.count {
                    let weight = weights[span.offset + index]
                    let from = (span.start - first + index) * length
                    for column in 0..<length { sums[column] &+= weight &* Int32(input[from &+ column]) }
                }
                for column in 0..<length { output[row &* length &+ column] = Self.byte(sums[column]) }
            }
        }
    }

    @inline(__always)
    private static func byte(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: min(max(sum >> fractionBits, 0), 255))
    }
}

extension Interpolation {
    /// Half the width of the kernel.
    fileprivate var support: Double { self == .bilinear ? 1 : 2 }

    fileprivate func kernel(_ place: Double) -> Double {
        let x = abs(place)
        switch self {
        case .bilinear: return x < 1 ? 1 - x : 0
        case .bicubic:
            if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
        }
    }
}
