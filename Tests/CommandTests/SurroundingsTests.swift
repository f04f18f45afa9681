import Foundation
import Testing

/// A study where the system gives less than usual: as batch systems, sandboxes and service managers do.
@Suite struct SurroundingsTests {
    /// Runs what follows it under a line of shell.
    private static func shell(_ line: String) -> [String] { ["/bin/sh", "-c", "\(line) \"$@\"", "sh"] }

    /// Foundation's `Process` needed more than 240 files for one run, and trapped below 16.
    @Test(arguments: [8, 10, 12, 13, 14, 16, 20, 24, 26])
    func fewFilesAreRefusedInASentence(limit: Int) throws {
        let output = try TinyStudy(["resnet-50"]).run(through: Self.shell("ulimit -n \(limit); exec"))
        #expect(output.status == 71, "\(output.standardError)")
        let sentence =
            /Only \d+ more files can be opened, but \d+ are needed: the limit is \d+ \(ulimit -n\); raise it to 64 or more.\n/
        #expect(output.standardError.wholeMatch(of: sentence) != nil, "\(output.standardError)")
        #expect(output.standardError.contains("the limit is \(limit) "))
        let query = try Ablate.run(["list"], through: Self.shell("ulimit -n \(min(limit, 20)); exec"))
        #expect(query.status == 71)
    }

    @Test(arguments: [40, 64, 240]) func fewFilesThatSufficeDo(limit: Int) throws {
        let study = try TinyStudy(["resnet-50"])
        let output = try study.run(through: Self.shell("ulimit -n \(limit); exec"))
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try study.query("SELECT count(top1) FROM run").hasSuffix("\n1\n"))
    }

    /// The soft limit alone is ours to raise.
    @Test func aLimitThatMayBeRaisedIs() throws {
        let study = try TinyStudy(["resnet-50"])
        let output = try study.run(through: Self.shell("ulimit -S -n 10; exec"))
        #expect(output.status == 0, "\(output.standardError)")
    }

    /// Foundation's `Process` never heard of its child's end there.
    @Test(.enabled(if: SurroundingsTests.canLeaveTheNetwork, "Leaving the network is not allowed here."))
    func aStudyNeedsNoNetwork() throws {
        let study = try TinyStudy(["resnet-50"])
        let output = try study.run(through: ["/usr/bin/env", "unshare", "-n"])
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try study.query("SELECT count(top1) FROM run").hasSuffix("\n1\n"))
    }

    static let canLeaveTheNetwork: Bool =
        (try? Ablate.run(["--version"], through: ["/usr/bin/env", "unshare", "-n"]))?.status == 0

    @Test(arguments: ["0<&-", "2>&-", "0<&- 2>&-", "0<&- 1>&- 2>&-"])
    func closedDescriptorsAreNotTakenForFiles(closed: String) throws {
        let study = try TinyStudy(["resnet-50"])
        let output = try study.run(through: Self.shell("exec \(closed)"))
        // What cannot be printed is a matter of its own.
        if !closed.contains("1>") { #expect(output.status == 0) }
        #expect(try study.query("SELECT count(top1) FROM run").hasSuffix("\n1\n"))
        let log = try study.attempt("resnet-50").appendingPathComponent("log.txt")
        #expect(try Data(contentsOf: log).isEmpty)
    }

    /// Some parents leave it so to their children; the system then forgets how a child ended.
    @Test func anIgnoredChildSignalHidesNoEnding() throws {
        let ignoring = Self.shell("trap '' CHLD; exec")
        let study = try TinyStudy(["resnet-50"])
        let crashed = try study.run("--retries", "0", fault: "training-step:2=kill", through: ignoring)
        #expect(crashed.status == 1)
        #expect(crashed.standardError.contains("The training process was ended by signal 9"))
        #expect(try study.run(through: ignoring).status == 0)
    }
}
