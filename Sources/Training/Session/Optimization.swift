import AblateKernels
import AblateRuns

/// A recipe's optimizer at work on an engine's parameters.
package final class Optimization {
    private let recipe: Recipe
    private let parameters: ParameterStore
    private let executor: Executor
    /// What the optimizer keeps of earlier iterations, each array laid out like the parameters; two, of which those
    /// that it does not use are empty.
    private let state: [Floats]

    package init(_ recipe: Recipe, of engine: Engine) {
        self.recipe = recipe
        parameters = engine.parameters
        executor = engine.executor
        let (count, used) = (parameters.values.count, type(of: recipe.optimizer.rule).stateArrays)
        // Checkpoints have always held two.
        state = (0..<max(2, used)).map { Floats(count: $0 < used ? count : 0) }
    }

    /// The memory that a checkpoint keeps.
    var snapshot: [Floats] { state }

    /// Updates all parameters from their gradients.
    ///
    /// - Parameter step: from 1 over the whole run; AdamW's bias corrections depend on it.
    package func update(step: Int, learningRate: Double) {
        for segment in segments {
            let decays = segment.decays || recipe.weightDecayScope == .everyTensor
            let weightDecay = decays ? recipe.weightDecay : 0
            func part(_ floats: Floats) -> Floats { floats.part(segment.start, segment.count) }
            let (gradient, parameter) = (part(parameters.gradients), part(parameters.values))
            switch recipe.optimizer {
            case .adamW(let rule):
                executor.adamW(
                    AdamWStep(
                        learningRate: learningRate, weightDecay: weightDecay, beta1: rule.beta1,
                        beta2: rule.beta2, epsilon: rule.epsilon,
                        correction1: 1 - power(rule.beta1, step), correction2: 1 - power(rule.beta2, step)),
                    gradient: gradient, parameter: parameter, first: part(state[0]), second: part(state[1]))
            case .sgd(let rule):
                executor.sgd(
                    learningRate: learningRate, momentum: rule.momentum, weightDecay: weightDecay,
                    gradient: gradient, parameter: parameter, buffer: part(state[0]))
            case .lion(let rule):
                executor.lion(
                    learningRate: learningRate, weightDecay: weightDecay, beta1: rule.beta1,
                    beta2: rule.beta2, gradient: gradient, parameter: parameter, average: part(state[0]))
            }
        }
    }

    private struct Segment {
        let start: Int
        var count: Int
        let decays: Bool
    }

    /// Runs of neighbouring tensors with the same decay, the padding between them included: its gradients are
    /// zero, so it stays zero.
    private lazy var segments: [Segment] = {
        var segments: [Segment] = []
        for (entry, next) in zip(
            parameters.entries, parameters.entries.dropFirst().map(\.offset) + [parameters.values.count])
        {
            let count = next - entry.offset
            if let last = segments.last, last.decays == entry.parameter.decays {
                segments[segments.count - 1].count += count
            } else {
                segments.append(Segment(start: entry.offset, count: count, decays: entry.parameter.decays))
            }
        }
        return segments
    }()

    private func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= factor }
            factor *= factor
            rest >>= 1
        }
        return result
    }
}
