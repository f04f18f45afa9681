/// How a network is trained: everything but the architecture, the data and the seed. One recipe is shared
/// by all rows of a study.
///
/// The coded form is part of a run's identity, so fields keep their names, and a part that is `nil` is left out of
/// it: runs recorded before the part existed stay what they were. Defaults are the paper's
/// enhanced recipe (arXiv:2201.03545, Table 5) as far as it is independent of scale.
public struct Recipe: Hashable, Sendable {
    /// Passes over the training images.
    public var epochs: Int
    /// Images an iteration. The last incomplete batch of an epoch is dropped.
    public var batchSize: Int

    /// What turns gradients into iterations.
    public var optimizer: Optimizer = .adamW(AdamW()) { didSet { forgetUsed() } }
    /// Peak learning rate, reached at the end of the warm-up.
    public var learningRate: Double
    /// How the rate falls after the warm-up.
    public var schedule: Schedule = .cosine(Cosine()) { didSet { forgetUsed() } }
    /// Share of all iterations over which the learning rate rises linearly from 0; the paper's is 20 of 300 epochs.
    public var warmupFraction: Double = 20.0 / 300.0
    /// Decoupled for AdamW and Lion, added to the gradient for SGD; on tensors of two or more dimensions only.
    public var weightDecay: Double = 0.05
    /// `nil`: weight decay on tensors of two or more dimensions only.
    public var weightDecayScope: WeightDecayScope?
    /// Weights averaged over the iterations are what is tested; `nil` for the weights themselves.
    public var weightAverage: WeightAverage?

    /// Share of the target that all classes have in common.
    public var labelSmoothing: Double = 0.1
    /// Stochastic depth: rate of the last block; rises linearly from 0 at the first.
    public var dropPathRate: Double
    /// How weights begin.
    public var initialisation: Initialisation = .truncatedNormal
    /// What happens to training images before they are seen.
    public var augmentation: Augmentation

    /// Values of fields without effect where they are not the usual ones, by name: a recorded run's identity holds them.
    var unused: [String: Double] = [:]

    /// A recipe; what is not given here has the defaults of the fields.
    public init(
        epochs: Int, batchSize: Int, learningRate: Double, dropPathRate: Double = 0,
        augmentation: Augmentation
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.dropPathRate = dropPathRate
        self.augmentation = augmentation
    }
}

/// Which tensors weight decay is on, where it is not on those of two or more dimensions alone.
public enum WeightDecayScope: String, Hashable, Codable, Sendable, CaseIterable {
    /// Norms, biases and Layer Scale too, as plain SGD does.
    case everyTensor = "every-tensor"
}

/// Exponential moving average of weights and running statistics (EMA), updated after each iteration from the first
/// weights on: `average ← decay · average + (1 − decay) · weights`.
public struct WeightAverage: Hashable, Codable, Sendable {
    /// The share of the average that stays at each iteration.
    public var decay: Double

    /// - Parameter decay: 0.9999 in the paper's code.
    public init(decay: Double = 0.9999) {
        self.decay = decay
    }
}

/// How weights begin. Norm scales are 1 and norm shifts 0 in any case.
public enum Initialisation: String, Hashable, Codable, Sendable, CaseIterable {
    /// Normal with sd 0.02, cut at ±2 (the paper's code: the bounds are absolute and practically never met);
    /// biases 0.
    case truncatedNormal = "truncated-normal"
    /// PyTorch's default of convolutions and linear layers: weights and biases uniform in ±1/√fanIn.
    case pyTorchDefault = "pytorch-default"
}
