import AblateArchitectures
import AblateExperiments
import AblateResults
import AblateRoadmaps
import AblateRunner
import AblateRuns
import Foundation
import GRDB

/// A results folder that is removed when the test is over.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-results-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var database: URL { url.appendingPathComponent(ResultsDatabase.fileName) }

    /// Another connection to the database, as some other program would open it.
    func connection() throws -> DatabaseQueue { try DatabaseQueue(path: database.path) }

    /// All rows of all tables and views but the migrator's, as text.
    func contents() throws -> [String] {
        try connection().read { db in
            let names = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'grdb%'
                    ORDER BY name
                    """)
            return try names.flatMap { name in
                try Row.fetchAll(db, sql: "SELECT * FROM \(name)").map { "\(name): \($0)" }.sorted()
            }
        }
    }

    /// What every saved query answers.
    func answers() throws -> [String: QueryResult] {
        let reader = try ResultsReader(folder: url)
        let answers = try SavedQuery.all.map { ($0.name, try reader.rows(of: $0)) }
        return Dictionary(uniqueKeysWithValues: answers)
    }

    func rows(_ sql: String) throws -> [Row] { try connection().read { try Row.fetchAll($0, sql: sql) } }
    /// Identities (SHA-256) of the runs that have a result.
    func completed() throws -> [String] {
        try connection().read {
            try String.fetchAll(
                $0, sql: "SELECT identity_sha256 FROM run WHERE status IN ('completed', 'diverged')")
        }
    }
    func integer(_ sql: String) throws -> Int? { try connection().read { try Int.fetchOne($0, sql: sql) } }
    func text(_ sql: String) throws -> String? { try connection().read { try String.fetchOne($0, sql: sql) } }
}

enum Fixture {
    static let recipe = Recipe(
        epochs: 2, batchSize: 8, learningRate: 1e-3,
        augmentation: Augmentation(cropPadding: 0, horizontalFlip: true))

    static let data = DataSelection(
        dataset: "fashion-mnist", sha256: String(repeating: "d", count: 64), trainImages: 100, testImages: 12,
        imageSide: 32, channels: 1, classes: 10)

    /// The small regime's rows that the paper prints, or the named ones of all.
    static func study(
        _ name: String = "quick", steps: [String]? = nil, seeds: [Int] = [0, 1, 2], recipe: Recipe = recipe
    ) -> StudyManifest {
        let rows = AnyRoadmap(Roadmap.convNeXt(.small).withoutPrecursors()).rows.filter { row in
            steps.map { $0.contains(row.id) } ?? (Reference.table10.row(row.id) != nil)
        }
        return StudyManifest(
            name: name, title: "A study", regime: "small", roadmap: "convnext",
            steps: rows.map { StepRecord($0, paper: paper[$0.id]) }, recipe: recipe, data: data,
            seeds: seeds)
    }

    /// A study that asks designs, by the recipe of the others.
    static func designed(
        _ name: String = "designed", _ designs: Design..., seeds: [Int] = [0, 1, 2]
    ) throws -> StudyManifest {
        var study = Study.quick.asking(designs)
        (study.recipe, study.seeds) = (recipe, seeds)
        var manifest = try study.manifest(data: data) { _ in nil }
        manifest.name = name
        return manifest
    }

    static let paper = [
        "resnet-50": ReferenceResult(
            regime: "resnet-50", top1Mean: 0.7882, top1SD: 0.0007, seeds: 3, gmacs: 4.09),
        "stage-ratio": ReferenceResult(
            regime: "resnet-50", top1Mean: 0.7936, top1SD: 0.0007, seeds: 3, gmacs: 4.53),
        "patchify": ReferenceResult(
            regime: "resnet-50", top1Mean: 0.7951, top1SD: 0.0018, seeds: 3, gmacs: 4.42),
    ]

    static func attempt(
        _ study: StudyManifest, _ step: String, seed: Int, number: Int = 1, state: AttemptRecord.State,
        epochs: [EpochRecord] = []
    ) throws -> AttemptRecord {
        let record = try requireStep(study, step)
        return AttemptRecord(
            identity: study.identity(of: record, seed: seed), number: number, provenance: provenance,
            started: "2026-01-0\(number)T00:00:00Z", state: state, epochs: epochs)
    }

    static func finished(
        _ study: StudyManifest, _ step: String, seed: Int, top1: Double?, number: Int = 1,
        weights: String = "a", seconds: Double = 10
    ) throws -> AttemptRecord {
        let record = try requireStep(study, step)
        let epochs = [1, 2].map { epochRecord($0, of: top1) }
        let result = RunResult(
            identitySHA256: study.identity(of: record, seed: seed).sha256,
            status: top1 == nil ? .diverged : .completed, epochs: epochs, top1: top1,
            divergedAtStep: top1 == nil ? 17 : nil, weightsSHA256: String(repeating: weights, count: 64),
            correct: top1 == nil ? Data() : Data([0b0000_0101, 0b0000_1000]), seconds: seconds,
            cpuSeconds: 19,
            peakMemoryBytes: 1_000_000, finished: "2026-01-0\(number)T01:00:00Z")
        return try attempt(study, step, seed: seed, number: number, state: .finished(result), epochs: epochs)
    }

    /// The last epoch of a run without accuracy has no finite loss.
    private static func epochRecord(_ epoch: Int, of top1: Double?) -> EpochRecord {
        let part = Double(epoch) / 2
        let trainLoss: Double = top1 == nil && epoch == 2 ? .nan : 1 / part
        return EpochRecord(
            epoch: epoch, trainLoss: trainLoss, testLoss: 0.5 / part, top1: (top1 ?? 0.1) * part,
            learningRate: 1e-3, trainSeconds: Double(epoch), testSeconds: 0.5, imagesPerSecond: 50 / part)
    }

    static let provenance = Provenance(
        gitCommit: "c0ffee", gitDiffSHA256: nil, binarySHA256: String(repeating: "b", count: 64),
        swiftVersion: "6.0", cpuModel: "A processor", instructionSet: "avx2", threads: 2, host: "here")
}

/// A step that the fixture's author is sure of.
private func requireStep(_ study: StudyManifest, _ id: String) throws -> StepRecord {
    struct NoSuchStep: Error { let id: String }
    guard let step = study.steps.first(where: { $0.id == id }) else { throw NoSuchStep(id: id) }
    return step
}

extension StepRecord {
    /// The network that the fixture's data makes of this step.
    var network: Network {
        get throws { try Network(architecture, input: Fixture.data.input, classes: Fixture.data.classes) }
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
