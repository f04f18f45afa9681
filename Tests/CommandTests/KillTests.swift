import AblateRuns
import Foundation
import Testing

/// SIGKILL at every boundary: the same command again ends as if nothing had happened.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "Needs Linux's /proc."))
struct KillTests {
    static let isLong = ProcessInfo.processInfo.environment["ABLATE_LONG_TESTS"] == "1"

    /// Points that a study without failures passes.
    private static let points = FaultPoint.ofStudies.map(\.name).filter { !$0.hasPrefix("failure-") }
    /// Those of the training process; the others are the study's.
    private static let ofTheChild = points.filter { name in
        ["event-", "checkpoint-", "result-", "weights-", "training-"].contains { name.hasPrefix($0) }
    }

    /// Each point with one of the ways to die, in turn.
    private static let faults: [String] = points.enumerated().map { index, point in
        let action = ofTheChild.contains(point) ? ["kill", "kill-both", "kill-parent"][index % 3] : "kill"
        return "\(point)=\(action)"
    }

    @Test(arguments: faults)
    func studyKilledAtAnyPointEndsAsIfUndisturbed(fault: String) throws {
        try check(TinyStudy(), fault, epochs: 1)
    }

    /// Every passage of every point, and every way to die.
    @Test(.enabled(if: isLong, "Long: run with ABLATE_LONG_TESTS=1."))
    func studyKilledAtEveryPassageEndsAsIfUndisturbed() throws {
        let counted = try TinyStudy(epochs: 3)
        #expect(try counted.run(fault: "training-step:100000=kill").status == 0)
        let passed = try String(contentsOf: counted.faultLog, encoding: .utf8).split(separator: "\n")
        #expect(Set(passed.map(String.init)) == Set(Self.points))
        for (point, passages) in Dictionary(grouping: passed, by: String.init).mapValues(\.count) {
            let actions = Self.ofTheChild.contains(point) ? ["kill", "kill-both", "kill-parent"] : ["kill"]
            for passage in 1...passages {
                for action in actions {
                    try check(TinyStudy(epochs: 3), "\(point):\(passage)=\(action)", epochs: 3)
                }
            }
        }
    }

    private func check(_ study: TinyStudy, _ fault: String, epochs: Int) throws {
        let killed = try study.run(fault: fault)
        // A study whose child alone was killed goes on by itself.
        if fault.hasSuffix("=kill-both") || fault.hasSuffix("=kill-parent") || killed.status != 0 {
            #expect(killed.status == SIGKILL, "\(fault): \(killed.standardError)")
        } else {
            #expect(
                // Once there is a result nothing has failed.
                killed.standardError.contains("failed, to be tried again")
                    || ["result-renamed", "weights-"].contains { fault.hasPrefix($0) }
            )
        }
        let again = try study.run()
        #expect(again.status == 0, "\(fault): \(again.standardError)")
        #expect(try study.digest() == Undisturbed.digest(of: epochs), "\(fault)")
    }

    @Test(.enabled(if: isLong, "Long: run with ABLATE_LONG_TESTS=1."))
    func studyKilledAtRandomMomentsEndsAsIfUndisturbed() throws {
        var random = SplitMix(state: 1)
        // As long as an undisturbed study takes here.
        let began = Date()
        #expect(try TinyStudy(epochs: 3).run().status == 0)
        let microseconds = Int(Date().timeIntervalSince(began) * 1e6)
        for moment in 0..<200 {
            let study = try TinyStudy(epochs: 3)
            let parent = try study.begin()
            usleep(UInt32(random.below(microseconds)))
            let children = Processes.children(of: parent.processIdentifier)
            if moment % 3 != 0, parent.isRunning { kill(parent.processIdentifier, SIGKILL) }
            if moment % 3 != 1 { for child in children { kill(child, SIGKILL) } }
            parent.waitUntilExit()
            let again = try study.run()
            #expect(again.status == 0, "\(moment): \(again.standardError)")
            #expect(try study.digest() == Undisturbed.digest(of: 3), "\(moment)")
        }
    }

    /// Vigna's generator: the moments are the same each time.
    private struct SplitMix {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }
    }

    @Test func killedWhileAFailureIsRecorded() throws {
        for stage in ["write", "half", "rename", "renamed"] {
            let study = try TinyStudy(["patchify"])
            let killed = try study.run(
                "--retries", "0", fault: "training-step:2=kill,failure-\(stage)=kill")
            #expect(killed.status == SIGKILL)
            let again = try study.run("--retries", "0")
            #expect(again.status == 0, "\(stage): \(again.standardError)")
            #expect(try study.query("SELECT count(*) FROM run WHERE status = 'completed'").contains("\n1"))
        }
    }

    @Test func unknownFaultPointIsRefused() throws {
        let output = try TinyStudy().run(fault: "checkpoint-writ=kill")
        #expect(output.status == 64)
        #expect(output.standardError.hasPrefix("ABLATE_FAULT must be POINT"))
    }
}
