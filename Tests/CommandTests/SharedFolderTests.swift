import Foundation
import Testing

/// Several `ablate run` on one results folder at a time.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "Needs Linux's /proc."))
struct SharedFolderTests {
    private static let fourSteps = ["resnet-50", "stage-ratio", "patchify", "gelu"]

    /// The process that a fault has stopped.
    private func stoppedChild(of parent: Process) throws -> Int32 {
        var child: Int32?
        try wait(for: "a stopped training process") {
            child = Processes.children(of: parent.processIdentifier).first(where: Processes.isStopped)
            return child != nil
        }
        return try #require(child)
    }

    private func isComplete(_ study: TinyStudy) throws {
        let runs = try study.query("SELECT count(*), count(top1), sum(attempt) FROM run")
        #expect(runs.hasSuffix("\n\(study.steps.count),\(study.steps.count),\(study.steps.count)\n"))
        // Nothing was trained twice: one attempt a run.
        #expect(try study.query("SELECT count(*) FROM attempt").hasSuffix("\n\(study.steps.count)\n"))
    }

    @Test func twoStudiesShareTheRunsAndBothEndWithAll() throws {
        let study = try TinyStudy(Self.fourSteps)
        let first = try study.begin(fault: "training-step:2=stop", log: "first.txt")
        let child = try stoppedChild(of: first)
        let during = try study.status()
        #expect(during.counts["running"] == 1 && during.counts["missing"] == 3)
        let running = try #require(during.runs.first { $0.state == "running" })
        #expect(running.step == "resnet-50" && running.process == first.processIdentifier)
        #expect(running.epoch == 1)

        let second = try study.begin(log: "second.txt")
        try wait(for: "the other runs") { try study.status().counts["done"] == 3 }
        #expect(second.isRunning)
        kill(child, SIGCONT)
        first.waitUntilExit()
        second.waitUntilExit()
        let saidFirst = try study.said("first.txt")
        #expect(first.terminationStatus == 0, "\(saidFirst)")
        let saidSecond = try study.said("second.txt")
        #expect(second.terminationStatus == 0, "\(saidSecond)")
        #expect(saidSecond.contains("resnet-50 seed 0: trained by process \(first.processIdentifier) on "))
        #expect(saidSecond.contains("resnet-50 seed 0: top-1 "))
        #expect(saidSecond.contains("by another process (4/4 runs)"))
        try isComplete(study)
    }

    @Test func manyStudiesAtOnce() throws {
        let study = try TinyStudy(Self.fourSteps)
        let processes = try (1...4).map { try study.begin("--jobs", "2", log: "\($0).txt") }
        for process in processes { process.waitUntilExit() }
        for (index, process) in processes.enumerated() {
            let saidProcess = try study.said("\(index + 1).txt")
            #expect(process.terminationStatus == 0, "\(saidProcess)")
        }
        try isComplete(study)
    }

    @Test func studiesOfDifferentRowsKeepEachOthers() throws {
        let study = try TinyStudy(["resnet-50", "patchify"])
        let first = try study.begin(log: "first.txt")
        study.steps = ["patchify", "gelu"]
        let second = try study.begin(log: "second.txt")
        first.waitUntilExit()
        second.waitUntilExit()
        #expect(first.terminationStatus == 0 && second.terminationStatus == 0)
        study.steps = ["resnet-50", "patchify", "gelu"]
        try isComplete(study)
        #expect(try study.query("SELECT count(*) FROM step").hasSuffix("\n3\n"))
    }

    @Test func studyThatWasKilledIsTakenOver() throws {
        // Long enough for the training process that is left behind to hear the hang-up before it is done.
        let study = try TinyStudy(epochs: 15)
        let first = try study.begin(fault: "training-step:2=stop", log: "first.txt")
        _ = try stoppedChild(of: first)
        // The system wakes a stopped process that is left alone, with a hang-up.
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        let second = try study.run()
        #expect(second.status == 0, "\(second.standardError)")
        #expect(second.standardError.contains("resnet-50 seed 0: resumed"))
        #expect(try study.digest() == Undisturbed.digest(epochs: 15))
    }

    // MARK: Requests to stop

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func requestStopsAfterTheBatch(signal: Int32, status: Int32) throws {
        let study = try TinyStudy()
        let process = try study.begin(fault: "training-step:2=stop")
        let child = try stoppedChild(of: process)
        kill(process.processIdentifier, signal)
        try wait(for: "an answer") { try study.said().contains("Stopping after the current batch") }
        kill(child, SIGCONT)
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
        #expect(try study.said().hasSuffix("Stopped; run the same command again to go on.\n"))
        let stopped = try study.status()
        #expect(stopped.counts["interrupted"] == 1 && stopped.counts["missing"] == 1)
        #expect(try study.attempt("resnet-50").appendingPathComponent("checkpoint-0").isFile)
        #expect(try study.run().status == 0)
        #expect(try study.digest() == Undisturbed.digest(of: 1))
    }

    @Test func secondRequestStopsAtOnce() throws {
        let study = try TinyStudy()
        let process = try study.begin(fault: "training-step:2=stop")
        // It does not answer: it stays stopped.
        _ = try stoppedChild(of: process)
        kill(process.processIdentifier, SIGINT)
        try wait(for: "an answer") { try study.said().contains("Stopping after the current batch") }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(try study.run().status == 0)
        #expect(try study.digest() == Undisturbed.digest(of: 1))
    }
}

extension URL {
    var isFile: Bool { FileManager.default.fileExists(atPath: path) }
}
