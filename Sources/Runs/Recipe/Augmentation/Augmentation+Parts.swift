/// A few operations drawn at random for each image (Cubuk et al., "RandAugment", arXiv:1909.13719), in timm's form
/// with magnitudes that rise with severity: the defaults are `rand-m9-mstd0.5-inc1`.
public struct RandAugment: Hashable, Codable, Sendable {
    /// Operations drawn for an image, with replacement.
    public var layers = 2
    /// Mean magnitude, of 10.
    public var magnitude = 9.0
    /// Standard deviation of the magnitude, drawn anew for each operation and cut to 0…10.
    public var magnitudeSD = 0.5
    /// Probability that a drawn operation is carried out.
    public var probability = 0.5
    /// Of the operations that move pixels.
    public var interpolation = InterpolationChoice.random

    /// timm's defaults.
    public init() {}

    /// How values between pixels are found, or that it is drawn.
    public enum InterpolationChoice: String, Hashable, Codable, Sendable, CaseIterable {
        case bilinear
        case bicubic
        /// One of the two, drawn for each operation: what timm does unless an interpolation is named.
        case random
    }
}

/// A part of random area and aspect ratio, brought to the side that the network sees (Szegedy et al.,
/// arXiv:1409.4842), as timm and torchvision define it.
public struct RandomResizedCrop: Hashable, Codable, Sendable {
    /// Area of the part as a share of the image's.
    public var scale = 0.08...1.0
    /// Width over height of the part; its logarithm is uniform.
    public var ratio = 3.0 / 4.0...4.0 / 3.0
    /// How values between pixels are found.
    public var interpolation = Interpolation.bicubic

    /// timm's defaults.
    public init() {}
}

/// A rectangle of the normalised image replaced by noise, normal with mean 0 and sd 1 in each value (Zhong et al.,
/// arXiv:1708.04896; timm's mode `pixel`).
public struct RandomErasing: Hashable, Codable, Sendable {
    /// Probability that an image loses a rectangle.
    public var probability = 0.25
    /// Area of the rectangle as a share of the image's.
    public var scale = 0.02...1.0 / 3.0
    /// Height over width of the rectangle; its logarithm is uniform.
    public var ratio = 0.3...1.0 / 0.3

    /// timm's defaults.
    public init() {}
}

/// Mixup (Zhang et al., arXiv:1710.09412) and CutMix (Yun et al., arXiv:1905.04899), one of the two for a whole
/// batch, as timm's `Mixup` does it: image i is mixed with image N − 1 − i.
public struct BatchMixing: Hashable, Codable, Sendable {
    /// α of mixup's Beta(α, α); 0 for no mixup.
    public var mixupAlpha = 0.8
    /// α of CutMix's Beta(α, α); 0 for no CutMix.
    public var cutMixAlpha = 1.0
    /// Probability that a batch is mixed at all.
    public var probability = 1.0
    /// Probability of CutMix where both are on.
    public var switchProbability = 0.5

    /// timm's defaults.
    public init() {}
}
