import Architectures

/// Which images a run sees, resolved: a part of its identity.
public struct DataSelection: Hashable, Codable, Sendable {
    /// `fashion-mnist`
    public var dataset: String
    /// SHA-256 over the files of the data set, lower-case hexadecimal.
    public var sha256: String
    /// Training images used; fewer than the set has means a class-balanced, fixed subset.
    public var trainImages: Int
    public var testImages: Int
    /// Side in pixels of what the network sees.
    public var imageSide: Int
    public var channels: Int
    public var classes: Int

    public init(
        dataset: String, sha256: String, trainImages: Int, testImages: Int, imageSide: Int, channels: Int,
        classes: Int
    ) {
        self.dataset = dataset
        self.sha256 = sha256
        self.trainImages = trainImages
        self.testImages = testImages
        self.imageSide = imageSide
        self.channels = channels
        self.classes = classes
    }

    /// What enters the network.
    public var input: Shape { Shape(side: imageSide, channels: channels) }
}
