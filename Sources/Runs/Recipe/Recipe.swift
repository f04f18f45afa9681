/// How a network is trained: everything but the architecture, the data and the seed. One recipe is shared
/// by all rows of a study.
///
/// The coded form is part of a run's identity, so fields keep their names, and a part that is `nil` is left out of
/// it: runs recorded before the part existed stay what they were. Defaults are the paper's
/// enhanced recipe (arXiv:2201.03545, Table 5) as far as it is independent of scale.
public struct Recipe: Hashable, Codable, Sendable {
    /// Passes over the training images.
    public var epochs: Int
    /// Images a step. The last incomplete batch of an epoch is dropped.
    public var batchSize: Int

    /// What turns gradients into steps.
    public var optimizer: Optimizer = .adamW
    /// Peak learning rate, reached at the end of the warm-up.
    public var learningRate: Double
    /// Where the cosine ends.
    public var finalLearningRate: Double = 1e-6
    /// Share of all steps over which the learning rate rises linearly from 0; the paper's is 20 of 300 epochs.
    public var warmupFraction: Double = 20.0 / 300.0
    /// Decoupled for AdamW, added to the gradient for SGD; on tensors of two or more dimensions only.
    public var weightDecay: Double = 0.05
    /// AdamW's β₁, β₂ and ε.
    public var beta1: Double = 0.9
    /// AdamW's β₂.
    public var beta2: Double = 0.999
    /// AdamW's ε.
    public var epsilon: Double = 1e-8
    /// SGD's momentum.
    public var momentum: Double = 0.9
    /// The rate falls by steps after the warm-up; `nil` for the cosine.
    public var stepDecay: StepDecay?
    /// `nil`: weight decay on tensors of two or more dimensions only.
    public var weightDecayScope: WeightDecayScope?
    /// Weights averaged over the steps are what is tested; `nil` for the weights themselves.
    public var weightAverage: WeightAverage?

    /// Share of the target that all classes have in common.
    public var labelSmoothing: Double = 0.1
    /// Stochastic depth: rate of the last block; rises linearly from 0 at the first.
    public var dropPathRate: Double
    /// How weights begin.
    public var initialisation: Initialisation = .truncatedNormal
    /// What happens to training images before they are seen.
    public var augmentation: Augmentation

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

/// Piecewise constant rates: the original ResNet recipe divides by ten after a third and two thirds of all epochs.
public struct StepDecay: Hashable, Codable, Sendable {
    /// What the rate is multiplied by at each milestone.
    public var factor: Double
    /// Shares of all steps, from 0 to 1, ascending.
    public var milestones: [Double]

    /// A rate that is multiplied by `factor` at each milestone.
    public init(factor: Double = 0.1, milestones: [Double] = [1.0 / 3, 2.0 / 3]) {
        self.factor = factor
        self.milestones = milestones
    }
}

/// Which tensors weight decay is on, where it is not on those of two or more dimensions alone.
public enum WeightDecayScope: String, Hashable, Codable, Sendable, CaseIterable {
    /// Norms, biases and Layer Scale too, as plain SGD does.
    case everyTensor = "every-tensor"
}

/// Exponential moving average of weights and running statistics (EMA), updated after each step from the first
/// weights on: `average ← decay · average + (1 − decay) · weights`.
public struct WeightAverage: Hashable, Codable, Sendable {
    /// The share of the average that stays at each iteration.
    public var decay: Double

    /// - Parameter decay: 0.9999 in the paper's code.
    public init(decay: Double = 0.9999) {
        self.decay = decay
    }
}

/// The optimizers that there are.
public enum Optimizer: String, Hashable, Codable, Sendable, CaseIterable {
    case adamW = "adamw"
    /// Stochastic gradient descent with (non-Nesterov) momentum.
    case sgd
}

/// How weights begin. Norm scales are 1 and norm shifts 0 in any case.
public enum Initialisation: String, Hashable, Codable, Sendable, CaseIterable {
    /// Normal with sd 0.02, cut at ±2 (the paper's code: the bounds are absolute and practically never met);
    /// biases 0.
    case truncatedNormal = "truncated-normal"
    /// PyTorch's default of convolutions and linear layers: weights and biases uniform in ±1/√fanIn.
    case pyTorchDefault = "pytorch-default"
}
