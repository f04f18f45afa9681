import Foundation
import Testing

/// Designs as a user asks them.
struct DesignCommandTests {
    @Test(arguments: [
        (
            ["--design", "leave-one"],
            "--design: 'leave-one' is no design; there are cumulative, leave-one-out"
        ),
        (["--design", "pairs:gelu"], "--design: The design 'pairs:gelu' names too few steps"),
        (
            ["--design", "subset:gelo"],
            "--design: Roadmap 'convnext' has no step 'gelo'; did you mean 'gelu'?"
        ),
        (
            ["--design", "paths:3"],
            "--design: The design 'paths' takes an even number of orders from 2 to 1000"
        ),
        (["--max-seeds", "8"], "--max-seeds goes with --until decided."),
        (["--until", "decided", "--seeds", "3"], "--until decided adds seeds from 0 on"),
        (["--until", "decided", "--max-seeds", "2"], "--max-seeds must be from 4 to 1000, but is 2."),
        (["--until", "decided", "--smallest", "0"], "--smallest must be above 0 and at most 100 points"),
    ])
    func mistakesAreOneSentenceAndChangeNothing(arguments: [String], sentence: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-\(UUID().uuidString)")
        let output = try Ablate.run(["run", "quick", "--results", folder.path] + arguments)
        #expect(output.status == 64)
        #expect(output.standardError.hasPrefix(sentence), "\(output.standardError)")
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    /// A row of the roadmap that a design has too is not trained again, nor is a design that is asked twice.
    @Test func designsShareRunsAndAreAddedToTheStudy() throws {
        let study = try TinyStudy([])
        func run(_ designs: String...) throws -> Ablate.Output {
            try Ablate.run(
                ["run"] + study.study.filter { $0 != "--steps" && $0 != "" } + [
                    "--threads", "1", "--jobs", "1",
                ]
                    + designs.flatMap { ["--design", $0] })
        }
        let first = try run("subset:gelu", "pairs:gelu,fewer-norms")
        #expect(first.status == 0, "\(first.standardError)")
        #expect(first.standardOutput.contains("pairs:gelu,fewer-norms"))
        let runs = try FileManager.default.contentsOfDirectory(atPath: study.results.path + "/runs")
        #expect(runs.count == 4)
        let second = try run("pairs:gelu,fewer-norms")
        #expect(second.status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: study.results.path + "/runs").count == 4)
        let query = try Ablate.run([
            "query",
            "SELECT id, n_players, n FROM v_subset WHERE space = 'pairs:gelu,fewer-norms' ORDER BY n_players, position",
            "--results", study.results.path, "--format", "csv",
        ])
        #expect(
            query.standardOutput.split(whereSeparator: \.isNewline).map(String.init) == [
                "id,n_players,n", "resnet-50,0,1", "resnet-50+gelu,1,1", "resnet-50+fewer-norms,1,1",
                "resnet-50+gelu+fewer-norms,2,1",
            ])
        let effects = try Ablate.run([
            "query", "effects", "--results", study.results.path, "--format", "json",
        ])
        #expect(effects.standardOutput.contains("\"shapley\""))
        // Rows of designs are compared like any.
        let compared = try Ablate.run([
            "compare", "resnet-50+gelu", "resnet-50", "--results", study.results.path,
        ])
        #expect(compared.status == 0, "\(compared.standardError)")
        #expect(compared.standardOutput.contains("block.activation"))
    }

    @Test func planSaysWhatEachDesignAddsAndTimesNothing() throws {
        let study = try TinyStudy([])
        let arguments = study.study.filter { $0 != "--steps" && $0 != "" }
        let output = try Ablate.run(
            ["plan"] + arguments + [
                "--design", "leave-one-out,groups,paths:4", "--seeds", "3", "--format", "json",
            ])
        #expect(output.status == 0, "\(output.standardError)")
        #expect(!output.standardError.contains("Timing"))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any])
        let designs = try #require(object["designs"] as? [[String: Any]])
        #expect(designs.compactMap { $0["design"] as? String } == ["leave-one-out", "groups", "paths:4"])
        #expect(designs.compactMap { $0["runs"] as? Int }.prefix(2) == [39, 96])
        // 'convnext--invert' and the last row are in both.
        #expect(designs.compactMap { $0["added"] as? Int }.prefix(2) == [39, 90])
        let worths = designs.compactMap { $0["smallest_worth"] as? Double }
        // A mean over 16 places is told from zero earlier than one difference.
        #expect(worths.count == 3 && worths[1] < worths[0] / 2)
        #expect(
            !FileManager.default.fileExists(atPath: study.results.appendingPathComponent("timings.json").path)
        )
        let text = try Ablate.run(["plan"] + arguments + ["--design", "groups"])
        #expect(text.standardOutput.contains("finds a worth of"))
        #expect(text.standardOutput.contains("--measure"))
    }

    @Test func seedsAreAddedUntilAllIsDecidedAndTheSameCommandFindsItDone() throws {
        let study = try TinyStudy(["resnet-50", "stage-ratio"])
        let flags = ["--until", "decided", "--max-seeds", "6", "--smallest", "60"]
        let output = try Ablate.run(["run"] + study.study + ["--threads", "1", "--jobs", "1"] + flags)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardError.contains("Look at 4 seeds: "))
        let runs = try FileManager.default.contentsOfDirectory(atPath: study.results.path + "/runs").count
        #expect(runs == 8 || runs == 12)
        let again = try Ablate.run(["run"] + study.study + ["--threads", "1", "--jobs", "1"] + flags)
        #expect(again.status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: study.results.path + "/runs").count == runs)
        // What was declared before the first look stays.
        let other = try Ablate.run(
            ["run"] + study.study + ["--threads", "1", "--until", "decided", "--max-seeds", "10"])
        #expect(other.status == 64)
        #expect(other.standardError.contains("was declared with looks at 4 and 6 seeds"))
        let name = study.steps.isEmpty ? "" : try studyName(study)
        let page = try Ablate.run([
            "report", name, "--format", "markdown", "-o", "-", "--results", study.results.path,
        ])
        #expect(page.standardOutput.contains("Seeds until it is decided"))
        #expect(!page.standardOutput.contains("Adaptive:"))
    }

    @Test func seedsThatAreAddedAfterLookingAreMarked() throws {
        let study = try TinyStudy(["resnet-50", "stage-ratio"])
        #expect(try study.run("--seeds", "2").status == 0)
        #expect(try study.run("--seeds", "3").status == 0)
        let name = try studyName(study)
        let page = try Ablate.run([
            "report", name, "--format", "markdown", "-o", "-", "--results", study.results.path,
        ])
        #expect(page.standardOutput.contains("Adaptive: seed 2 was added when others had results."))
    }

    private func studyName(_ study: TinyStudy) throws -> String {
        let names = try Ablate.run([
            "query", "SELECT study FROM v_study", "--results", study.results.path, "--format", "csv",
        ])
        return String(try #require(names.standardOutput.split(whereSeparator: \.isNewline).dropFirst().first))
    }
}
