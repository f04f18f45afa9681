import AblateResults
import AblateRunner
import AblateRuns
import Foundation
import Testing

/// `ablate gather` on a folder of attempts that were written as training processes write them.
@Suite("ablate gather")
final class GatherTests {
    private let folder: URL
    private let results: ResultsFolder

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-gather-\(UUID().uuidString)")
        results = ResultsFolder(folder.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// - Parameter asksPair: whether a design is asked in place of two rows of the roadmap.
    private func write(seeds: Int, asksPair: Bool = false) throws {
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: "d0", trainImages: 256, testImages: 12, imageSide: 32,
            channels: 1,
            classes: 10)
        var study = Study.quick.asking(asksPair ? [.pairs("patchify", "gelu")] : [])
        study.seeds = Array(0..<seeds)
        let steps = !asksPair ? ["resnet-50", "patchify"] : nil
        let manifest = try study.manifest(data: data, steps: steps) { _ in nil }
        try results.keep(manifest)
        let provenance = Provenance(
            gitCommit: nil, gitDiffSHA256: nil, binarySHA256: "b0", swiftVersion: "6.3", cpuModel: "c",
            instructionSet: "baseline", threads: 2, host: "h")
        for run in try StudyPlan(manifest).runs {
            let attempt = try results.begin(run.identity, number: 1, provenance: provenance)
            if run.seed % 5 == 4 {
                try attempt.fail("It ran out of memory.")
                continue
            }
            let top1 = 0.5 + Double(run.seed) / 1000
            let epoch = EpochRecord(
                epoch: 1, trainLoss: 1.25, testLoss: 1.5, top1: top1, learningRate: 0.002, trainSeconds: 2,
                testSeconds: 1, imagesPerSecond: 128)
            try attempt.append(epoch)
            try attempt.finish(
                RunResult(
                    identitySHA256: run.identity.sha256, status: .completed, epochs: [epoch], top1: top1,
                    divergedAtStep: nil, weightsSHA256: "e\(run.seed)", correct: Data([1, 2]), seconds: 6.5,
                    cpuSeconds: 12, peakMemoryBytes: 1 << 20, finished: "2026-01-01T00:00:00Z"))
        }
    }

    private func query(_ name: String) throws -> String {
        let output = try Ablate.run(["query", name, "--format", "json", "--results", folder.path])
        #expect(output.status == 0, "\(output.standardError)")
        return output.standardOutput
    }

    @Test func aRebuiltDatabaseAnswersEverySavedQueryTheSame() throws {
        try write(seeds: 5, asksPair: true)
        #expect(try Ablate.run(["gather", "--results", folder.path]).status == 0)
        let answers = try SavedQuery.all.map { try query($0.name) }
        #expect(answers.allSatisfy { $0.hasPrefix("[\n") })
        #expect(try Ablate.run(["gather", "--rebuild", "--results", folder.path]).status == 0)
        #expect(try SavedQuery.all.map { try query($0.name) } == answers)
    }

    /// As when `runs` is on a disk that is not mounted, or when the database alone was copied.
    @Test func aFolderThatLostItsAttemptsKeepsItsDatabase() throws {
        try write(seeds: 2)
        #expect(try Ablate.run(["gather", "--results", folder.path]).status == 0)
        let answers = try SavedQuery.all.map { try query($0.name) }
        try FileManager.default.removeItem(at: folder.appendingPathComponent("runs"))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let output = try Ablate.run(["gather", "--rebuild", "--results", folder.path])
        #expect(output.status == 65 && output.standardOutput.isEmpty)
        #expect(
            output.standardError
                == "'\(folder.path)' holds no attempt from which its database, which holds 4 runs and 1 "
                + "study, could be made anew; nothing was changed. Bring its 'runs' folder back, or move the database "
                + "away if an empty one is wanted.\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
        #expect(try SavedQuery.all.map { try query($0.name) } == answers)
    }

    @Test func manyAtOnceDoubleAndLoseNothing() async throws {
        try write(seeds: 10)
        let folder = folder
        try await withThrowingTaskGroup(of: Ablate.Output.self) { group in
            for _ in 0..<8 {
                group.addTask { try Ablate.run(["gather", "--results", folder.path]) }
            }
            for try await output in group {
                #expect(output.status == 0)
                #expect(output.standardError.isEmpty, "\(output.standardError)")
                #expect(
                    output.standardOutput
                        == "1 study and 20 attempts of \(folder.path) are in its database.\n"
                )
            }
        }
        let reader = try ResultsReader(folder: folder)
        for table in ["run", "attempt"] {
            #expect(try reader.rows(of: "SELECT COUNT(*) FROM \(table)").rows == [[.integer(20)]])
        }
        #expect(
            try reader.rows(of: "SELECT SUM(n), SUM(n_failed) FROM v_step").rows == [
                [.integer(16), .integer(4)]
            ])
        #expect(try reader.rows(of: "SELECT COUNT(*) FROM epoch").rows == [[.integer(16)]])
    }
}
