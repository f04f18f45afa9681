/// What happens to training images before they are seen, in this order: a random part (`randomResizedCrop`) or a
/// crop of the padded image (`cropPadding`), the flip, `randAugment` on whole values, normalisation,
/// `randomErasing`, and `mixing` of the finished batch.
///
/// The coded form is part of a run's identity: a part that is `nil` is left out of it, so that runs recorded before
/// the part existed stay what they were.
public struct Augmentation: Hashable, Codable, Sendable {
    /// Pixels of zero (after normalisation: of black) added on each side before a crop of the original size
    /// at a random place; 0 for no cropping.
    public var cropPadding: Int
    /// Mirror left and right with probability one half.
    public var horizontalFlip: Bool
    /// A part of random area; `nil` for none.
    public var randomResizedCrop: RandomResizedCrop?
    /// Operations drawn at random; `nil` for none.
    public var randAugment: RandAugment?
    /// A rectangle of noise; `nil` for none.
    public var randomErasing: RandomErasing?
    /// Mixup and CutMix; `nil` for neither.
    public var mixing: BatchMixing?

    /// An augmentation of those parts.
    public init(
        cropPadding: Int = 0, horizontalFlip: Bool, randomResizedCrop: RandomResizedCrop? = nil,
        randAugment: RandAugment? = nil, randomErasing: RandomErasing? = nil, mixing: BatchMixing? = nil
    ) {
        self.cropPadding = cropPadding
        self.horizontalFlip = horizontalFlip
        self.randomResizedCrop = randomResizedCrop
        self.randAugment = randAugment
        self.randomErasing = randomErasing
        self.mixing = mixing
    }

    /// The enhanced recipe of "A ConvNet for the 2020s" (arXiv:2201.03545, Table 5). Its code trains with bicubic
    /// interpolation throughout.
    public static var enhanced: Augmentation {
        var randAugment = RandAugment()
        randAugment.interpolation = .bicubic
        return Augmentation(
            horizontalFlip: true, randomResizedCrop: RandomResizedCrop(), randAugment: randAugment,
            randomErasing: RandomErasing(), mixing: BatchMixing())
    }

    /// The same without what makes one image of several.
    public var withoutMixing: Augmentation {
        var augmentation = self
        augmentation.mixing = nil
        return augmentation
    }
}
