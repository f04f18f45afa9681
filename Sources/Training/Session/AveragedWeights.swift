import AblateKernels
import AblateRuns

/// The moving average that ``WeightAverage`` asks for, beside an engine's own weights and running statistics.
final class AveragedWeights {
    private let decay: Double
    private let executor: Executor
    private let live: [Floats]
    private let averages: [Floats]
    private let parameters: ParameterStore

    /// Begins with the engine's weights of this moment.
    init(_ average: WeightAverage, of engine: Engine) {
        decay = average.decay
        executor = engine.executor
        parameters = engine.parameters
        live = engine.parameters.snapshot
        averages = live.map { weights in
            let copy = Floats(count: weights.count)
            weights.withBytes { copy.assign(bytes: $0) }
            return copy
        }
    }

    /// The memory that a checkpoint keeps.
    var snapshot: [Floats] { averages }

    /// After each step.
    func update() {
        for (average, weights) in zip(averages, live) {
            executor.movingAverage(average, of: weights, decay: decay)
        }
    }

    /// Puts the averages in the place of the engine's weights while `body` runs.
    func inPlace<Result>(_ body: () throws -> Result) rethrows -> Result {
        exchange()
        defer { exchange() }
        return try body()
    }

    private func exchange() {
        for (average, weights) in zip(averages, live) { executor.exchange(average, weights) }
    }
}
