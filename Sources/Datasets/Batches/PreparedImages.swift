import AblateArchitectures

/// Images chosen from a set, with how each is placed and normalised.
///
/// Only the set's own bytes are held and shared with the ``Dataset``, or the names of an ``ImageFolder``'s files:
/// placing happens when a batch is made, so that memory does not grow with the side (60,000 images of 224×224
/// would be 3 GB).
package struct PreparedImages: Sendable {
    /// Of one image as the network sees it.
    package let shape: Shape
    /// Index in the file of each chosen image, ascending.
    package let indices: [Int32]
    /// Of the chosen images.
    package let labels: [Int32]
    package let normalisation: Normalisation
    /// Bad files that a batch met and left out.
    package let badImages = BadImageLog()
    private let source: Source
    /// What each byte becomes: `[C, 256]`.
    private let table: [Float]

    private enum Source: Sendable {
        case memory(ImageSet, Placement)
        case files(ImageFileList, BadImagePolicy)
    }

    package var count: Int { indices.count }

    package init(source: ImageSet, indices: [Int32], placement: Placement, normalisation: Normalisation) {
        self.source = .memory(source, placement)
        self.indices = indices
        self.normalisation = normalisation
        table = normalisation.table
        labels = indices.map { Int32(source.labels[Int($0)]) }
        switch placement {
        case .padded(let margin):
            shape = Shape(
                height: source.shape.height + 2 * margin, width: source.shape.width + 2 * margin,
                channels: source.shape.channels)
        case .resized(let resize): shape = resize.result
        }
    }

    package init(
        files: ImageFileList, indices: [Int32], shape: Shape, normalisation: Normalisation,
        onBadImage policy: BadImagePolicy
    ) {
        source = .files(files, policy)
        self.indices = indices
        self.shape = shape
        self.normalisation = normalisation
        table = normalisation.table
        labels = indices.map { Int32(files.labels[Int($0)]) }
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
    ///
    /// - Throws: `badImage` or `noGoodImages`.
    package func batch(
        of samples: ArraySlice<Int32>, window: (_ sample: Int) -> Window = { _ in Window() }
    ) throws(DatasetError) -> Batch {
        guard case .memory(let set, let placement) = source else {
            return try batch(of: samples) { (sample, stored) throws(ImageFault) in
                let window = window(sample)
                let image = try stored.placed(side: shape.height)
                    .window(top: window.top, left: window.left, side: shape.height)
                return window.isFlipped ? image.mirrored : image
            }
        }
        var images = black(samples.count)
        var placed: [UInt8] = []
        var scratch: [Float] = []
        for (position, sample) in samples.enumerated() {
            let start = Int(indices[Int(sample)]) * set.shape.count
            let window = window(Int(sample))
            let output = position * shape.count
            switch placement {
            case .padded(let margin):
                let moved = Window(
                    top: window.top - margin, left: window.left - margin, isFlipped: window.isFlipped)
                copy(set.pixels, from: start, of: set.shape, through: moved, to: &images, at: output)
            case .resized(let resize):
                resize.resize(set.pixels, from: start, into: &placed, scratch: &scratch)
                copy(placed, from: 0, of: shape, through: window, to: &images, at: output)
            }
        }
        return Batch(images: images, labels: samples.map { labels[Int($0)] }, sampleIDs: Array(samples))
    }

    /// Makes a batch of the given chosen images, each as `make` wants it, of `shape`.
    ///
    /// - Throws: `badImage` or `noGoodImages`.
    func batch(
        of samples: ArraySlice<Int32>, _ make: (_ sample: Int, StoredImage) throws(ImageFault) -> ByteImage
    ) throws(DatasetError) -> Batch {
        var images = black(samples.count)
        var labels: [Int32] = []
        for (position, sample) in samples.enumerated() {
            let (image, label) = try image(Int(sample)) { (stored) throws(ImageFault) in
                try make(Int(sample), stored)
            }
            labels.append(label)
            precondition(image.shape == shape, "A batch of \(shape) cannot hold \(image.shape).")
            copy(image.pixels, from: 0, of: shape, through: Window(), to: &images, at: position * shape.count)
        }
        return Batch(images: images, labels: labels, sampleIDs: Array(samples))
    }

    /// One image and its label. A bad file's place is taken by the next good one where the policy says so.
    private func image(
        _ sample: Int, _ make: (StoredImage) throws(ImageFault) -> ByteImage
    ) throws(DatasetError) -> (ByteImage, Int32) {
        for step in 0..<count {
            let candidate = (sample + step) % count
            let index = Int(indices[candidate])
            do {
                return (try make(try stored(index)), labels[candidate])
            } catch {
                guard case .files(let files, let policy) = source else { preconditionFailure("\(error)") }
                let bad = BadImage(path: files.path(index), fault: error)
                if policy == .fail { throw .badImage(bad) }
                badImages.note(bad)
            }
        }
        throw .noGoodImages(count: count)
    }

    private func stored(_ index: Int) throws(ImageFault) -> StoredImage {
        switch source {
        case .memory(let set, let placement): .pixels(set.image(index), placement)
        case .files(let files, _):
            .file(try files.image(index), channels: shape.channels)
        }
    }

    /// What no image covers stays black.
    private func black(_ count: Int) -> [Float] {
        if shape.channels == 1 { return [Float](repeating: table[0], count: count * shape.count) }
        var images = [Float](repeating: 0, count: count * shape.count)
        let colour = (0..<shape.channels).map { table[256 * $0] }
        for index in images.indices { images[index] = colour[index % shape.channels] }
        return images
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
                            for channel in 0..<channels {
                                for index in stride(from: channel, to: count, by: channels) {
                                    images[seen + index] = table[256 * channel + Int(pixels[source + index])]
                                }
                            }
                            continue
                        }
                        // The first column lands last; channels keep their order.
                        let seen = to + (shape.width - 1 - columns.lowerBound) * channels
                        for channel in 0..<channels {
                            for index in stride(from: channel, to: count, by: channels) {
                                images[seen + 2 * channel - index] =
                                    table[256 * channel + Int(pixels[source + index])]
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
