import AblateRuns
import Foundation
import Testing

struct StatusCommandTests {
    @Test func studyThatWasNeverRunIsMissingAndNothingIsMade() throws {
        let study = try TinyStudy()
        let status = try study.status()
        #expect(status.counts == ["done": 0, "running": 0, "failed": 0, "interrupted": 0, "missing": 2])
        #expect(status.runs.map(\.step) == ["resnet-50", "patchify"])
        #expect(!study.results.isFile)
    }

    @Test func helpHasExamplesAndTheFlagsOfTheStudy() throws {
        let help = try Ablate.run(["status", "--help"]).standardOutput
        for flag in ["epochs", "seeds", "steps", "train-images", "learning-rate", "results", "format"] {
            #expect(help.contains("--\(flag)"))
        }
        #expect(help.contains("EXAMPLES"))
    }

    @Test func unknownStudyIsOneSentence() throws {
        let output = try Ablate.run(["status", "quik"])
        #expect(output.status == 64)
        #expect(output.standardError == "There is no study 'quik'; did you mean 'quick'?\n")
    }

    @Test func studyOfAnotherVersionOfTheEngineIsAnotherStudy() throws {
        let study = try TinyStudy(["resnet-50"])
        #expect(try study.run().status == 0)
        let studies = study.results.appendingPathComponent("studies")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: studies.path).first)
        let file = studies.appendingPathComponent(name)
        let text = try String(contentsOf: file, encoding: .utf8)
        let current = RunIdentity.currentSemantics
        let earlier = text.replacingOccurrences(
            of: "\"semantics\" : \(current)", with: "\"semantics\" : 0")
        try earlier.write(to: file, atomically: true, encoding: .utf8)
        for command in ["status", "run"] {
            let output = try Ablate.run(
                [
                    command, "quick", "--train-images", "40", "--test-images", "20", "--batch-size", "10",
                    "--epochs", "1", "--steps", "resnet-50", "--results", study.results.path, "--data",
                    study.folder.appendingPathComponent("data").path,
                ])
            #expect(output.status == 0)
            #expect(output.standardError.contains("the engine's version \(current) where it has 0"))
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == earlier)
    }
}
