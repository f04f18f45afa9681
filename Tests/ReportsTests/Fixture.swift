import AblateExperiments
import AblateReports
import AblateResults
import AblateRoadmaps
import AblateRunner
import AblateRuns
import Foundation

/// A results folder with a database, removed at the end of a test.
final class TemporaryDatabase {
    let url: URL

    init(_ studies: [StudyManifest], _ attempts: [AttemptRecord]) throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-reports-\(UUID().uuidString)", isDirectory: true)
        let database = try ResultsDatabase(folder: url)
        _ = try database.gather(manifests: studies, attempts: attempts)
        try database.close()
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var reader: ComparisonReader { get throws { try ComparisonReader(folder: url) } }
}

enum Fixture {
    /// Twelve test images, two epochs.
    static func study(
        _ name: String = "quick", steps: [String] = ["resnet-50", "move-up", "kernel-7"],
        seeds: [Int] = [0, 1, 2], change: (inout StudyManifest) -> Void = { _ in }
    ) throws -> StudyManifest {
        var study = Study.quick
        study.seeds = seeds
        study.recipe.epochs = 2
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: String(repeating: "d", count: 64), trainImages: 128,
            testImages: 12, imageSide: 32, channels: 1, classes: 10)
        var manifest = try study.manifest(data: data, steps: steps) {
            Reference.convNeXt.result(for: $0, in: .small)
        }
        manifest.name = name
        change(&manifest)
        return manifest
    }

    /// A run that got the given ones of the twelve images right.
    static func attempt(
        _ study: StudyManifest, _ step: String, seed: Int, right: Set<Int>, diverges: Bool = false
    ) throws -> AttemptRecord {
        let identity = try identity(study, step, seed: seed)
        var correct = Data(count: 2)
        for image in right { correct[image / 8] |= 1 << (image % 8) }
        let top1 = Double(right.count) / 12
        let epochs = [1, 2].map { epoch in
            EpochRecord(
                epoch: epoch, trainLoss: 2 / Double(epoch), testLoss: 1 / Double(epoch),
                top1: top1 * Double(epoch) / 2, learningRate: 1e-3, trainSeconds: 1, testSeconds: 0.5,
                imagesPerSecond: 128)
        }
        let result = RunResult(
            identitySHA256: identity.sha256, status: diverges ? .diverged : .completed, epochs: epochs,
            top1: diverges ? nil : top1, divergedAtStep: diverges ? 3 : nil,
            weightsSHA256: String(repeating: "a", count: 64), correct: diverges ? Data() : correct,
            seconds: 10, cpuSeconds: 19, peakMemoryBytes: 1_000_000, finished: "2026-01-01T01:00:00Z")
        return AttemptRecord(
            identity: identity, number: 1, provenance: provenance, started: "2026-01-01T00:00:00Z",
            state: .finished(result), epochs: epochs)
    }

    static func identity(_ study: StudyManifest, _ step: String, seed: Int) throws -> RunIdentity {
        struct NoSuchStep: Error {}
        guard let record = study.steps.first(where: { $0.id == step }) else { throw NoSuchStep() }
        return study.identity(of: record, seed: seed)
    }

    static let provenance = Provenance(
        gitCommit: nil, gitDiffSHA256: nil, binarySHA256: "b0", swiftVersion: "6.3", cpuModel: "c",
        instructionSet: "baseline", threads: 2, host: "h")

    static let machine = TimingMachine(
        cpuModel: "c", instructionSet: "baseline", threads: 2, binarySHA256: "b0")

    /// A forecast in which every run takes a minute.
    static func forecast(_ study: StudyManifest, done: [AttemptRecord] = []) throws -> StudyForecast {
        let plan = try StudyPlan(study)
        let rows = plan.runs.map { run -> StudyStatus.Row in
            guard let record = done.first(where: { $0.identity == run.identity }),
                case .finished(let result) = record.state
            else { return StudyStatus.Row(run: run, state: .missing) }
            return StudyStatus.Row(run: run, state: .done(result), record: record)
        }
        return StudyForecast(plan, status: StudyStatus(rows: rows), jobs: 1, machine: machine) { _ in
            StepTiming(
                startSeconds: 60, trainStepSeconds: 0, testImageSeconds: 0, peakMemoryBytes: 300_000_000)
        }
    }
}
