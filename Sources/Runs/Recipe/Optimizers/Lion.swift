/// Evolved sign momentum (Chen et al., arXiv:2302.06675, Algorithm 2): every weight moves by the learning rate, up or
/// down. Weight decay is decoupled as AdamW's is; learning rates are 3 to 10 times smaller than AdamW's, and weight
/// decay as much larger.
public struct Lion: OptimizerRule {
    /// The share of the gradients' average in what the sign is taken of; the gradient itself has the rest.
    public var beta1: Double
    /// The share of the gradients' average that stays at each iteration.
    public var beta2: Double

    /// Lion with those settings; the defaults are the paper's.
    public init(beta1: Double = 0.9, beta2: Double = 0.99) {
        self.beta1 = beta1
        self.beta2 = beta2
    }

    package static let kind = Optimizer.Kind.lion
    package static let title = "Lion"
    package static let stateArrays = 1
    package static let standard = Lion()
    package static let fields: [OptimizerField<Lion>] = [
        .init("beta1", "β₁", .within(0..<1), \.beta1), .init("beta2", "β₂", .within(0..<1), \.beta2),
    ]
    package var optimizer: Optimizer { .lion(self) }
}
