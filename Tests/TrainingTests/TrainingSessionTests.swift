import AblateArchitectures
import AblateDatasets
import AblateExperiments
import AblateRoadmaps
import AblateRuns
import AblateTraining
import Foundation
import Testing

/// Whole runs on a data set in memory: the same bits whatever the threads and interruptions.
@Suite final class TrainingSessionTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ablate-session-\(UUID().uuidString)")
    private let data: PreparedData

    init() throws {
        func set(_ count: Int, _ seed: Int) -> ImageSet {
            // The class is a texture (stripes across, stripes down, checks, nothing) under noise.
            var pixels: [UInt8] = []
            for image in 0..<count {
                for row in 0..<28 {
                    for column in 0..<28 {
                        let noise =
                            Generator.word(seed: seed, tensor: image, element: row * 28 + column) >> 58
                        let isBright =
                            switch image % 4 {
                            case 0: row % 4 < 2
                            case 1: column % 4 < 2
                            case 2: (row / 4 + column / 4) % 2 == 0
                            default: false
                            }
                        pixels.append(UInt8(noise) + (isBright ? 150 : 0))
                    }
                }
            }
            return ImageSet(
                shape: Shape(side: 28, channels: 1), pixels: pixels, labels: (0..<count).map { UInt8($0 % 4) }
            )
        }
        let dataset = Dataset(
            name: "textures", classNames: ["a", "b", "c", "d"], train: set(96, 1), test: set(40, 2))
        data = try PreparedData(
            dataset, dataset.selection(trainImages: nil, testImages: nil, imageSide: 32))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func identity(_ step: String, dropPathRate: Double = 0.2, learningRate: Double = 2e-3) throws
        -> RunIdentity
    {
        var architecture = try #require(Roadmap.convNeXt(.small).withoutPrecursors().variant(step))
            .architecture
        architecture.width = 4
        architecture.depths = [1, 1]
        var recipe = Recipe.small(epochs: 3)
        recipe.batchSize = 16
        recipe.dropPathRate = dropPathRate
        recipe.learningRate = learningRate
        return RunIdentity(architecture: architecture, data: data.selection, recipe: recipe, seed: 3)
    }

    /// Trains until the end, stopping and starting anew after each of `stops` steps.
    private func train(_ identity: RunIdentity, threads: Int, stops: [Int] = [], _ name: String) throws -> (
        RunResult, epochs: [EpochRecord]
    ) {
        let folder = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var epochs: [EpochRecord] = []
        for stop in stops + [Int.max] {
            let session = try TrainingSession(
                identity: identity, data: data, threads: threads, folder: folder)
            var steps = 0
            let outcome = try session.run(
                shouldStop: { steps >= stop }, onEpoch: { epochs.append($0) },
                onProgress: { steps += $0.isTesting ? 0 : 1 })
            if case .finished(let result) = outcome {
                #expect(stop == .max)
                return (result, epochs)
            }
        }
        throw CocoaError(.featureUnsupported)
    }

    @Test(arguments: ["resnet-50", "separate-downsampling"]) func bitsSurviveThreadsAndStops(step: String)
        throws
    {
        let identity = try identity(step)
        let (straight, epochs) = try train(identity, threads: 1, "straight")
        #expect(straight.status == .completed && epochs.count == 3)
        #expect(straight.epochs == epochs)
        for threads in [2, 4] {
            let (result, _) = try train(identity, threads: threads, "threads-\(threads)")
            #expect(result.weightsSHA256 == straight.weightsSHA256, "\(threads) threads")
        }
        // Within the first epoch, at an epoch's end, within the last one, and after every single step.
        for stops in [[2], [6], [6, 8], [3, 1, 1, 5, 2], Array(repeating: 1, count: 17)] {
            let (result, again) = try train(
                identity, threads: 2, stops: stops, "stops-\(stops.map(String.init).joined())")
            #expect(result.weightsSHA256 == straight.weightsSHA256, "stopped after \(stops)")
            #expect(result.correct == straight.correct && result.top1 == straight.top1)
            #expect(result.epochs.map(\.trainLoss) == straight.epochs.map(\.trainLoss))
            #expect(again.map(\.epoch) == [1, 2, 3])
        }
    }

    @Test func seedAndRecipeChangeTheResult() throws {
        var identity = try identity("kernel-7")
        let first = try train(identity, threads: 2, "first").0
        identity.seed = 4
        #expect(try train(identity, threads: 2, "other-seed").0.weightsSHA256 != first.weightsSHA256)
        identity.seed = 3
        identity.recipe.dropPathRate = 0.3
        #expect(try train(identity, threads: 2, "other-depth").0.weightsSHA256 != first.weightsSHA256)
    }

    @Test func learnsWhatCanBeLearnt() throws {
        var identity = try identity("resnet-50", dropPathRate: 0, learningRate: 1e-2)
        identity.recipe.epochs = 12
        let (result, _) = try train(identity, threads: 2, "learns")
        #expect(try #require(result.top1) > 0.9)
        #expect(result.correct.count == 5)
        let bits = result.correct.reduce(0) { $0 + $1.nonzeroBitCount }
        #expect(Double(bits) / 40 == result.top1)
        #expect(result.epochs[11].trainLoss < result.epochs[0].trainLoss)
    }

    @Test func aLossThatIsNotFiniteIsAResult() throws {
        let identity = try identity("fewer-norms", learningRate: 1e30)
        let (result, _) = try train(identity, threads: 2, "diverges")
        #expect(result.status == .diverged && result.top1 == nil)
        #expect(try #require(result.divergedAtStep) >= 1)
    }

    /// The only step's loss is computed before its update ruins the weights.
    @Test func aNetworkRuinedByItsLastUpdateHasDiverged() throws {
        var identity = try identity("resnet-50", dropPathRate: 0, learningRate: 1e30)
        identity.recipe.epochs = 1
        identity.recipe.batchSize = 96
        identity.recipe.warmupFraction = 0
        let (result, epochs) = try train(identity, threads: 2, "ruined")
        #expect(result.status == .diverged && result.top1 == nil && result.divergedAtStep == 1)
        #expect(epochs.isEmpty)
    }

    @Test func aDamagedCheckpointFallsBackToTheOther() throws {
        let identity = try identity("kernel-7")
        let straight = try train(identity, threads: 2, "undisturbed").0
        let folder = folder.appendingPathComponent("damaged")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func session() throws -> TrainingSession {
            try TrainingSession(identity: identity, data: data, threads: 2, folder: folder)
        }
        var steps = 0
        _ = try session().run(
            shouldStop: { steps >= 14 }, onEpoch: { _ in }, onProgress: { steps += $0.isTesting ? 0 : 1 })
        // Epoch ends wrote slots 0 and 1, the stop slot 0 again: the newest.
        let newest = folder.appendingPathComponent("checkpoint-0")
        var bytes = try Data(contentsOf: newest)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: newest)
        steps = 0
        let outcome = try session().run(
            shouldStop: { false }, onEpoch: { _ in }, onProgress: { steps += $0.isTesting ? 0 : 1 })
        guard case .finished(let result) = outcome else { throw CocoaError(.featureUnsupported) }
        #expect(steps == 6, "the run should go on after the second epoch")
        #expect(result.weightsSHA256 == straight.weightsSHA256)

        for slot in 0..<2 {
            try Data("nothing".utf8).write(to: folder.appendingPathComponent("checkpoint-\(slot)"))
        }
        #expect(throws: TrainingError.self) { try session() }
    }

    @Test func anotherRunsCheckpointIsNotTaken() throws {
        let folder = folder.appendingPathComponent("foreign")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var other = try identity("kernel-7")
        _ = try TrainingSession(identity: other, data: data, threads: 1, folder: folder)
            .run(shouldStop: { true }, onEpoch: { _ in }, onProgress: { _ in })
        other.seed = 99
        #expect(throws: TrainingError.self) {
            try TrainingSession(identity: other, data: data, threads: 1, folder: folder)
        }
    }

    // MARK: Parts of the recipe

    /// An average that forgets at once is the weights themselves.
    @Test func averagedWeightsAreWhatIsTested() throws {
        var identity = try identity("resnet-50", dropPathRate: 0)
        let plain = try train(identity, threads: 2, "plain").0
        identity.recipe.weightAverage = WeightAverage(decay: 0)
        let forgetting = try train(identity, threads: 2, "forgetting").0
        #expect(forgetting.weightsSHA256 == plain.weightsSHA256)
        #expect(forgetting.epochs.map(\.testLoss) == plain.epochs.map(\.testLoss))
        // One that never learns keeps the first weights, whatever is trained.
        identity.recipe.weightAverage = WeightAverage(decay: 1)
        let keeping = try train(identity, threads: 2, "keeping").0
        #expect(Set(keeping.epochs.map(\.testLoss)).count == 1)
        #expect(keeping.epochs.map(\.trainLoss) == plain.epochs.map(\.trainLoss))
    }

    @Test func averagedWeightsSurviveStops() throws {
        var identity = try identity("separate-downsampling")
        identity.recipe.weightAverage = WeightAverage(decay: 0.9)
        identity.recipe.augmentation = .enhanced
        let straight = try train(identity, threads: 1, "straight").0
        let stopped = try train(identity, threads: 2, stops: [2, 5, 3], "stopped").0
        #expect(stopped.weightsSHA256 == straight.weightsSHA256)
        #expect(stopped.epochs.map(\.testLoss) == straight.epochs.map(\.testLoss))
    }

    @Test func weightDecayMayReachEveryTensor() throws {
        var identity = try identity("resnet-50", dropPathRate: 0)
        identity.recipe.weightDecay = 0.5
        let matrices = try train(identity, threads: 2, "matrices").0
        identity.recipe.weightDecayScope = .everyTensor
        #expect(try train(identity, threads: 2, "every-tensor").0.weightsSHA256 != matrices.weightsSHA256)
    }

    @Test func theOriginalRecipeLearns() throws {
        var identity = try identity("resnet-50", dropPathRate: 0)
        identity.recipe = .smallOriginal(epochs: 12, batchSize: 16)
        let (result, epochs) = try train(identity, threads: 2, "original")
        #expect(try #require(result.top1) > 0.9)
        #expect(epochs[11].learningRate == epochs[0].learningRate * 0.1 * 0.1)
    }

    // MARK: Final weights

    @Test(arguments: [nil, 0.9]) func finalWeightsAloneGiveTheRecordedPredictions(averaging: Double?) throws {
        var identity = try identity("resnet-50")
        identity.recipe.weightAverage = averaging.map { WeightAverage(decay: $0) }
        let name = "final-\(averaging ?? 0)"
        let result = try train(identity, threads: 2, stops: [5], name).0
        let folder = folder.appendingPathComponent(name)
        try FinalWeights.keep(of: identity, in: folder, weightsSHA256: result.weightsSHA256)
        let checkpoints = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix("checkpoint-") }
        #expect(checkpoints.count == 1)
        let size =
            try FileManager.default.attributesOfItem(
                atPath: folder.appendingPathComponent(checkpoints[0]).path)[.size] as? Int
        try FileManager.default.removeItem(at: folder.appendingPathComponent(checkpoints[0]))

        let weights = try FinalWeights(of: identity, in: folder)
        #expect(weights.sha256 == result.weightsSHA256)
        let evaluation = try #require(try weights.evaluation(on: data, threads: 1))
        #expect(evaluation.correct == result.correct && evaluation.top1 == result.top1)
        #expect(evaluation.loss == result.epochs.last?.testLoss)
        let file = try Data(contentsOf: folder.appendingPathComponent("weights"))
        #expect(file.count < (size ?? 0) / 2)
        #expect(
            String(decoding: file.prefix(10_000), as: UTF8.self).contains(
                #"stem.norm.running_mean","shape":[4]"#))
    }

    @Test func onlyTheWeightsOfTheResultAreKeptAndReadBack() throws {
        let identity = try identity("kernel-7")
        let result = try train(identity, threads: 2, "kept").0
        let folder = folder.appendingPathComponent("kept")
        let file = folder.appendingPathComponent("weights")
        #expect(throws: TrainingError.self) {
            try FinalWeights.keep(of: identity, in: folder, weightsSHA256: String(repeating: "0", count: 64))
        }
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try FinalWeights.keep(of: identity, in: folder, weightsSHA256: result.weightsSHA256)
        let good = try Data(contentsOf: file)
        var bytes = good
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        #expect(throws: TrainingError.noFinalWeights(path: file.path, reason: "it is damaged")) {
            try FinalWeights(of: identity, in: folder)
        }
        var other = identity
        other.seed = 99
        try good.write(to: file)
        #expect(throws: TrainingError.noFinalWeights(path: file.path, reason: "it belongs to another run")) {
            try FinalWeights(of: other, in: folder)
        }
    }
}
