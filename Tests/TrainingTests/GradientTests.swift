import Architectures
import Experiments
import Kernels
import Testing
import Training

/// Gradients by central differences, and passes of every combination of steps.
@Suite struct GradientTests {
    /// Each kind of layer in a network of its own, moved along its own gradient and along a random direction:
    /// the loss changes by the gradient's product with the direction.
    @Test(arguments: Roadmap.convNeXt(.small).variants.map(\.id)) func lossChangesAlongItsGradient(step: String)
        throws
    {
        var architecture = try #require(Roadmap.convNeXt(.small).variant(step)).architecture
        architecture.width = 3
        architecture.depths = [1, 1]
        if architecture.layerScale != nil { architecture.layerScale = 0.5 }
        let shape = [4, 9, 11, 2]
        let golden = try GoldenNetwork(architecture, imageShape: shape, classes: 3, seed: 5)
        let engine = golden.engine
        let targets = smoothedTargets([0, 1, 2, 1], classes: 3, smoothing: 0.1)
        let images = golden.images
        _ = engine.trainingStep(images: images, targets: targets)
        let values = engine.parameters.entries.map(\.value.array)
        let gradients = engine.parameters.entries.map(\.gradient.array)
        for seed in 0..<3 {
            var random = CounterRandom(seed: seed, role: .mix)
            let direction = values.map { $0.map { _ in Float(random.normal()) } }
            func loss(_ step: Float) -> Double {
                for (index, entry) in engine.parameters.entries.enumerated() {
                    entry.value.assign(zip(values[index], direction[index]).map { $0 + step * $1 })
                }
                return engine.trainingStep(images: images, targets: targets)
            }
            let slope = zip(gradients, direction).reduce(0.0) { sum, pair in
                sum + zip(pair.0, pair.1).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            }
            // Richardson's extrapolation takes the third derivative out; kinks of ReLU remain.
            let h: Float = 1e-3
            let wide = (loss(h) - loss(-h)) / Double(2 * h)
            let narrow = (loss(h / 2) - loss(-h / 2)) / Double(h)
            let found = (4 * narrow - wide) / 3
            #expect(abs(found - slope) < 0.02 * max(abs(slope), 1), "\(found) and \(slope)")
        }
    }

    /// All 4,096 combinations of the adopted steps, at each regime's depths cut to a block a stage: a forward and
    /// a backward pass, finite and with a gradient for every tensor.
    @Test(arguments: Regime.all.map(\.id)) func everySubsetRunsForwardsAndBackwards(regimeID: String) throws {
        let regime = try #require(Regime.all.first { $0.id == regimeID })
        let roadmap = Roadmap.convNeXt(regime)
        let steps = roadmap.adoptedSteps.map(\.id)
        #expect(steps.count == 12)
        let side = 16
        let images = 2
        let classes = 2
        let targets: [Float] = [1, 0, 0, 1]
        let pixels = Generator.images(seed: 1, count: images * side * side * regime.input.channels)
        for mask in 0..<1 << steps.count {
            let chosen = steps.indices.filter { mask >> $0 & 1 == 1 }.map { steps[$0] }
            var architecture = roadmap.architecture(adopting: chosen)
            // The steps' meaning stays; only the size shrinks.
            architecture.width = architecture.width == regime.baselineWidth ? 1 : 2
            architecture.depths = architecture.depths == regime.baselineDepths ? [1, 1, 1] : [1, 2]
            let network = try Network(
                architecture, input: Shape(side: side, channels: regime.input.channels), classes: classes)
            let engine = Engine(network, batchSize: images, threads: 1)
            engine.parameters.initialise(.pyTorchDefault, seed: mask)
            let loss = engine.trainingStep(images: pixels, targets: targets)
            #expect(loss.isFinite, "\(chosen)")
            let finite = engine.parameters.entries.allSatisfy { entry in
                entry.gradient.array.allSatisfy(\.isFinite)
            }
            #expect(finite, "\(chosen)")
            // The last layer always learns.
            let head = try #require(engine.parameters.entry("head.linear.weight"))
            #expect(head.gradient.array.contains { $0 != 0 }, "\(chosen)")
            let finiteLogits = engine.logits(images: pixels).allSatisfy(\.isFinite)
            #expect(finiteLogits, "\(chosen)")
        }
    }
}
