import AblateArchitectures
import AblateRuns
import Foundation

/// Where a pixel of the result comes from: (x, y) ↦ (a·x + b·y + c, d·x + e·y + f), in pixels from the top left
/// corner, centres at halves. The six numbers are those of Pillow's `Image.transform`.
package struct AffineTransform: Hashable, Sendable {
    package var a = 1.0
    package var b = 0.0
    package var c = 0.0
    package var d = 0.0
    package var e = 1.0
    package var f = 0.0

    package static func shearX(_ factor: Double) -> AffineTransform { AffineTransform(b: factor) }
    package static func shearY(_ factor: Double) -> AffineTransform { AffineTransform(d: factor) }

    /// - Parameter pixels: how far to the right the result looks.
    package static func translateX(_ pixels: Double) -> AffineTransform { AffineTransform(c: pixels) }

    /// - Parameter pixels: how far down the result looks.
    package static func translateY(_ pixels: Double) -> AffineTransform { AffineTransform(f: pixels) }

    /// Counter-clockwise about the centre of an image of `shape`.
    package static func rotation(degrees: Double, of shape: Shape) -> AffineTransform {
        let angle = -degrees * .pi / 180
        let (cosine, sine) = (cos(angle), sin(angle))
        let (x, y) = (Double(shape.width) / 2, Double(shape.height) / 2)
        return AffineTransform(
            a: cosine, b: sine, c: x - cosine * x - sine * y, d: -sine, e: cosine,
            f: y + sine * x - cosine * y)
    }
}

extension ByteImage {
    /// The image seen through `transform`, in its own shape. What lies outside is of colour `fill`; neighbours
    /// beyond an edge repeat the edge. The bicubic kernel is the one with a = −1, and values are cut to whole
    /// ones, as in Pillow's `Image.transform`.
    package func transformed(
        by transform: AffineTransform, interpolation: Interpolation, fill: [UInt8]
    ) -> ByteImage {
        var result = ByteImage(shape: shape, colour: fill)
        result.modify { output in
            pixels.withUnsafeBufferPointer { input in
                let sampler = Sampler(input: input, shape: shape, interpolation: interpolation)
                var index = 0
                for row in 0..<shape.height {
                    for column in 0..<shape.width {
                        let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
                        sampler.sample(
                            x: transform.a * x + transform.b * y + transform.c,
                            y: transform.d * x + transform.e * y + transform.f, into: output, at: index)
                        index += shape.channels
                    }
                }
            }
        }
        return result
    }
}

/// Reads an image between its pixels.
private struct Sampler {
    let input: UnsafeBufferPointer<UInt8>
    let shape: Shape
    let interpolation: Interpolation

    /// Writes the value of each channel at (x, y) to `output[index...]`; nothing for a place outside.
    @inline(__always)
    func sample(x: Double, y: Double, into output: UnsafeMutableBufferPointer<UInt8>, at index: Int) {
        guard x >= 0, x < Double(shape.width), y >= 0, y < Double(shape.height) else { return }
        let (left, top) = ((x - 0.5).rounded(.down), (y - 0.5).rounded(.down))
        let (dx, dy) = (x - 0.5 - left, y - 0.5 - top)
        // Found once for all channels: neighbours beyond an edge repeat it.
        let columns = places(around: Int(left), of: shape.width, step: shape.channels)
        let rows = places(around: Int(top), of: shape.height, step: shape.width * shape.channels)
        for channel in 0..<shape.channels {
            let value: Double
            switch interpolation {
            case .bilinear:
                let above = linear(rows.1 + channel, columns, dx)
                let below = linear(rows.2 + channel, columns, dx)
                value = above + (below - above) * dy
            case .bicubic:
                value = cubic(
                    cubic(rows.0 + channel, columns, dx), cubic(rows.1 + channel, columns, dx),
                    cubic(rows.2 + channel, columns, dx), cubic(rows.3 + channel, columns, dx), dy)
            }
            output[index + channel] = UInt8(min(max(value, 0), 255))
        }
    }

    private typealias Places = (Int, Int, Int, Int)

    /// Offsets of the one before `first`, itself, and the two after it, along an axis of `size`.
    @inline(__always)
    private func places(around first: Int, of size: Int, step: Int) -> Places {
        let last = size - 1
        return (
            min(max(first - 1, 0), last) &* step, max(first, 0) &* step, min(first + 1, last) &* step,
            min(first + 2, last) &* step
        )
    }

    @inline(__always)
    private func linear(_ row: Int, _ columns: Places, _ d: Double) -> Double {
        let first = Double(input[row &+ columns.1])
        return first + (Double(input[row &+ columns.2]) - first) * d
    }

    @inline(__always)
    private func cubic(_ row: Int, _ columns: Places, _ d: Double) -> Double {
        cubic(
            Double(input[row &+ columns.0]), Double(input[row &+ columns.1]),
            Double(input[row &+ columns.2]), Double(input[row &+ columns.3]), d)
    }

    /// The cubic through four equally spaced values, `d` of the way from the second to the third. Equal values give
    /// exactly themselves, which matters where they are cut to whole ones.
    @inline(__always)
    private func cubic(
        _ first: Double, _ second: Double, _ third: Double, _ fourth: Double, _ d: Double
    ) -> Double {
        let slope = third - first
        let square = 2 * (first - second) + third - fourth
        let cube = second - first - third + fourth
        return second + d * (slope + d * (square + d * cube))
    }
}
