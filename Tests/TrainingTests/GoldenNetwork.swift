import AblateArchitectures
import AblateTraining
import Testing

/// An engine set up like a network of the golden files.
struct GoldenNetwork {
    let engine: Engine
    let seed: Int

    init(
        _ architecture: some Architecture, imageShape: [Int], classes: Int, seed: Int, threads: Int = 2,
        dropPath: Bool = false, sweepsEverywhere: Bool = false
    ) throws {
        let network = try Network(
            architecture, input: Shape(height: imageShape[1], width: imageShape[2], channels: imageShape[3]),
            classes: classes)
        self.init(
            network, images: imageShape[0], seed: seed, threads: threads, dropPath: dropPath,
            sweepsEverywhere: sweepsEverywhere)
    }

    init(
        _ network: Network, images: Int, seed: Int, threads: Int = 2, dropPath: Bool = false,
        sweepsEverywhere: Bool = false
    ) {
        engine = Engine(
            network, batchSize: images, threads: threads, dropPath: dropPath, imageGradient: true,
            sweepsEverywhere: sweepsEverywhere)
        self.seed = seed
        for entry in engine.parameters.entries {
            let (centre, scale) = Self.range(entry.parameter)
            entry.value.assign(
                Generator.values(
                    seed: seed, tensor: entry.index, count: entry.value.count, centre: centre, scale: scale))
        }
    }

    var images: [Float] {
        Generator.images(seed: seed, count: engine.batchSize * engine.network.input.count)
    }

    func images(batch: Int) -> [Float] {
        Generator.images(seed: seed, batch: batch, count: engine.batchSize * engine.network.input.count)
    }

    private static func range(_ parameter: Parameter) -> (Float, Float) {
        switch parameter.role {
        case .weight:
            // 2⁻ᵉ, about 1 / √fanIn: the smallest e with 4^(e+1) ≥ fanIn.
            var exponent = 0
            while 1 << (2 * (exponent + 1)) < parameter.fanIn { exponent += 1 }
            return (0, 1 / Float(1 << exponent))
        case .bias: return (0, 0.125)
        case .normScale: return (1, 0.5)
        case .normShift: return (0, 0.25)
        case .layerScale: return (0.5, 0.25)
        case .positionBias, .responseScale: return (0, 0.5)
        }
    }
}

/// Targets `[N, classes]` as PyTorch smooths them.
func smoothedTargets(_ labels: [Int], classes: Int, smoothing: Double) -> [Float] {
    labels.flatMap { label in
        (0..<classes).map { Float((label == $0 ? 1 - smoothing : 0) + smoothing / Double(classes)) }
    }
}
