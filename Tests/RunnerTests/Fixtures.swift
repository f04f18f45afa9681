import AblateArchitectures
import AblateExperiments
import AblateRunner
import AblateRuns
import Foundation

/// A results folder that is removed at the end of a test.
final class TemporaryFolder {
    let url: URL
    var results: ResultsFolder { ResultsFolder(url.path) }

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("ablate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Paths of everything below, relative, hidden files too.
    var contents: [String] {
        let paths = FileManager.default.enumerator(atPath: url.path)?.allObjects as? [String]
        return (paths ?? []).sorted()
    }
}

enum Fixture {
    static let data = DataSelection(
        dataset: "fashion-mnist", sha256: "d0", trainImages: 256, testImages: 100, imageSide: 32, channels: 1,
        classes: 10)

    static func manifest(
        _ steps: [String] = ["resnet-50", "patchify", "kernel-9"], seeds: [Int] = [0]
    ) throws -> StudyManifest {
        var study = Study.quick
        study.seeds = seeds
        return try study.manifest(data: data, steps: steps) { _ in nil }
    }

    static func plan(
        _ steps: [String] = ["resnet-50", "patchify", "kernel-9"], seeds: [Int] = [0]
    ) throws -> StudyPlan {
        try StudyPlan(manifest(steps, seeds: seeds))
    }

    static func identity(seed: Int = 0) throws -> RunIdentity { try plan(seeds: [seed]).runs[0].identity }

    static let provenance = Provenance(
        gitCommit: nil, gitDiffSHA256: nil, binarySHA256: "b0", swiftVersion: "6.3", cpuModel: "c",
        instructionSet: "baseline", threads: 2, host: "h")

    static func epoch(_ number: Int, top1: Double = 0.5) -> EpochRecord {
        EpochRecord(
            epoch: number, trainLoss: 1.25, testLoss: 1.5, top1: top1, learningRate: 0.002, trainSeconds: 2,
            testSeconds: 1, imagesPerSecond: 128)
    }

    static func result(_ identity: RunIdentity, top1: Double? = 0.75) -> RunResult {
        RunResult(
            identitySHA256: identity.sha256, status: top1 == nil ? .diverged : .completed,
            epochs: [epoch(1), epoch(2, top1: top1 ?? 0.1)], top1: top1,
            divergedAtStep: top1 == nil ? 7 : nil, weightsSHA256: "e0", correct: Data([1, 2, 255]),
            seconds: 6.5, cpuSeconds: 12, peakMemoryBytes: 1 << 20, finished: "2025-01-01T00:00:00Z")
    }

    static func progress(_ epoch: Int, _ step: Int, of steps: Int = 10, epochs: Int = 3) -> TrainingProgress {
        TrainingProgress(
            epoch: epoch, epochs: epochs, step: step, stepsPerEpoch: steps, loss: 1.5,
            imagesPerSecond: 2345.4, top1: nil)
    }
}

extension AnyArchitecture {
    /// The architecture of a family that the test knows it is of.
    var convNet: ConvNet {
        get {
            guard let architecture: ConvNet = typed() else {
                preconditionFailure("\(family) is another family.")
            }
            return architecture
        }
        set { self = AnyArchitecture(newValue) }
    }
}
