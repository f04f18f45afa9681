/// Images and labels for one step.
public struct Batch: Hashable, Sendable {
    /// `[N, H, W, C]`, normalised.
    public var images: [Float]
    /// `[N]`
    public var labels: [Int32]
    /// `[N]`: which images of the chosen set these are, counted from 0.
    public var sampleIDs: [Int32]

    public var count: Int { labels.count }

    public init(images: [Float], labels: [Int32], sampleIDs: [Int32]) {
        self.images = images
        self.labels = labels
        self.sampleIDs = sampleIDs
    }
}
