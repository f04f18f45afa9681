import AblateArchitectures
import AblateRuns
import AblateTraining
import Testing

/// Whole training steps against PyTorch, and the same bits at any number of threads.
@Suite struct TrainingGoldenTests {
    struct Header: Decodable {
        let steps: Int
        let batches: Int
        let recipe: Settings
        let imageShape: [Int]
        let classes: Int
        let runs: [Run]

        struct Settings: Decodable {
            let learningRates: [Double]
            let weightDecay: Double
            let labelSmoothing: Double
        }

        struct Run: Decodable {
            let step: String
            let seed: Int
            let architecture: ConvNet
            let labels: [[Int]]
            let losses: [Double]
        }
    }

    private let golden: Golden<Header>

    init() throws { golden = try Golden<Header>("training") }

    private func train(
        _ run: Header.Run, threads: Int, sweepsEverywhere: Bool = false
    ) throws -> (Engine, losses: [Double]) {
        let header = golden.header
        let network = try GoldenNetwork(
            run.architecture, imageShape: header.imageShape, classes: header.classes, seed: run.seed,
            threads: threads, sweepsEverywhere: sweepsEverywhere)
        var recipe = Recipe(
            epochs: 1, batchSize: header.imageShape[0], learningRate: 0,
            augmentation: .init(cropPadding: 0, horizontalFlip: false))
        recipe.weightDecay = header.recipe.weightDecay
        let optimizer = Optimization(recipe, of: network.engine)
        let losses = (0..<header.steps).map { step in
            let batch = step % header.batches
            let loss = network.engine.trainingStep(
                images: network.images(batch: batch),
                targets: smoothedTargets(
                    run.labels[batch], classes: header.classes, smoothing: header.recipe.labelSmoothing))
            optimizer.update(step: step + 1, learningRate: header.recipe.learningRates[step])
            return loss
        }
        return (network.engine, losses)
    }

    @Test func tenStepsEqualPyTorch() throws {
        #expect(golden.header.runs.map(\.step) == ["resnet-50", "separate-downsampling"])
        for run in golden.header.runs {
            let (engine, losses) = try train(run, threads: 2)
            for (step, (found, expected)) in zip(losses, run.losses).enumerated() {
                #expect(abs(found - expected) < 1e-4 * expected, "\(run.step), step \(step)")
            }
            #expect(losses.count == run.losses.count && losses[9] < losses[0])
            for entry in engine.parameters.entries {
                let expected = try #require(golden.tensor("\(run.step).\(entry.parameter.name)"))
                let error = relativeError(entry.value.array, expected)
                #expect(error < 1e-4, "\(run.step) \(entry.parameter.name): \(error)")
            }
            for norm in engine.parameters.statistics {
                let expected = try #require(golden.tensor("\(run.step).\(norm.name).runningVariance"))
                #expect(relativeError(norm.variance.array, expected) < 1e-4, "\(run.step) \(norm.name)")
            }
        }
    }

    @Test(arguments: [false, true])
    func bitsDoNotDependOnTheNumberOfThreads(sweepsEverywhere: Bool) throws {
        for run in golden.header.runs {
            let one = try train(run, threads: 1, sweepsEverywhere: sweepsEverywhere)
            for threads in [2, 3, 4] {
                let other = try train(run, threads: threads, sweepsEverywhere: sweepsEverywhere)
                #expect(
                    one.0.parameters.sha256 == other.0.parameters.sha256, "\(run.step), \(threads) threads")
                #expect(one.losses == other.losses)
            }
        }
    }
}
