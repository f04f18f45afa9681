import AblateDatasets
import AblateExperiments
import AblateReports
import AblateRoadmaps
import AblateRunner
import AblateRuns
import Foundation

/// Databases whose truth is known.
enum ReportFixture {
    static let images = 10_000

    /// A study of the small roadmap with the paper's rows that a test makes up.
    static func study(
        _ name: String = "made-up", steps: [String], seeds: [Int], paper: [String: ReferenceResult],
        change: (inout StudyManifest) -> Void = { _ in }
    ) throws -> StudyManifest {
        var study = Study.quick
        study.seeds = seeds
        study.recipe.epochs = 2
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: String(repeating: "d", count: 64), trainImages: 128,
            testImages: images, imageSide: 32, channels: 1, classes: 10)
        var manifest = try study.manifest(data: data, steps: steps) { paper[$0] }
        manifest.name = name
        change(&manifest)
        return manifest
    }

    /// A study that asks designs of the small roadmap.
    static func designed(_ name: String, _ designs: [Design], seeds: [Int]) throws -> StudyManifest {
        var study = Study.quick.asking(designs)
        study.seeds = seeds
        study.recipe.epochs = 2
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: String(repeating: "d", count: 64), trainImages: 128,
            testImages: images, imageSide: 32, channels: 1, classes: 10)
        var manifest = try study.manifest(data: data) { _ in nil }
        manifest.name = name
        return manifest
    }

    static func paper(_ top1: Double, sd: Double? = 0.001) -> ReferenceResult {
        ReferenceResult(regime: "resnet-50", top1Mean: top1, top1SD: sd, seeds: sd == nil ? 1 : 3, gmacs: 4)
    }

    /// Completed runs: accuracies in order of the study's seeds.
    static func attempts(_ study: StudyManifest, _ top1: [String: [Double]]) throws -> [AttemptRecord] {
        try top1.sorted { $0.key < $1.key }.flatMap { step, values in
            try zip(study.seeds, values).map { try attempt(study, step, seed: $0, top1: $1) }
        }
    }

    /// - Parameter top1: `nil` for a run that diverges.
    static func attempt(
        _ study: StudyManifest, _ step: String, seed: Int, top1: Double?, seconds: Double = 10
    ) throws -> AttemptRecord {
        let identity = try Fixture.identity(study, step, seed: seed)
        let right = Int(((top1 ?? 0) * Double(images)).rounded())
        var correct = Data(count: (images + 7) / 8)
        for image in 0..<right { correct[image / 8] |= 1 << (image % 8) }
        let epochs = [1, 2].map { epoch in
            EpochRecord(
                epoch: epoch, trainLoss: 2 / Double(epoch), testLoss: 1 / Double(epoch),
                top1: (top1 ?? 0.1) * Double(epoch) / 2, learningRate: 1e-3, trainSeconds: seconds / 2,
                testSeconds: 0.5, imagesPerSecond: 128)
        }
        let result = RunResult(
            identitySHA256: identity.sha256, status: top1 == nil ? .diverged : .completed, epochs: epochs,
            top1: top1.map { _ in Double(right) / Double(images) }, divergedAtStep: top1 == nil ? 3 : nil,
            weightsSHA256: String(repeating: "a", count: 64), correct: top1 == nil ? Data() : correct,
            seconds: seconds, cpuSeconds: 19, peakMemoryBytes: 1_000_000, finished: "2026-01-01T01:00:00Z")
        return AttemptRecord(
            identity: identity, number: 1, provenance: Fixture.provenance, started: "2026-01-01T00:00:00Z",
            state: .finished(result), epochs: epochs)
    }

    // MARK: The whole roadmap

    static func wholeStudy(change: (inout StudyManifest) -> Void = { _ in }) throws -> StudyManifest {
        var study = Study.quick
        study.seeds = [0, 1, 2]
        study.recipe.epochs = 2
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: String(repeating: "d", count: 64), trainImages: 128,
            testImages: images, imageSide: 32, channels: 1, classes: 10)
        var manifest = try study.manifest(data: data, steps: nil) {
            Reference.convNeXt.result(for: $0, in: .small)
        }
        change(&manifest)
        return manifest
    }

    /// Made-up accuracies of all its runs; one run of the last step diverges.
    static func wholeAttempts(_ study: StudyManifest) throws -> [AttemptRecord] {
        try study.steps.flatMap { step in
            try study.seeds.map { seed in
                let top1 =
                    0.89 - 0.002 * Double(step.position) + 0.0003
                    * Double((seed * 7 + step.position * 3) % 11)
                let isLast = step.id == study.steps.last { !$0.isBranch }?.id && seed == study.seeds.last
                return try attempt(
                    study, step.id, seed: seed, top1: isLast ? nil : top1, seconds: 10 + Double(step.position)
                )
            }
        }
    }

    /// Image *i* is of class *i* % 10.
    static let testImages = TestImages(
        classNames: (0..<10).map { "class \($0)" }, labels: (0..<images).map { $0 % 10 }
    ) { image in
        ByteImage(shape: .init(side: 2, channels: 1), pixels: [0, 50, 100, UInt8(image % 256)])
    }

    static func report(
        _ study: StudyManifest, _ attempts: [AttemptRecord],
        options: StudyReport.Options = StudyReport.Options()
    ) throws -> StudyReport {
        let database = try TemporaryDatabase([study], attempts)
        return try StudyReport(study.name, reader: ReportReader(folder: database.url)) { _ in options }
    }
}
