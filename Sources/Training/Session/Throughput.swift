import AblateArchitectures
import AblateRandomness
import AblateRuns

/// How fast steps of a network run: what `ablate benchmark` prints.
package struct Throughput: Codable, Sendable {
    package enum Mode: String, CaseIterable, Codable, Sendable {
        /// Forward, loss, backward and AdamW.
        case training
        /// Forward alone, with running statistics.
        case evaluation
    }

    package let mode: Mode
    package let batchSize: Int
    /// Of one image, forwards.
    package let macs: Int
    /// Of each counted step.
    package let seconds: [Double]
    /// The most memory that this process has held so far.
    package let peakMemoryBytes: Int
    /// Where the time goes; `nil` unless asked for.
    package let profile: OperationProfile?

    package var medianSeconds: Double { seconds.sorted()[seconds.count / 2] }

    package var imagesPerSecond: (median: Double, min: Double, max: Double) {
        let batch = Double(batchSize)
        return (batch / medianSeconds, batch / (seconds.max() ?? 0), batch / (seconds.min() ?? 0))
    }

    /// Floating-point operations of convolutions and linear layers at the median: 2 for each MAC forwards, and 4
    /// more backwards.
    package var flopsPerSecond: Double {
        Double((mode == .training ? 6 : 2) * macs * batchSize) / medianSeconds
    }

    /// Times `steps` whole steps on random images after two that do not count.
    package static func measure(
        _ network: Network, mode: Mode = .training, batchSize: Int, threads: Int, steps: Int,
        profiling: Bool = false
    ) -> Throughput {
        let engine = Engine(network, batchSize: batchSize, threads: threads)
        engine.parameters.initialise(.pyTorchDefault, seed: 0)
        let recipe = Recipe(
            epochs: 1, batchSize: batchSize, learningRate: 1e-3,
            augmentation: .init(cropPadding: 0, horizontalFlip: false))
        let optimization = Optimization(recipe, of: engine)
        var random = CounterRandom(seed: 0, role: .order)
        let images = (0..<batchSize * network.input.count).map { _ in Float(random.normal()) }
        var targets = [Float](repeating: 0, count: batchSize * network.classes)
        for image in 0..<batchSize { targets[image * network.classes + random.below(network.classes)] = 1 }
        let updateCost = OperationCost.moving(7 * engine.parameters.values.count)
        var seconds: [Double] = []
        let clock = ContinuousClock()
        for step in 0..<steps + 2 {
            if step == 2, profiling { engine.startProfile() }
            let time = clock.measure {
                switch mode {
                case .training:
                    _ = engine.trainingStep(images: images, targets: targets)
                    engine.timed("optimizer", "optimizer", .update, updateCost) {
                        optimization.update(step: step + 1, learningRate: 1e-3)
                    }
                case .evaluation: _ = engine.logits(images: images)
                }
            }
            if step >= 2 { seconds.append(time / .seconds(1)) }
        }
        return Throughput(
            mode: mode, batchSize: batchSize, macs: network.macs, seconds: seconds,
            peakMemoryBytes: ProcessUsage.current.peakMemoryBytes, profile: engine.stopProfile())
    }
}
