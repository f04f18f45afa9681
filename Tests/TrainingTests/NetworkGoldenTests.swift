import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import Testing

/// Whole networks against PyTorch in double precision: logits, loss, all gradients, running statistics.
@Suite struct NetworkGoldenTests {
    struct Header: GoldenPass {
        let step: String
        let architecture: ConvNet
        let seed: Int
        let imageShape: [Int]
        let classes: Int
        let labels: [Int]
        let labelSmoothing: Double
        let loss: Double
        let vanishing: [String]
    }

    static let steps = Roadmap.convNeXt(.small).withoutPrecursors().variants.map(\.id)

    @Test func generatorGivesTheDocumentedNumbers() {
        #expect(Generator.word(seed: 0, tensor: 0, element: 0) == 0x2382_75bc_38fc_be91)
        #expect(
            Generator.values(seed: 0, tensor: 0, count: 1, centre: 0, scale: 1) == [-0.7225812673568726])
    }

    @Test(arguments: steps, [false, true]) func rowEqualsPyTorch(step: String, sweepsEverywhere: Bool) throws
    {
        let golden = try Golden<Header>("network-\(step)")
        let header = golden.header
        let variant = try #require(Roadmap.convNeXt(.small).withoutPrecursors().variant(step))
        #expect(
            header.architecture.changes(from: variant.architecture).allSatisfy {
                ["width", "block.groups"].contains($0.field)
            },
            "The golden file is of another architecture.")
        let network = try GoldenNetwork(
            header.architecture, imageShape: header.imageShape, classes: header.classes, seed: header.seed,
            sweepsEverywhere: sweepsEverywhere)
        try network.expectPyTorchsPass(golden)
    }

    struct Subsets: Decodable {
        let imageShape: [Int]
        let classes: Int
        let labelSmoothing: Double
        let subsets: [Subset]

        struct Subset: Decodable {
            let mask: String
            let steps: [String]
            let architecture: ConvNet
            let seed: Int
            let labels: [Int]
            let loss: Double
            let parameters: [Named]
        }

        struct Named: Decodable {
            let name: String
            let shape: [Int]
        }
    }

    /// Combinations that the paper never visits; gradients by their length and a signed sum.
    @Test(arguments: [false, true]) func subsetsEqualPyTorch(sweepsEverywhere: Bool) throws {
        let golden = try Golden<Subsets>("subsets")
        #expect(golden.header.subsets.count == 24)
        for subset in golden.header.subsets {
            let ours = Roadmap.convNeXt(.small).withoutPrecursors().architecture(adopting: subset.steps)
            #expect(
                subset.architecture.changes(from: ours).allSatisfy { $0.field == "width" }, "\(subset.mask)")
            let network = try GoldenNetwork(
                subset.architecture, imageShape: golden.header.imageShape, classes: golden.header.classes,
                seed: subset.seed, sweepsEverywhere: sweepsEverywhere)
            let engine = network.engine
            let parameters = engine.network.parameters
            #expect(parameters.map(\.name) == subset.parameters.map(\.name), "\(subset.mask)")
            #expect(parameters.map(\.shape) == subset.parameters.map(\.shape), "\(subset.mask)")
            let loss = engine.trainingStep(
                images: network.images,
                targets: smoothedTargets(
                    subset.labels, classes: golden.header.classes, smoothing: golden.header.labelSmoothing))
            #expect(abs(loss - subset.loss) < 2e-4 * subset.loss, "\(subset.mask)")
            let logits = try #require(golden.tensor("\(subset.mask).logits"))
            #expect(relativeError(engine.trainingLogits, logits) < 2e-4, "\(subset.mask)")
            let evaluation = try #require(golden.tensor("\(subset.mask).evaluationLogits"))
            let norms = try #require(golden.tensor("\(subset.mask).gradientNorms")).map(Double.init)
            let sums = try #require(golden.tensor("\(subset.mask).gradientSums")).map(Double.init)
            let floor = (norms.dropLast().max() ?? 0) * 0.01
            var gradients = engine.parameters.entries.map {
                ($0.parameter.name, 10_000_000 + $0.index, $0.gradient.array)
            }
            gradients.append(("image", 11_000_000, engine.imageGradient))
            var worst = (error: 0.0, name: "")
            for ((name, tensor, gradient), (norm, sum)) in zip(gradients, zip(norms, sums)) {
                let signs = Generator.signs(seed: subset.seed, tensor: tensor, count: gradient.count)
                let signed = zip(gradient, signs).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                let scale = max(norm, floor)
                // The signed sum of independent errors is about as long as the errors themselves.
                let error = max(abs(length(gradient) - norm), abs(signed - sum) / 4) / scale
                if error > worst.error { worst = (error, name) }
            }
            #expect(worst.error < 2e-4, "\(subset.mask) \(subset.steps): \(worst)")
            let found = engine.logits(images: network.images)
            #expect(relativeError(found, evaluation) < 2e-4, "\(subset.mask)")
        }
    }
}
