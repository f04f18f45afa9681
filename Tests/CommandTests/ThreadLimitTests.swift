import Testing

/// `--threads 1000` on two processors was accepted, and nothing finished.
@Suite struct ThreadLimitTests {
    @Test(arguments: [
        ["run", "quick", "--threads", "100000"], ["plan", "quick", "--threads", "100000"],
        ["benchmark", "--threads", "100000"], ["rerun", "00", "--threads", "100000"],
        ["run", "quick", "--jobs", "1000", "--threads", "1000"],
        ["run", "quick", "--jobs", "9223372036854775807", "--threads", "2"],
        ["run", "quick", "--jobs", "100000"],
    ])
    func moreThreadsThanProcessorsCanServeAreRefused(arguments: [String]) throws {
        let output = try Ablate.run(
            arguments + (arguments[0] == "benchmark" ? [] : ["--results", "/nowhere"]))
        #expect(output.status == 64)
        let asked = arguments.drop { !$0.hasPrefix("--") }.joined(separator: " ")
        #expect(output.standardError.hasPrefix("\(asked) asks for "), "\(output.standardError)")
        let rest =
            /.* asks for (\d+|far more) threads, but (1 processor is|\d+ processors are) granted here, where more than \d+ .*\n/
        #expect(output.standardError.wholeMatch(of: rest) != nil)
    }
}
