import AblateArchitectures
import AblateRuns

/// Images and labels as their files hold them.
public struct ImageSet: Hashable, Sendable {
    /// Of one image.
    public let shape: Shape
    /// `[N, H, W, C]`, 0 is black.
    public let pixels: [UInt8]
    /// `[N]`
    public let labels: [UInt8]

    /// Images in the set.
    public var count: Int { labels.count }

    /// - Precondition: `pixels` are `labels.count` images of `shape`.
    public init(shape: Shape, pixels: [UInt8], labels: [UInt8]) {
        precondition(
            pixels.count == labels.count * shape.count,
            "\(labels.count) images of \(shape) need \(labels.count * shape.count) pixels, not \(pixels.count)."
        )
        self.shape = shape
        self.pixels = pixels
        self.labels = labels
    }

    /// - Precondition: there is an image `index`.
    package func image(_ index: Int) -> ByteImage {
        ByteImage(
            shape: shape, pixels: Array(pixels[(index * shape.count)..<((index + 1) * shape.count)]))
    }
}

/// A data set in memory, untouched: training and test images of one shape.
public struct Dataset: Sendable {
    /// `fashion-mnist`
    public let name: String
    /// By label.
    public let classNames: [String]
    /// What is trained on.
    public let train: ImageSet
    /// What accuracy is measured on.
    public let test: ImageSet
    /// What the data is, as lower-case hexadecimal: SHA-256 over the name in UTF-8, a zero byte and, for
    /// training images, training labels, test images and test labels in this order, the length in bytes as a
    /// little-endian 64-bit number and the bytes of the uncompressed IDX file. Whether and how the files are
    /// compressed does not matter.
    public let sha256: String

    /// - Precondition: both sets have one shape, and every label has a name.
    public init(name: String, classNames: [String], train: ImageSet, test: ImageSet) {
        precondition(train.shape == test.shape, "Shapes differ: \(train.shape) and \(test.shape).")
        precondition(
            (train.labels + test.labels).allSatisfy { Int($0) < classNames.count },
            "A label has no name: there are \(classNames.count).")
        self.name = name
        self.classNames = classNames
        self.train = train
        self.test = test
        let hash = SHA256()
        hash.update(Array(name.utf8) + [0])
        for set in [train, test] {
            // An IDX file of grey images has no dimension for the channels.
            let channels = set.shape.channels == 1 ? [] : [set.shape.channels]
            hash.update(
                idx: set.pixels, dimensions: [set.count, set.shape.height, set.shape.width] + channels)
            hash.update(idx: set.labels, dimensions: [set.count])
        }
        sha256 = hash.digest.hexadecimal
    }
}

extension SHA256 {
    fileprivate func update(idx items: [UInt8], dimensions: [Int]) {
        let header = IDXFile.header(dimensions: dimensions)
        let length = UInt64(header.count + items.count)
        update((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
        update(header)
        update(items)
    }
}
