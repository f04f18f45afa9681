import Foundation
import Results
import Testing

@Suite("ablate query")
struct QueryTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-query-\(UUID().uuidString)", isDirectory: true)
        try ResultsDatabase(folder: folder).close()
    }

    private struct Answer {
        let output: String
        let errors: String
        let status: Int32
    }

    private func query(_ arguments: String..., results: String? = nil) throws -> Answer {
        let process = Process()
        // The executable lies beside the bundle of tests.
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("ablate")
        process.arguments = ["query"] + arguments + ["--results", results ?? folder.path]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Answer(output: text, errors: complaint, status: process.terminationStatus)
    }

    @Test func printsEveryFormat() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let sql = "SELECT 1234 AS images, 0.1 + 0.2 AS top1, NULL AS failure, x'00ff' AS correct, 1 AS images"
        #expect(
            try query(sql).output
                == """
                images  top1  failure  correct  images:1
                ──────  ────  ───────  ───────  ────────
                 1,234   0.3           00ff            1

                """)
        #expect(
            try query(sql, "--format", "json").output == """
                [
                  {"images": 1234, "top1": 0.30000000000000004, "failure": null, "correct": "00ff", "images:1": 1}
                ]

                """)
        #expect(
            try query(sql, "--format", "csv").output == """
                images,top1,failure,correct,images:1
                1234,0.30000000000000004,,00ff,1

                """)
    }

    @Test func refusesWritesAndErrorsWithASentenceAndStatus65() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for sql in ["DELETE FROM run", "SELEC 1", "SELECT 1; SELECT 2", "SELECT nothing", ""] {
            let answer = try query(sql)
            #expect(answer.status == 65, "\(sql)")
            #expect(answer.output.isEmpty)
            #expect(answer.errors.hasPrefix("ablate: The query "))
            #expect(answer.errors.hasSuffix(".\n") && answer.errors.filter { $0 == "\n" }.count == 1)
        }
        let missing = try query("SELECT 1", results: folder.appendingPathComponent("nowhere").path)
        #expect(missing.status == 65)
        #expect(missing.errors.hasPrefix("ablate: There is no results database at "))
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("nowhere").path))
    }

    @Test func answersSavedQueriesByName() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let steps = try query("--saved", "steps", "--format", "csv")
        #expect(steps.status == 0)
        #expect(steps.output.hasPrefix("study,position,id,branch,macs,parameters,n,"))
        let unknown = try query("--saved", "stepps")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("the nearest is 'steps'"))
        let list = try query("--list", "--format", "csv")
        #expect(list.output.split(separator: "\n").count == SavedQuery.all.count + 1)
        #expect(try query("SELECT 1", "--list").status == 64)
    }
}
