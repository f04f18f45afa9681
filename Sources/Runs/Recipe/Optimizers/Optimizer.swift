/// What turns gradients into iterations, with its own settings.
public enum Optimizer: Hashable, Sendable {
    case adamW(AdamW)
    case sgd(SGD)
    case lion(Lion)

    /// The optimizers by the names that they are coded by.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case adamW = "adamw"
        case sgd
        case lion

        /// What there is to know of it.
        package var rule: any OptimizerRule.Type {
            switch self {
            case .adamW: AdamW.self
            case .sgd: SGD.self
            case .lion: Lion.self
            }
        }
    }

    /// The optimizer's settings as what can be asked of all.
    package var rule: any OptimizerRule {
        switch self {
        case .adamW(let rule): rule
        case .sgd(let rule): rule
        case .lion(let rule): rule
        }
    }

    /// The optimizer without its settings.
    package var kind: Kind { type(of: rule).kind }
}
