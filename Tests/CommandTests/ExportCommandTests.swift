import AblateResults
import Foundation
import Testing

@Suite("ablate export")
final class ExportCommandTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-export-\(UUID().uuidString)")
        try ResultsDatabase(folder: folder).close()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func export(_ arguments: String...) throws -> Ablate.Output {
        try Ablate.run(["export", "--results", folder.path] + arguments)
    }

    /// Without what SQLite puts beside a database that is being read.
    private var files: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
        }
    }

    @Test func aFilesEndingSaysHowItIsWritten() throws {
        let file = folder.appendingPathComponent("runs.csv")
        try Data("old".utf8).write(to: file)
        let output = try export("-o", file.path)
        #expect(output.status == 0 && output.standardOutput.isEmpty && output.standardError.isEmpty)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.hasPrefix("identity_sha256,studies,steps,status,attempt,top1,"))
        #expect(text.split(separator: "\n")[0].hasSuffix(",study,step"))
        #expect(try export().standardOutput == text)
        #expect(try export("-o", "-").standardOutput == text)
        let lines = folder.appendingPathComponent("epochs.jsonl")
        #expect(try export("--what", "epochs", "-o", lines.path).status == 0)
        #expect(try Data(contentsOf: lines).isEmpty)
        #expect(try export("-o", "/dev/null").status == 0)
        #expect(try files == ["ablate.sqlite", "epochs.jsonl", "metadata.json", "runs.csv"])
    }

    @Test func mistakesAreOneSentenceAndLeaveNothing() throws {
        let before = try files
        for (arguments, status, beginning) in [
            (["-o", folder.path], 73, "-o must name a file, but '\(folder.path)' is a folder; "),
            (
                ["-o", folder.path + "/none/runs.csv"], 73,
                "'\(folder.path)/none/runs.csv' cannot be written: no such"
            ),
            (["--study", "quick"], 64, "There is no study 'quick': "),
            (["--results", folder.path + "/none"], 66, "There is no results database at "),
        ] as [([String], Int32, String)] {
            let output = try Ablate.run(["export", "--results", folder.path] + arguments)
            #expect(output.status == status)
            #expect(output.standardOutput.isEmpty)
            #expect(output.standardError.hasPrefix(beginning), "\(output.standardError)")
            #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        }
        #expect(try files == before)
    }

    @Test func aFullDiskLeavesTheOldFile() throws {
        let output = try Ablate.run(["export", "--results", folder.path, "-o", "/dev/full"])
        #expect(output.status == 74)
        #expect(output.standardError.hasPrefix("'/dev/full' cannot be written: "))
    }

    @Test func helpHasExamples() throws {
        #expect(try Ablate.run(["export", "--help"]).standardOutput.contains("EXAMPLES"))
    }
}
