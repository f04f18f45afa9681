import AblateRandomness

/// What this room's random numbers are for. Numbers are permanent, as results depend on them; 1 and 5 are the native
/// engine's.
extension CounterRandom.Role {
    /// The order of the training images; one stream an epoch.
    package static let order = Self(2)
    /// Crop and flip of one image in one epoch.
    package static let cropAndFlip = Self(3)
    /// Mixup and CutMix of one batch.
    package static let mix = Self(4)
    /// The choice of a class-balanced subset of a data set.
    package static let subset = Self(6)
    /// RandAugment's operations on one image in one epoch.
    package static let randAugment = Self(7)
    /// Random erasing of one image in one epoch.
    package static let erase = Self(8)
}
