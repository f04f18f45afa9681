import AblateKernels
import AblateRuns

/// A recipe's optimizer at work on an engine's parameters.
package final class Optimization {
    private let recipe: Recipe
    private let parameters: ParameterStore
    private let executor: Executor
    /// AdamW's first moment or SGD's momentum buffer, laid out like the parameters.
    private let first: Floats
    /// AdamW's second moment; empty for SGD.
    private let second: Floats

    package init(_ recipe: Recipe, of engine: Engine) {
        self.recipe = recipe
        parameters = engine.parameters
        executor = engine.executor
        first = Floats(count: parameters.values.count)
        second = Floats(count: recipe.optimizer == .adamW ? parameters.values.count : 0)
    }

    /// The memory that a checkpoint keeps.
    var snapshot: [Floats] { [first, second] }

    /// Updates all parameters from their gradients.
    ///
    /// - Parameter step: from 1 over the whole run; AdamW's bias corrections depend on it.
    package func update(step: Int, learningRate: Double) {
        for segment in segments {
            let decays = segment.decays || recipe.weightDecayScope == .everyTensor
            let decay = decays ? recipe.weightDecay : 0
            func part(_ floats: Floats) -> Floats { floats.part(segment.start, segment.count) }
            switch recipe.optimizer {
            case .adamW:
                executor.adamW(
                    AdamWStep(
                        learningRate: learningRate, weightDecay: decay, beta1: recipe.beta1,
                        beta2: recipe.beta2,
                        epsilon: recipe.epsilon, correction1: 1 - power(recipe.beta1, step),
                        correction2: 1 - power(recipe.beta2, step)),
                    gradient: part(parameters.gradients), parameter: part(parameters.values),
                    first: part(first),
                    second: part(second))
            case .sgd:
                executor.sgd(
                    learningRate: learningRate, momentum: recipe.momentum, weightDecay: decay,
                    gradient: part(parameters.gradients), parameter: part(parameters.values),
                    buffer: part(first))
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
