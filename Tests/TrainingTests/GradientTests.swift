import AblateArchitectures
import AblateExperiments
import AblateRandomness
import AblateRoadmaps
import AblateTraining
import Testing

/// Gradients by central differences, and passes of every combination of steps.
@Suite struct GradientTests {
    /// Whole networks without kinks, moved along random directions: the loss changes by the gradient's product
    /// with the direction.
    @Test(arguments: ["fewer-activations", "layer-norm", "separate-downsampling"])
    func lossChangesAlongItsGradient(step: String) throws {
        var architecture = try #require(Roadmap.convNeXt(.small).withoutPrecursors().variant(step))
            .architecture
        architecture.width = 4
        try expectSlope(of: architecture)
    }

    /// Widths that do not double, as rows of equal cost have them.
    @Test(arguments: [[5, 3], [3, 17]]) func lossChangesAlongItsGradientOnUnevenWidths(widths: [Int]) throws {
        var architecture = try #require(
            Roadmap.convNeXt(.small).withoutPrecursors().variant("separate-downsampling")
        ).architecture
        architecture.stageWidths = widths
        try expectSlope(of: architecture)
    }

    private func expectSlope(of architecture: ConvNet) throws {
        var architecture = architecture
        architecture.depths = [1, 1]
        if architecture.layerScale != nil { architecture.layerScale = 0.5 }
        let golden = try GoldenNetwork(architecture, imageShape: [6, 9, 11, 2], classes: 3, seed: 5)
        let engine = golden.engine
        let targets = smoothedTargets([0, 1, 2, 1, 0, 2], classes: 3, smoothing: 0.1)
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
            let slope = zip(gradients, direction).reduce(0.0) { $0 + dot($1.0, $1.1) }
            let found = slopeAtZero(step: 1e-3, loss)
            #expect(abs(found - slope) < 5e-3 * max(abs(slope), 1), "\(found) and \(slope)")
        }
    }

    /// All 4,096 combinations of the adopted steps, at each regime's depths cut to a block a stage: a forward and
    /// a backward pass, finite and with a gradient for every tensor.
    @Test(arguments: Regime.all.map(\.id)) func everySubsetRunsForwardsAndBackwards(regimeID: String) throws {
        let regime = try #require(Regime.all.first { $0.id == regimeID })
        let roadmap = Roadmap.convNeXt(regime).withoutPrecursors()
        let steps = roadmap.adoptedSteps.map(\.id)
        #expect(steps.count == 12)
        let side = 16
        let images = 2
        let classes = 2
        let targets: [Float] = [1, 0, 0.75, 0.25]
        let pixels = Generator.images(seed: 1, count: images * side * side * regime.input.channels)
        for mask in 0..<1 << steps.count {
            let chosen = steps.indices.filter { mask >> $0 & 1 == 1 }.map { steps[$0] }
            var architecture = roadmap.architecture(adopting: chosen)
            // The steps' meaning stays; only the size shrinks.
            architecture.width = architecture.width == regime.baselineWidth ? 2 : 3
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
            // Not every tensor learns at once (a ReLU may be shut for two images), but the last layer does.
            let head = try #require(engine.parameters.entry("head.linear.bias"))
            #expect(head.gradient.array.contains { $0 != 0 }, "\(chosen)")
            let finiteLogits = engine.logits(images: pixels).allSatisfy(\.isFinite)
            #expect(finiteLogits, "\(chosen)")
        }
    }
}

/// The derivative at 0 by central differences; Richardson's extrapolation takes the third derivative out.
func slopeAtZero(step: Float, _ function: (Float) -> Double) -> Double {
    let wide = (function(step) - function(-step)) / Double(2 * step)
    let narrow = (function(step / 2) - function(-step / 2)) / Double(step)
    return (4 * narrow - wide) / 3
}

func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
}
