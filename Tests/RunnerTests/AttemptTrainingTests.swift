import AblateRunner
import AblateRuns
import Foundation
import Testing

/// An engine that does what the test says.
private struct ScriptedEngine: TrainingEngine {
    func keepFinalWeights(of identity: RunIdentity, in folder: URL, weightsSHA256: String) throws {}

    struct Broken: Error, CustomStringConvertible {
        var description: String { "The engine is broken." }
    }

    var error: (any Error)?
    var remark: String?
    /// Steps of each epoch.
    var steps = 10
    var onStep: (_ epoch: Int, _ step: Int) -> Void = { _, _ in }

    func train(
        _ identity: RunIdentity, threads: Int, checkpoints: URL, shouldStop: () -> Bool,
        onEpoch: (EpochRecord) throws -> Void, onProgress: (TrainingProgress) -> Void,
        onRemark: (String) -> Void
    ) throws -> RunOutcome {
        if let remark { onRemark(remark) }
        for epoch in 1...2 {
            for step in 1...steps {
                onStep(epoch, step)
                onProgress(Fixture.progress(epoch, step, of: steps, epochs: 2))
                if let error { throw error }
                if shouldStop() { return .stopped }
            }
            try onEpoch(Fixture.epoch(epoch))
        }
        return .finished(Fixture.result(identity))
    }
}

struct AttemptTrainingTests {
    let temporary: TemporaryFolder
    let attempt: AttemptFolder
    let stop = StopRequests()

    init() throws {
        temporary = try TemporaryFolder()
        attempt = try temporary.results.begin(
            try Fixture.identity(), number: 1, provenance: Fixture.provenance)
    }

    /// Trains with the output in a pipe, and reads what was said.
    private func train(_ engine: ScriptedEngine) throws -> (AttemptTraining.Ending, [String]) {
        let output = Pipe()
        let training = AttemptTraining(
            folder: attempt, threads: 1, engine: engine, stop: stop,
            output: output.fileHandleForWriting.fileDescriptor)
        let ending = try training.run()
        try output.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        return (ending, String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    @Test func finishedRunLeavesEventsAndResult() throws {
        let (ending, lines) = try train(ScriptedEngine())
        let result = Fixture.result(attempt.identity)
        #expect(ending == .finished(result))
        #expect(ending.exitStatus == 0)
        #expect(try attempt.record().state == .finished(result))
        let events = try String(
            contentsOf: attempt.url.appendingPathComponent("events.jsonl"), encoding: .utf8)
        #expect(events.split(separator: "\n").count == 2)
        #expect(lines.filter { $0.hasPrefix("{\"epoch\":{") }.count == 2)
        #expect(lines.last?.hasPrefix("{\"epoch\":{") == true)
    }

    /// A full disk is not the run's fault: its checkpoint is still good.
    @Test func whatTheSurroundingsLackLeavesTheAttemptToResume() throws {
        let full = TrainingError.cannotWrite(path: "checkpoint-0", reason: "no space left on device")
        let output = Pipe()
        let training = AttemptTraining(
            folder: attempt, threads: 1, engine: ScriptedEngine(error: full), stop: stop,
            output: output.fileHandleForWriting.fileDescriptor)
        #expect(throws: full) { try training.run() }
        try output.fileHandleForWriting.close()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(text.hasSuffix("{\"failure\":\"\(full)\"}\n"))
        #expect(try attempt.record().state == .unfinished)
        guard case .resume(let next) = try temporary.results.next(for: attempt.identity) else {
            Issue.record("The attempt should be gone on with.")
            return
        }
        #expect(next.number == 1)
    }

    @Test func progressIsToldSparsely() throws {
        let (_, lines) = try train(ScriptedEngine(steps: 5000))
        let progress = lines.filter { $0.hasPrefix("{\"progress\":{") }
        // The first and last step of each epoch, and five a second in between.
        #expect((2...20).contains(progress.count))
        #expect(progress.last?.contains("\"step\":5000") == true)
    }

    @Test func remarkIsPassedOn() throws {
        let (_, lines) = try train(ScriptedEngine(remark: "checkpoint-1 is damaged."))
        #expect(lines.first == #"{"remark":"checkpoint-1 is damaged."}"#)
    }

    @Test func progressIsKeptForOthersAndItsSecondsAddUp() throws {
        let stop = stop
        _ = try train(ScriptedEngine { epoch, step in if epoch == 2 && step == 3 { stop.request(SIGTERM) } })
        let first = try #require(attempt.progress)
        // The last step of an epoch is told always, the others once a second.
        #expect(first.progress == Fixture.progress(1, 10, epochs: 2))
        let earlier = AttemptProgress(progress: first.progress, seconds: 100, updated: first.updated)
        try JSONEncoder().encode(earlier).write(to: attempt.url.appendingPathComponent("progress.json"))
        _ = try train(ScriptedEngine(error: ScriptedEngine.Broken()))
        #expect(try #require(attempt.record().seconds) >= 100)
    }

    @Test func leftoversOfAKilledProcessAreRemoved() throws {
        let leftover = attempt.url.appendingPathComponent(".checkpoint-0.4711.partial")
        try Data("half".utf8).write(to: leftover)
        _ = try train(ScriptedEngine())
        #expect(!FileManager.default.fileExists(atPath: leftover.path))
    }

    @Test func failureIsRecordedInItsWords() throws {
        let (ending, _) = try train(ScriptedEngine(error: ScriptedEngine.Broken()))
        #expect(ending == .failed("The engine is broken."))
        #expect(ending.exitStatus == 1)
        let record = try attempt.record()
        #expect(record.state == .failed("The engine is broken."))
        #expect(record.ended?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        #expect(try #require(record.seconds) >= 0)
        #expect(attempt.progress == nil)
        #expect(throws: RunnerError.self) { try train(ScriptedEngine()) }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func requestStopsAndLeavesTheAttemptResumable(signal: Int32, status: Int32) throws {
        let stop = stop
        let (ending, _) = try train(
            ScriptedEngine { epoch, step in if epoch == 2 && step == 3 { stop.request(signal) } })
        #expect(ending == .stopped(signal: signal))
        #expect(ending.exitStatus == status)
        #expect(try attempt.record().state == .unfinished)
        #expect(try attempt.record().epochs == [Fixture.epoch(1)])
        #expect(try temporary.results.next(for: attempt.identity) == .resume(attempt))

        let (second, _) = try train(ScriptedEngine())
        #expect(second.exitStatus == 0)
    }

    @Test func closedOutputStopsIt() throws {
        let output = Pipe()
        try output.fileHandleForReading.close()
        let training = AttemptTraining(
            folder: attempt, threads: 1, engine: ScriptedEngine(), stop: stop,
            output: output.fileHandleForWriting.fileDescriptor)
        #expect(try training.run() == .stopped(signal: SIGTERM))
        #expect(try attempt.record().state == .unfinished)
    }

    @Test func finishedAttemptIsNotTrainedAgain() throws {
        try attempt.finish(Fixture.result(attempt.identity))
        let (ending, lines) = try train(ScriptedEngine(error: ScriptedEngine.Broken()))
        #expect(ending.exitStatus == 0)
        #expect(lines.isEmpty)
    }

    @Test func attemptInUseIsLeftAlone() throws {
        let lock = try attempt.lock()
        #expect(throws: RunnerError.attemptInUse(path: attempt.url.path)) {
            try train(ScriptedEngine(error: ScriptedEngine.Broken()))
        }
        withExtendedLifetime(lock) {}
        #expect(try attempt.record().state == .unfinished)
    }
}
