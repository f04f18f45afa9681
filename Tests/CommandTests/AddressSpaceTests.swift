import Foundation
import Testing

/// A limited address space, as batch systems set it: OpenBLAS tried for ever to get memory, in every command.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm"), "Needs Linux's limit."))
struct AddressSpaceTests {
    /// Ends what hangs, so that the test fails and does not wait.
    private static func limited(to megabytes: Int) -> [String] {
        ["/bin/sh", "-c", "ulimit -v \(megabytes * 1024); exec timeout -s KILL 120 \"$@\"", "sh"]
    }

    @Test(arguments: [220, 260, 300, 400, 500, 600, 850, 1200, 2000])
    func everyStudyEndsByItselfAndSaysWhatIsMissing(megabytes: Int) throws {
        let study = try TinyStudy(["resnet-50"])
        let output = try study.run("--retries", "0", through: Self.limited(to: megabytes))
        let said = output.standardError
        #expect(output.status == 0 || said.contains("address space is limited to \(megabytes) MB"), "\(said)")
        #expect([0, 1, 71].contains(output.status), "\(output.status): \(said)")
        if megabytes >= 2000 { #expect(output.status == 0, "\(said)") }
        // What was not the attempt's fault is gone on with.
        #expect(try study.run().status == 0)
        #expect(try study.query("SELECT count(top1) FROM run").hasSuffix("\n1\n"))
    }

    @Test(arguments: [260, 300, 400]) func whatMultipliesNothingNeedsNoRoomForIt(megabytes: Int) throws {
        for command in [["list"], ["show", "kernel-7"], ["verify"], ["recipe", "list"]] {
            let output = try Ablate.run(command, through: Self.limited(to: megabytes))
            #expect(output.status == 0, "\(command): \(output.standardError)")
        }
    }

    /// OpenBLAS takes 128 MB for each of our threads.
    @Test func roomForTheThreadsIsAskedForBeforeTheyRun() throws {
        let output = try Ablate.run(
            ["benchmark-one", "resnet-50", "--threads", "64", "--count", "1", "--batch", "2"],
            through: Self.limited(to: 2000))
        #expect(output.status == 71)
        #expect(
            output.standardError.wholeMatch(
                of:
                    /The address space is limited to 2000 MB \(ulimit -v\), but \d+ MB more .* on 64 threads; .*\n/
            )
                != nil || output.standardError.hasPrefix("The system does not give 64 threads: "),
            "\(output.standardError)")
    }
}
