/// Stochastic gradient descent with (non-Nesterov) momentum, in PyTorch's form: weight decay joins the gradient.
public struct SGD: OptimizerRule {
    /// The share of the last update that stays in the next.
    public var momentum: Double

    /// SGD with that momentum.
    public init(momentum: Double = 0.9) {
        self.momentum = momentum
    }

    package static let kind = Optimizer.Kind.sgd
    package static let title = "SGD"
    package static let stateArrays = 1
    package static let standard = SGD()
    package static let fields: [OptimizerField<SGD>] = [
        .init("momentum", "momentum", .within(0..<1), \.momentum)
    ]
    package var optimizer: Optimizer { .sgd(self) }

    /// Its momentum is always told, since there is no usual one.
    package func text(learningRate: Double) -> String {
        momentum > 0
            ? "SGD with momentum \(momentum) and learning rate \(learningRate)"
            : "SGD without momentum, learning rate \(learningRate)"
    }
}
