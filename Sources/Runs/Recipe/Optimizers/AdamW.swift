/// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101), in PyTorch's form.
public struct AdamW: OptimizerRule {
    /// The share of the gradients' average that stays at each iteration.
    public var beta1: Double
    /// The share of the squared gradients' average that stays at each iteration.
    public var beta2: Double
    /// What is added to the root of the squared gradients' average.
    public var epsilon: Double

    /// AdamW with those settings; the defaults are PyTorch's.
    public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    package static let kind = Optimizer.Kind.adamW
    package static let title = "AdamW"
    package static let stateArrays = 2
    package static let standard = AdamW()
    package static let fields: [OptimizerField<AdamW>] = [
        .init("beta1", "β₁", .within(0..<1), \.beta1), .init("beta2", "β₂", .within(0..<1), \.beta2),
        .init("epsilon", "ε", .above(0), \.epsilon),
    ]
    package var optimizer: Optimizer { .adamW(self) }
}
