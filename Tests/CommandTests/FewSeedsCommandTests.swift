import AblateCommands
import Foundation
import Testing

@Suite("What one seed leaves open")
struct FewSeedsCommandTests {
    /// The command that would decide is what was typed, with more seeds; it goes on with the same study.
    @Test func theCommandThatWouldDecideRuns() throws {
        let study = try TinyStudy(["resnet-50", "stage-ratio"])
        let first = try study.run()
        #expect(first.status == 0)
        #expect(first.standardOutput.contains("One seed cannot tell a difference from chance"))
        let line = try #require(
            first.standardOutput.split(separator: "\n").first {
                $0.hasPrefix("  ") && $0.contains(" run quick ")
            })
        let words = line.split(separator: " ").map(String.init)
        #expect(words.suffix(2) == ["--seeds", "3"])
        #expect(try Ablate.run(Array(words.dropFirst())).status == 0)
        let again = try study.run()
        #expect(again.standardOutput.contains("resnet-50"))
        #expect(!again.standardOutput.contains("One seed"))
        let names = try FileManager.default.contentsOfDirectory(
            atPath: study.results.appendingPathComponent("studies").path
        ).filter { $0.hasSuffix(".json") }
        #expect(names.count == 1)
    }

    /// Noise cannot be learnt, and the table says that it was not.
    @Test func rowsOfNoiseAreAtChance() throws {
        let study = try TinyStudy(["resnet-50", "stage-ratio"])
        let output = try study.run().standardOutput.replacing("\n", with: " ")
        #expect(
            output.contains(
                "At chance: resnet-50 and stage-ratio, no better than naming one class"))
        #expect(output.contains("right on 10.00 % of the 20 test images"))
    }

    @Test(arguments: [
        (["ablate", "run", "quick"], [0, 1, 2], "ablate run quick --seeds 3"),
        (["ablate", "run", "--seeds", "1", "quick"], [0, 1], "ablate run quick --seeds 2"),
        (
            ["./a b/ablate", "run", "quick", "--seeds=7"], [0, 1, 7], "'./a b/ablate' run quick --seeds 0,1,7"
        ),
        (["ablate", "run", "it's; rm"], [0], "ablate run 'it'\\''s; rm' --seeds 1"),
    ])
    func whatWasTypedIsTypedAgain(arguments: [String], seeds: [Int], command: String) {
        #expect(TypedCommand.again(arguments, seeds: seeds) == command)
    }
}
