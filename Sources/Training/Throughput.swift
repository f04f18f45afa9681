import Architectures
import Kernels

/// How fast whole training steps run: what `ablate benchmark` prints.
public struct Throughput: Sendable {
    public let imagesPerSecond: Double
    /// Floating-point operations of convolutions and linear layers, 6 for each MAC of a training step.
    public let gigaflopsPerSecond: Double
    public let secondsPerStep: Double
    /// Where the time goes; `nil` unless asked for.
    public let profile: OperationProfile?

    /// Times `steps` whole steps (forward, loss, backward, AdamW) on random images after two that do not count.
    ///
    /// - Returns: medians over the steps.
    public static func measure(
        _ network: Network, batchSize: Int, threads: Int, steps: Int, profiling: Bool = false
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
        var seconds: [Double] = []
        let clock = ContinuousClock()
        for step in 0..<steps + 2 {
            if step == 2, profiling { engine.startProfile() }
            let time = clock.measure {
                _ = engine.trainingStep(images: images, targets: targets)
                optimization.update(step: step + 1, learningRate: 1e-3)
            }
            if step >= 2 { seconds.append(time / .seconds(1)) }
        }
        let median = seconds.sorted()[steps / 2]
        return Throughput(
            imagesPerSecond: Double(batchSize) / median,
            gigaflopsPerSecond: 6 * Double(network.macs) * Double(batchSize) / median * 1e-9,
            secondsPerStep: median, profile: engine.stopProfile())
    }
}
