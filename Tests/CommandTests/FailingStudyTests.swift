import Foundation
import Testing

/// What a study does with runs that fail, as its user sees it.
struct FailingStudyTests {
    private static let fourSteps = ["resnet-50", "stage-ratio", "patchify", "gelu"]

    @Test func oneFailingRunIsToldAndTheOthersGoOn() throws {
        let study = try TinyStudy(Self.fourSteps)
        // A file is in the way of the run's folder.
        let folder = try study.attempt("patchify").deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: folder)
        let output = try study.run()
        #expect(output.status == 1)
        #expect(output.standardError.contains("patchify seed 0: failed, to be tried again: '"))
        #expect(output.standardError.contains("patchify seed 0: failed 2 times: '"))
        #expect(
            output.standardError.hasSuffix("1 of 4 runs failed; run the same command again to retry them.\n"))
        #expect(
            try study.status().counts == [
                "done": 3, "running": 0, "failed": 0, "interrupted": 0, "missing": 1,
            ])
        try FileManager.default.removeItem(at: folder)
        #expect(try study.run().status == 0)
    }

    @Test func crashesAreCountedAndToldWithTheirLog() throws {
        let study = try TinyStudy(["patchify"])
        let crashed = try study.run(fault: "training-step:2=kill,training-step:4=kill")
        #expect(crashed.status == 1)
        let reason = "The training process was ended by signal 9 (perhaps for want of memory)."
        let log = try study.attempt("patchify").appendingPathComponent("log.txt").path
        #expect(
            crashed.standardError.contains(
                "patchify seed 0: failed, to be tried again: \(reason) (log: \(log))\n"))
        #expect(crashed.standardError.contains("patchify seed 0: failed 2 times: \(reason) (log: \(log))\n"))
        let status = try study.status()
        #expect(status.counts["failed"] == 1)
        #expect(status.runs.first?.reason == reason && status.runs.first?.log == log)
        #expect(try study.query("SELECT status, failure FROM attempt").contains("failed,\(reason)"))

        #expect(try study.run().status == 0)
        #expect(try study.query("SELECT number, status FROM attempt").hasSuffix("\n1,failed\n2,completed\n"))
        #expect(try study.status().counts["done"] == 1)
    }

    @Test func sameErrorOfTheFirstThreeRunsStopsTheStudy() throws {
        let study = try TinyStudy(Self.fourSteps)
        let faults = (1...4).map { "training-step:\($0)=kill" }.joined(separator: ",")
        let output = try study.run("--retries", "0", fault: faults)
        #expect(output.status == 1)
        #expect(
            output.standardError.contains(
                "Stopping the study: The first 3 runs failed with the same error: The training process"))
        #expect(!output.standardError.contains("gelu seed 0"))
        #expect(output.standardError.hasSuffix("retry them and to go on with the others.\n"))
        #expect(try study.run().status == 0)
    }

    @Test(arguments: [["--fail-fast"], ["--max-failures", "1"]])
    func studyStopsAtItsFirstFailure(flags: [String]) throws {
        let study = try TinyStudy()
        let fault = "training-step:1=kill"
        let output =
            flags.count == 1
            ? try study.run("--retries", "0", flags[0], fault: fault)
            : try study.run("--retries", "0", flags[0], flags[1], fault: fault)
        #expect(output.status == 1)
        #expect(output.standardError.contains("Stopping the study: 1 run has failed.\n"))
        #expect(!output.standardError.contains("patchify"))
    }

    @Test func failFastAndAnotherNumberContradict() throws {
        let output = try TinyStudy().run("--fail-fast", "--max-failures", "2")
        #expect(output.status == 64)
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
    }

    // MARK: Damage

    @Test func damagedCheckpointFallsBackToTheOtherAndSaysSo() throws {
        let study = try TinyStudy(epochs: 3)
        // In the third epoch of the first run, four steps each: both slots are written.
        #expect(try study.run(fault: "training-step:10=kill-both").status == SIGKILL)
        let newest = try study.attempt("resnet-50").appendingPathComponent("checkpoint-1")
        var bytes = try Data(contentsOf: newest)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: newest)
        let output = try study.run()
        #expect(output.status == 0, "\(output.standardError)")
        let remark = "checkpoint-1 is damaged; going on from checkpoint-0, written after step 4."
        #expect(output.standardError.contains("resnet-50 seed 0: \(remark)\n"))
        let log = try study.attempt("resnet-50").appendingPathComponent("log.txt")
        #expect(try String(contentsOf: log, encoding: .utf8).contains(remark))
        #expect(try study.digest() == Undisturbed.digest(of: 3))
    }

    @Test func halfALineOfEventsIsCutOff() throws {
        let study = try TinyStudy(epochs: 3)
        #expect(try study.run(fault: "training-step:10=kill-both").status == SIGKILL)
        let events = try study.attempt("resnet-50").appendingPathComponent("events.jsonl")
        let file = try FileHandle(forWritingTo: events)
        try file.seekToEnd()
        try file.write(contentsOf: Data("{\"epoch\":3,\"trai".utf8))
        try file.close()
        #expect(try study.run().status == 0)
        #expect(try study.digest() == Undisturbed.digest(of: 3))
    }

    @Test func damagedAttemptIsPutInQuarantineAndTheRunTrainedAgain() throws {
        let study = try TinyStudy()
        #expect(try study.run().status == 0)
        let weights = "SELECT weights_sha256 FROM run ORDER BY identity"
        let before = try study.query(weights)
        let attempt = try study.attempt("patchify")
        try Data("{".utf8).write(to: attempt.appendingPathComponent("attempt.json"))
        let output = try study.run()
        #expect(output.status == 0)
        #expect(output.standardError.contains("/attempt-1/attempt.json' is not what Ablate writes: "))
        #expect(output.standardError.contains("It was moved to '\(study.results.path)/quarantine/"))
        let quarantine = study.results.appendingPathComponent("quarantine")
        let moved = try #require(try FileManager.default.contentsOfDirectory(atPath: quarantine.path).first)
        #expect(quarantine.appendingPathComponent("\(moved)/reason.txt").isFile)
        #expect(!attempt.isFile)
        #expect(try study.attempt("patchify", 2).appendingPathComponent("result.json").isFile)
        #expect(try study.query(weights) == before)
    }
}
