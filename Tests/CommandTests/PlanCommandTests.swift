import Foundation
import Testing

struct PlanCommandTests {
    /// Arguments that are refused, and how the sentence begins.
    @Test(arguments: [
        (["quik"], "There is no study 'quik'; did you mean 'quick'?"),
        (["quick", "--steps=kernal-7"], "There is no step 'kernal-7' in the small regime"),
        (["quick", "--budget=2"], "--budget must be a time such as 2h, 90m, 1h30m or 3600s, but is '2'."),
        (["quick", "--budget=soon"], "--budget must be a time such as 2h, 90m, 1h30m or 3600s, but is"),
        (["quick", "--sd=0"], "--sd must be above 0 and at most 100 points, but is 0.0."),
        (["quick", "--jobs=0"], "--jobs must be 1 or more, but is 0."),
        (["quick", "--epochs=0"], "--epochs must be 1 or more, but is 0."),
        (["quick", "--results=file"], "--results must name a folder, but 'file' is a file."),
    ])
    func mistakesAreOneSentenceAndChangeNothing(arguments: [String], sentence: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder.appendingPathComponent("file"))
        let output = try Ablate.run(["plan"] + arguments, in: folder)
        #expect(output.status == 64)
        #expect(output.standardOutput.isEmpty)
        #expect(output.standardError.hasPrefix(sentence))
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test func missingDataAreSaidBeforeAnything() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-\(UUID().uuidString)")
        let output = try Ablate.run([
            "plan", "quick", "--data", folder.path, "--results", folder.path,
        ])
        #expect(output.status == 66)
        #expect(output.standardError.hasPrefix("The data set fashion-mnist was not found"))
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    @Test(arguments: ["plan", "compare"]) func helpHasExamples(_ command: String) throws {
        let output = try Ablate.run([command, "--help"])
        #expect(output.status == 0)
        #expect(output.standardOutput.contains("EXAMPLES\n  ablate \(command)"))
    }

    @Test func timeOneIsHidden() throws {
        #expect(!(try Ablate.run(["--help"]).standardOutput.contains("time-one")))
        let output = try Ablate.run(["time-one", "{}", "--threads", "1"])
        #expect(output.status == 1)
        #expect(output.standardOutput.isEmpty)
    }
}

/// On real images: plan, run, plan again.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["ABLATE_DATA"] != nil
            || FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist"),
        "Fashion-MNIST is not installed."))
final class PlannedStudyTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ablate-planned-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func ablate(_ command: String, _ arguments: String...) throws -> Ablate.Output {
        try Ablate.run(
            [command, "quick", "--train-images", "256", "--test-images", "100", "--epochs", "1"]
                + ["--steps", "move-up,kernel-7", "--threads", "1", "--results", folder.path] + arguments)
    }

    private func document(_ arguments: String...) throws -> [String: Any] {
        let output = try Ablate.run(
            ["plan", "quick", "--train-images", "256", "--test-images", "100", "--epochs", "1"]
                + ["--steps", "move-up,kernel-7", "--threads", "1", "--results", folder.path]
                + ["--format", "json"] + arguments)
        #expect(output.status == 0, "\(output.standardError)")
        return try #require(
            try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any])
    }

    private func sources(_ document: [String: Any]) throws -> [String?] {
        try #require(document["runs"] as? [[String: Any]]).map { $0["seconds_source"] as? String }
    }

    @Test func aStudyIsPlannedTimedOnceRunAndCompared() throws {
        // Nothing is known, and nothing is made.
        let blind = try document("--no-timing")
        #expect(try sources(blind) == [nil, nil])
        #expect((blind["total"] as? [String: Any])?["remaining_seconds"] == nil)
        #expect(!FileManager.default.fileExists(atPath: folder.path))

        let timed = try ablate("plan", "--budget", "1h")
        #expect(timed.status == 0)
        #expect(timed.standardError == "Timing move-up\nTiming kernel-7\n")
        #expect(timed.standardOutput.contains("Budget of 1 h 00 min: the one seed fits"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["timings.json"])

        // The second time they are known, with a folder that holds no run.
        let known = try ablate("plan")
        #expect(known.standardError.isEmpty)
        #expect(known.standardOutput.contains("To do: 2 of 2 runs, about "))
        #expect(try sources(try document("--seeds", "2")) == [String?](repeating: "timed", count: 4))

        #expect(try ablate("run").status == 0)
        let after = try document("--no-timing", "--seeds", "2")
        #expect(try sources(after) == [String?](repeating: "recorded", count: 4))
        let total = try #require(after["total"] as? [String: Any])
        #expect(total["done"] as? Int == 2)
        #expect(total["to_do"] as? Int == 2)
        #expect(try ablate("plan").standardOutput.contains("All 2 runs are done."))

        let comparison = try Ablate.run(["compare", "move-up", "kernel-7", "--results", folder.path])
        #expect(comparison.status == 0, "\(comparison.standardError)")
        #expect(comparison.standardOutput.contains("block.kernelSize  3  7"))
        let same = try Ablate.run(["compare", "move-up", "move-up", "--results", folder.path])
        #expect(same.status == 64)
        #expect(same.standardError.hasPrefix("Both sides are the step 'move-up' of 'quick"))
        let unknown = try Ablate.run(["compare", "move-up", "kernal-7", "--results", folder.path])
        #expect(unknown.status == 64)
        #expect(unknown.standardError.contains("did you mean 'kernel-7'"))
    }

    @Test func aResultsFolderThatCannotBeWrittenOnlyForgets() throws {
        try Data().write(to: folder)
        let output = try ablate("plan", "--no-timing")
        #expect(output.status == 64)
        try FileManager.default.removeItem(at: folder)

        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("timings.json"), withIntermediateDirectories: true)
        let forgetful = try ablate("plan")
        #expect(forgetful.status == 0)
        #expect(forgetful.standardError.contains("Timings are not kept for the next time: "))
    }

    @Test func compareWithoutADatabaseSaysSo() throws {
        let output = try Ablate.run(["compare", "move-up", "kernel-7", "--results", folder.path])
        #expect(output.status == 66)
        #expect(output.standardError.hasPrefix("There is no results database at "))
    }
}
