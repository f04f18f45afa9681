import Foundation
import Testing

/// Real studies on real images through the executable: tiny, from the first flag to the database.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["ABLATE_DATA"] != nil
            || FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist"),
        "Fashion-MNIST is not installed."))
final class StudyRunTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ablate-study-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func results(_ name: String) -> String { folder.appendingPathComponent(name).path }

    private func arguments(_ name: String, threads: Int, epochs: Int = 2) -> [String] {
        [
            "run", "quick", "--train-images", "256", "--test-images", "100", "--batch-size", "64", "--epochs",
            "\(epochs)", "--steps", "resnet-50,separate-downsampling", "--drop-path-rate", "0.1", "--threads",
            "\(threads)", "--results", results(name),
        ]
    }

    private func query(_ name: String, _ sql: String) throws -> String {
        let output = try Ablate.run(["query", sql, "--format", "csv", "--results", results(name)])
        #expect(output.status == 0, "\(output.standardError)")
        return output.standardOutput
    }

    @Test func sameBitsAtAnyNumberOfThreads() throws {
        var answers: Set<String> = []
        for threads in [1, 2, 4] {
            let output = try Ablate.run(arguments("threads-\(threads)", threads: threads))
            #expect(output.status == 0, "\(output.standardError)")
            #expect(output.standardOutput.contains("separate-downsampling"))
            answers.insert(
                try query("threads-\(threads)", "SELECT weights_sha256, top1 FROM run ORDER BY identity"))
        }
        #expect(answers.count == 1)
        #expect(answers.first?.split(separator: "\n").count == 3)
    }

    @Test func interruptedStudyGoesOnToTheSameBits() throws {
        let undisturbed = try Ablate.run(arguments("undisturbed", threads: 1, epochs: 12))
        #expect(undisturbed.status == 0)

        let process = Process()
        process.executableURL = Ablate.executable
        process.arguments = arguments("interrupted", threads: 1, epochs: 12)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Until the first epoch is on record, so that there is something to go on from.
        let runs = folder.appendingPathComponent("interrupted/runs")
        let deadline = Date(timeIntervalSinceNow: 60)
        func hasEvent() -> Bool {
            let files =
                FileManager.default.enumerator(at: runs, includingPropertiesForKeys: nil)?.allObjects ?? []
            return files.contains { ($0 as? URL)?.lastPathComponent == "events.jsonl" }
        }
        while !hasEvent() && Date() < deadline { usleep(10_000) }
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)

        let resumed = try Ablate.run(arguments("interrupted", threads: 1, epochs: 12))
        #expect(resumed.status == 0, "\(resumed.standardError)")
        let sql = "SELECT identity_sha256, weights_sha256, top1 FROM run ORDER BY identity"
        #expect(try query("interrupted", sql) == query("undisturbed", sql))
        #expect(
            try query("interrupted", "SELECT count(*) FROM epoch")
                == query("undisturbed", "SELECT count(*) FROM epoch"))

        // Everything is done now: nothing is trained again.
        let attempts = try query("interrupted", "SELECT count(*) FROM attempt")
        let again = try Ablate.run(arguments("interrupted", threads: 1, epochs: 12))
        #expect(again.status == 0)
        #expect(try query("interrupted", "SELECT count(*) FROM attempt") == attempts)
    }

    @Test func databaseMadeAnewAnswersTheSame() throws {
        #expect(try Ablate.run(arguments("rebuilt", threads: 1)).status == 0)
        let sql = "SELECT * FROM v_step"
        let before = try query("rebuilt", sql)
        #expect(try Ablate.run(["gather", "--rebuild", "--results", results("rebuilt")]).status == 0)
        #expect(try query("rebuilt", sql) == before)
        #expect(before.contains("resnet-50"))
    }
}
