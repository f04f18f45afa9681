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

    /// What cannot be meant, as a sentence; `nil` when all is well.
    ///
    /// - Parameter side: of what the network sees, in pixels.
    package func problem(side: Int) -> AugmentationError? {
        func outside(_ name: String, _ range: String, _ found: Double) -> AugmentationError {
            .outOfRange(name: name, expected: range, found: found)
        }
        guard (0...side).contains(cropPadding) else { return .cropPadding(cropPadding, side: side) }
        if let crop = randomResizedCrop {
            guard crop.scale.lowerBound > 0, crop.scale.upperBound <= 1 else {
                return outside("randomResizedCrop.scale", "above 0 and at most 1", crop.scale.lowerBound)
            }
            guard crop.ratio.lowerBound > 0 else {
                return outside("randomResizedCrop.ratio", "above 0", crop.ratio.lowerBound)
            }
            guard cropPadding == 0 else {
                return outside("cropPadding beside randomResizedCrop", "0", Double(cropPadding))
            }
        }
        if let randAugment {
            guard (0...100).contains(randAugment.layers) else {
                return outside("randAugment.layers", "from 0 to 100", Double(randAugment.layers))
            }
            guard (0...10).contains(randAugment.magnitude) else {
                return outside("randAugment.magnitude", "from 0 to 10", randAugment.magnitude)
            }
            guard randAugment.magnitudeSD >= 0 else {
                return outside("randAugment.magnitudeSD", "0 or more", randAugment.magnitudeSD)
            }
        }
        if let erasing = randomErasing {
            guard erasing.scale.lowerBound > 0, erasing.scale.upperBound <= 1 else {
                return outside("randomErasing.scale", "above 0 and at most 1", erasing.scale.lowerBound)
            }
            guard erasing.ratio.lowerBound > 0 else {
                return outside("randomErasing.ratio", "above 0", erasing.ratio.lowerBound)
            }
        }
        if let mixing {
            for (name, alpha) in [("mixupAlpha", mixing.mixupAlpha), ("cutMixAlpha", mixing.cutMixAlpha)]
            where !(alpha >= 0 && alpha.isFinite) {
                return outside("mixing.\(name)", "0 or more", alpha)
            }
        }
        let probabilities = [
            ("randAugment.probability", randAugment?.probability),
            ("randomErasing.probability", randomErasing?.probability),
            ("mixing.probability", mixing?.probability),
            ("mixing.switchProbability", mixing?.switchProbability),
        ]
        for case (let name, let probability?) in probabilities where !(0...1).contains(probability) {
            return outside(name, "from 0 to 1", probability)
        }
        return nil
    }
}
