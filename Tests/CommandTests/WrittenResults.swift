import AblateResults
import AblateRunner
import AblateRuns
import Foundation
import Testing

/// A results folder of attempts that were written as training processes write them, without training; removed at the
/// end of a test.
final class WrittenResults {
    let folder: URL
    var results: ResultsFolder { ResultsFolder(folder.path) }

    static let data = DataSelection(
        dataset: "fashion-mnist", sha256: "d0", trainImages: 256, testImages: 12, imageSide: 32, channels: 1,
        classes: 10)

    init() {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-written-\(UUID().uuidString)")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// - Parameter roadmap: part of what the study declares, and none of its runs' identities; its name unless given.
    static func manifest(
        _ name: String, _ steps: [String], seeds: Int, roadmap: String? = nil
    ) throws -> StudyManifest {
        var study = Study.quick
        study.seeds = Array(0..<seeds)
        var manifest = try study.manifest(data: data, steps: steps) { _ in nil }
        manifest.name = name
        manifest.roadmap = roadmap ?? name
        return manifest
    }

    /// Keeps a study and finishes those of its runs that have no result; a run of seed 4, 9 … fails.
    @discardableResult
    func write(
        _ name: String = "quick", _ steps: [String] = ["resnet-50", "patchify"], seeds: Int,
        roadmap: String? = nil, weights: String = "e", provenance: Provenance = provenance
    ) throws -> StudyManifest {
        let manifest = try Self.manifest(name, steps, seeds: seeds, roadmap: roadmap)
        try results.keep(manifest)
        for run in try StudyPlan(manifest).runs {
            guard case .begin(let number) = try results.next(for: run.identity) else { continue }
            let attempt = try results.begin(run.identity, number: number, provenance: provenance)
            if run.seed % 5 == 4 {
                try attempt.fail("It ran out of memory.")
                continue
            }
            try Self.finish(attempt, weights: "\(weights)\(run.seed)")
        }
        return manifest
    }

    static func finish(_ attempt: AttemptFolder, weights: String, top1: Double? = nil) throws {
        let top1 = top1 ?? 0.5 + Double(attempt.identity.seed) / 1000
        let epoch = EpochRecord(
            epoch: 1, trainLoss: 1.25, testLoss: 1.5, top1: top1, learningRate: 0.002, trainSeconds: 2,
            testSeconds: 1, imagesPerSecond: 128)
        try attempt.append(epoch)
        try attempt.finish(
            RunResult(
                identitySHA256: attempt.identity.sha256, status: .completed, epochs: [epoch], top1: top1,
                divergedAtStep: nil, weightsSHA256: weights, correct: Data([1, 2]), seconds: 6.5,
                cpuSeconds: 12, peakMemoryBytes: 1 << 20, finished: "2026-01-01T00:00:00Z"))
    }

    static let provenance = Provenance(
        gitCommit: nil, gitDiffSHA256: nil, binarySHA256: "b0", swiftVersion: "6.3", cpuModel: "c",
        instructionSet: "baseline", threads: 2, host: "h")

    func copy() throws -> WrittenResults {
        let copy = WrittenResults()
        try FileManager.default.copyItem(at: folder, to: copy.folder)
        return copy
    }

    // MARK: Commands

    func ablate(_ arguments: String..., fault: String? = nil) throws -> Ablate.Output {
        try Ablate.run(
            arguments + ["--results", folder.path], environment: fault.map { ["ABLATE_FAULT": $0] } ?? [:])
    }

    /// What every saved query answers, in the order of their names.
    func answers() throws -> [String] {
        try SavedQuery.all.map { query in
            let output = try ablate("query", query.name, "--format", "json")
            #expect(output.status == 0, "\(output.standardError)")
            return output.standardOutput
        }
    }

    /// Says that the database is whole and that one made from the folder answers the same.
    ///
    /// - Parameter remark: the only thing that the making of it says.
    func expectAgreement(_ when: String = "", remark: String = "") throws {
        #expect(
            try ResultsReader(folder: folder).rows(of: "SELECT * FROM pragma_integrity_check").rows
                == [[.text("ok")]], "\(when)")
        let before = try answers()
        let rebuilt = try ablate("gather", "--rebuild")
        #expect(rebuilt.status == 0 && rebuilt.standardError == remark, "\(when): \(rebuilt.standardError)")
        #expect(try answers() == before, "\(when)")
    }

    /// Paths and contents of everything that counts: studies, runs and what is put aside.
    func digest() throws -> [String: Data] {
        var digest: [String: Data] = [:]
        let paths = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
        for path in paths where path.hasPrefix("runs/") || path.hasPrefix("studies/") {
            let file = folder.appendingPathComponent(path)
            digest[path] = (try? Data(contentsOf: file)) ?? Data()
        }
        return digest
    }
}
