import Foundation
import Testing

struct RunCommandTests {
    /// Arguments that are refused, and the sentence.
    @Test(arguments: [
        (["quik"], "There is no study 'quik'; did you mean 'quick'?"),
        (
            ["quick", "--regime", "resnet-20"],
            "There is no regime 'resnet-20' among 'small', 'resnet-50' and 'resnet-200'; did you mean "
                + "'resnet-50' or 'resnet-200'?"
        ),
        (
            ["quick", "--steps", "resnet-50,kernal-7"],
            "There is no step 'kernal-7' in the small regime; did you mean 'kernel-7'"
        ),
        (["quick", "--steps", ","], "--steps names no step; give ids separated by commas."),
        (["quick", "--epochs", "0"], "--epochs must be 1 or more, but is 0."),
        (
            ["quick", "--seeds", "0"],
            "--seeds must be a number of seeds from 1 to 10000, or seeds and ranges such as 3,7 or 0-4, but is "
                + "'0': no seed is no study."
        ),
        (["quick", "--train-images", "-5"], "--train-images must be 1 or more, but is -5."),
        (["quick", "--jobs", "0"], "--jobs must be 1 or more, but is 0."),
        (["quick", "--retries", "-1"], "--retries must be from 0 to 1000, but is -1."),
        (["quick", "--max-failures", "0"], "--max-failures must be 1 or more, but is 0."),
        (["quick", "--threads", "0"], "--threads must be 1 or more, but is 0."),
        (["quick", "--learning-rate", "nan"], "--learning-rate must be a number, but is 'nan'."),
        (["quick", "--label-smoothing", "1"], "--label-smoothing must be from 0 to below 1, but is 1.0."),
        (["quick", "--warmup-fraction", "1.5"], "--warmup-fraction must be from 0 to 1, but is 1.5."),
        (["quick", "--crop-padding", "-1"], "--crop-padding must be 0 or more, but is -1."),
    ])
    func mistakesAreOneSentenceAndLeaveNothing(arguments: [String], sentence: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // `=` keeps a negative number from looking like a flag.
        let joined = Self.joined(arguments)
        let output = try Ablate.run(["run"] + joined, in: folder)
        #expect(output.status == 64)
        #expect(output.standardOutput.isEmpty)
        #expect(output.standardError.hasPrefix(sentence))
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    private static func joined(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for argument in arguments {
            if let last = result.last, last.hasPrefix("--"), !last.contains("=") {
                result[result.count - 1] = "\(last)=\(argument)"
            } else {
                result.append(argument)
            }
        }
        return result
    }

    @Test func helpHasExamplesAndEveryFlag() throws {
        let help = try Ablate.run(["run", "--help"]).standardOutput
        for flag in [
            "epochs", "seeds", "train-images", "test-images", "image-side", "steps", "threads", "jobs",
            "retries", "fail-fast", "max-failures", "results", "data", "regime", "learning-rate",
            "batch-size", "weight-decay", "label-smoothing",
            "drop-path-rate",
            "warmup-fraction", "optimizer", "initialisation", "crop-padding", "horizontal-flip", "no-flip",
        ] {
            #expect(help.contains("--\(flag)"))
        }
        #expect(help.contains("EXAMPLES"))
    }

    @Test func trainOneIsHiddenAndSaysWhatIsMissing() throws {
        #expect(!(try Ablate.run(["--help"]).standardOutput.contains("train-one")))
        let output = try Ablate.run(["train-one", "/no/such/attempt", "--threads", "1"])
        #expect(output.status == 66)
        #expect(
            output.standardError
                == "'/no/such/attempt/attempt.json' cannot be read: no such file or directory.\n")
    }
}
