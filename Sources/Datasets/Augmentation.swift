/// What happens to a training image before it is seen.
public struct Augmentation: Hashable, Codable, Sendable {
    /// Pixels of zero (after normalisation: of black) added on each side before a crop of the original size
    /// at a random place; 0 for no cropping.
    public var cropPadding: Int
    /// Mirror left and right with probability one half.
    public var horizontalFlip: Bool

    public init(cropPadding: Int, horizontalFlip: Bool) {
        self.cropPadding = cropPadding
        self.horizontalFlip = horizontalFlip
    }
}
