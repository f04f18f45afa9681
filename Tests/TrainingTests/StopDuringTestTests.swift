import AblateArchitectures
import AblateDatasets
import AblateExperiments
import AblateRoadmaps
import AblateRuns
import AblateTraining
import Foundation
import Testing

/// A request that comes while an epoch's network is tested.
@Suite final class StopDuringTestTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ablate-stop-\(UUID().uuidString)")
    private let data: PreparedData

    init() throws {
        func set(_ count: Int, _ seed: Int) -> ImageSet {
            let pixels = (0..<count * 28 * 28).map { element in
                UInt8(Generator.word(seed: seed, tensor: element / 784, element: element) >> 56)
            }
            return ImageSet(
                shape: Shape(side: 28, channels: 1), pixels: pixels, labels: (0..<count).map { UInt8($0 % 4) }
            )
        }
        let dataset = Dataset(
            name: "noise", classNames: ["a", "b", "c", "d"], train: set(48, 1), test: set(72, 2))
        data = try PreparedData(
            dataset, dataset.selection(trainImages: nil, testImages: nil, imageSide: 32))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func identity(averages: Bool) throws -> RunIdentity {
        var architecture = try #require(Roadmap.convNeXt(.small).withoutPrecursors().variant("resnet-50"))
            .architecture
        architecture.width = 4
        architecture.depths = [1, 1]
        var recipe = Recipe.small(epochs: 2)
        recipe.batchSize = 16
        if averages { recipe.weightAverage = WeightAverage(decay: 0.9) }
        return RunIdentity(architecture: architecture, data: data.selection, recipe: recipe, seed: 3)
    }

    private func session(_ identity: RunIdentity, _ name: String) throws -> TrainingSession {
        let folder = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try TrainingSession(identity: identity, data: data, threads: 2, folder: folder)
    }

    /// What a run told: `3` for a step, `t16` for a batch that was tested, `e1` for an epoch.
    private func run(
        _ session: TrainingSession, until isRequest: (TrainingProgress) -> Bool = { _ in false }
    ) throws -> (RunOutcome, told: [String], epochs: [EpochRecord]) {
        var told: [String] = []
        var epochs: [EpochRecord] = []
        var isRequested = false
        let outcome = try session.run(
            shouldStop: { isRequested },
            onEpoch: {
                told.append("e\($0.epoch)")
                epochs.append($0)
            },
            onProgress: { progress in
                told.append(progress.testedImages.map { "t\($0)" } ?? "\(progress.step)")
                if progress.isTesting { #expect(progress.testImages == 72 && progress.step == 3) }
                isRequested = isRequested || isRequest(progress)
            })
        return (outcome, told, epochs)
    }

    @Test(arguments: [false, true]) func theTestBeginsAnewToTheSameBits(averages: Bool) throws {
        let identity = try identity(averages: averages)
        let (straight, straightTold, straightEpochs) = try run(session(identity, "straight-\(averages)"))
        #expect(
            straightTold.prefix(10) == ["1", "2", "3", "t0", "t16", "t32", "t48", "t64", "t72", "e1"])
        guard case .finished(let expected) = straight else { throw CocoaError(.featureUnsupported) }
        for epoch in 1...2 {
            let name = "stopped-\(averages)-\(epoch)"
            let (first, told, before) = try run(session(identity, name)) {
                $0.epoch == epoch && $0.testedImages == 16
            }
            // No batch more, and no epoch on record whose test was not over.
            #expect(first == .stopped && told.suffix(3) == ["3", "t0", "t16"])
            // Stopped in the same test again, before its first batch.
            let (second, toldAgain, _) = try run(session(identity, name)) { $0.testedImages == 0 }
            #expect(second == .stopped && toldAgain == ["t0"])
            let (last, rest, after) = try run(session(identity, name))
            #expect(rest.prefix(7) == ["t0", "t16", "t32", "t48", "t64", "t72", "e\(epoch)"])
            guard case .finished(let result) = last else { throw CocoaError(.featureUnsupported) }
            #expect(result.weightsSHA256 == expected.weightsSHA256)
            #expect(result.correct == expected.correct && result.top1 == expected.top1)
            let epochs = before + after
            #expect(epochs.map(\.epoch) == [1, 2])
            #expect(epochs.map(\.testLoss) == straightEpochs.map(\.testLoss))
            #expect(epochs.map(\.trainLoss) == straightEpochs.map(\.trainLoss))
            #expect(epochs.map(\.learningRate) == straightEpochs.map(\.learningRate))
        }
    }

    /// Checkpoints before and after a test are of the same step.
    @Test func aTestThatIsOverIsNotRepeated() throws {
        let identity = try identity(averages: false)
        for _ in 0..<2 { _ = try run(session(identity, "over")) { $0.isTesting } }
        let session = try session(identity, "over")
        var isTold = false
        let outcome = try session.run(
            shouldStop: { isTold }, onEpoch: { _ in isTold = true }, onProgress: { _ in })
        #expect(outcome == .stopped)
        #expect(try run(self.session(identity, "over")).told.prefix(4) == ["1", "2", "3", "t0"])
    }

    @Test func aLargeBatchIsGivenUpWithin() throws {
        let identity = try identity(averages: true)
        let session = try session(identity, "within")
        var asked = 0
        var tested: [Int] = []
        let outcome = try session.run(
            shouldStop: {
                // Some operations into the second batch.
                asked += tested.last == 16 ? 1 : 0
                return asked > 3
            }, onEpoch: { _ in }, onProgress: { if let images = $0.testedImages { tested.append(images) } })
        #expect(outcome == .stopped && tested == [0, 16] && asked == 4)
    }
}
