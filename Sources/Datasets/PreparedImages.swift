import Architectures

/// Images chosen from a set, with how each is placed and normalised.
///
/// Only the set's own bytes are held, and shared with the ``Dataset``: placing happens when a batch is made,
/// so that memory does not grow with the side (60,000 images of 224×224 would be 3 GB).
public struct PreparedImages: Sendable {
    /// Of one image as the network sees it.
    public let shape: Shape
    /// Index in the file of each chosen image, ascending.
    public let indices: [Int32]
    /// Of the chosen images.
    public let labels: [UInt8]
    private let source: ImageSet
    private let placement: Placement
    /// What each byte becomes.
    private let table: [Float]

    public var count: Int { indices.count }

    package init(source: ImageSet, indices: [Int32], placement: Placement, table: [Float]) {
        self.source = source
        self.indices = indices
        self.placement = placement
        self.table = table
        labels = indices.map { source.labels[Int($0)] }
        switch placement {
        case .padded(let margin):
            shape = Shape(
                height: source.shape.height + 2 * margin, width: source.shape.width + 2 * margin,
                channels: source.shape.channels)
        case .resized(let resize): shape = resize.result
        }
    }

    /// The part of the placed image that is seen: its top left corner, which may lie outside on any side,
    /// where all is black; then perhaps mirrored left and right.
    package struct Window: Hashable, Sendable {
        package var top = 0
        package var left = 0
        package var isFlipped = false

        package init(top: Int = 0, left: Int = 0, isFlipped: Bool = false) {
            self.top = top
            self.left = left
            self.isFlipped = isFlipped
        }
    }

    /// Makes a batch of the given chosen images, each seen through its window.
    package func batch(of samples: ArraySlice<Int32>, window: (_ sample: Int) -> Window = { _ in Window() })
        -> Batch
    {
        // What no image covers stays black.
        var images = [Float](repeating: table[0], count: samples.count * shape.count)
        var placed: [UInt8] = []
        var scratch: [Float] = []
        for (position, sample) in samples.enumerated() {
            let start = Int(indices[Int(sample)]) * source.shape.count
            let window = window(Int(sample))
            let output = position * shape.count
            switch placement {
            case .padded(let margin):
                let moved = Window(
                    top: window.top - margin, left: window.left - margin, isFlipped: window.isFlipped)
                copy(source.pixels, from: start, of: source.shape, through: moved, to: &images, at: output)
            case .resized(let resize):
                resize.resize(source.pixels, from: start, into: &placed, scratch: &scratch)
                copy(placed, from: 0, of: shape, through: window, to: &images, at: output)
            }
        }
        return Batch(
            images: images, labels: samples.map { Int32(labels[Int($0)]) }, sampleIDs: Array(samples))
    }

    /// Writes what of the image `pixels[start...]` of shape `size` is in the window, normalised.
    private func copy(
        _ pixels: [UInt8], from start: Int, of size: Shape, through window: Window,
        to images: inout [Float], at output: Int
    ) {
        let rows = overlap(window.top, seen: shape.height, there: size.height)
        let columns = overlap(window.left, seen: shape.width, there: size.width)
        let channels = shape.channels
        pixels.withUnsafeBufferPointer { pixels in
            table.withUnsafeBufferPointer { table in
                images.withUnsafeMutableBufferPointer { images in
                    for row in rows {
                        let from = start + (row + window.top) * size.width * channels
                        let to = output + row * shape.width * channels
                        let count = columns.count * channels
                        let source = from + (columns.lowerBound + window.left) * channels
                        guard window.isFlipped else {
                            let seen = to + columns.lowerBound * channels
                            for index in 0..<count {
                                images[seen + index] = table[Int(pixels[source + index])]
                            }
                            continue
                        }
                        // The first column lands last; channels keep their order.
                        let seen = to + (shape.width - 1 - columns.lowerBound) * channels
                        for channel in 0..<channels {
                            for index in stride(from: channel, to: count, by: channels) {
                                images[seen + 2 * channel - index] = table[Int(pixels[source + index])]
                            }
                        }
                    }
                }
            }
        }
    }

    /// Places of a window of `seen` pixels from `offset` that meet one of `there` pixels.
    private func overlap(_ offset: Int, seen: Int, there: Int) -> Range<Int> {
        let lower = min(max(0, -offset), seen)
        return lower..<max(lower, min(seen, there - offset))
    }
}
