import AblateRunner
import AblateRuns
import Foundation
import Testing

struct AttemptFolderTests {
    let temporary: TemporaryFolder
    let identity: RunIdentity
    let attempt: AttemptFolder

    init() throws {
        temporary = try TemporaryFolder()
        identity = try Fixture.identity()
        attempt = try temporary.results.begin(identity, number: 1, provenance: Fixture.provenance)
    }

    private var events: URL { attempt.url.appendingPathComponent("events.jsonl") }

    @Test func layoutIsTheDocumentedOne() throws {
        try attempt.append(Fixture.epoch(1))
        try attempt.finish(Fixture.result(identity))
        let run = "runs/" + identity.sha256.prefix(16)
        #expect(
            temporary.contents == [
                "runs", run, "\(run)/attempt-1", "\(run)/attempt-1/attempt.json",
                "\(run)/attempt-1/events.jsonl", "\(run)/attempt-1/result.json",
            ])
    }

    @Test func whatIsWrittenIsRead() throws {
        #expect(try attempt.record().state == .unfinished)
        try attempt.append(Fixture.epoch(1))
        let unfinished = try AttemptFolder(reading: attempt.url).record()
        #expect(unfinished.identity == identity)
        #expect(unfinished.number == 1)
        #expect(unfinished.provenance == Fixture.provenance)
        #expect(unfinished.started.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        #expect(unfinished.epochs == [Fixture.epoch(1)])

        try attempt.finish(Fixture.result(identity))
        let finished = try AttemptFolder(reading: attempt.url).record()
        #expect(finished.state == .finished(Fixture.result(identity)))
        #expect(finished.epochs == Fixture.result(identity).epochs)
        #expect(finished.ended == Fixture.result(identity).finished)
        #expect(finished.seconds == Fixture.result(identity).seconds)
    }

    @Test func resultDoesNotNeedTheEvents() throws {
        try attempt.finish(Fixture.result(identity))
        try Data("nonsense\nnonsense\n".utf8).write(to: events)
        #expect(try attempt.record().epochs == Fixture.result(identity).epochs)
    }

    @Test func failureKeepsItsSentence() throws {
        try attempt.fail("The data is gone.")
        #expect(try attempt.record().state == .failed("The data is gone."))
        #expect(try attempt.record().ended != nil)
        #expect(try attempt.record().seconds == nil)
    }

    @Test func lossesThatJSONLacksSurvive() throws {
        var epoch = Fixture.epoch(1)
        epoch.testLoss = .infinity
        try attempt.append(epoch)
        #expect(try attempt.record().epochs == [epoch])
    }

    @Test func epochsAreNotDoubled() throws {
        try attempt.append(Fixture.epoch(1))
        try attempt.append(Fixture.epoch(2))
        try attempt.append(Fixture.epoch(2, top1: 0.9))
        try attempt.append(Fixture.epoch(3))
        #expect(try attempt.record().epochs == [Fixture.epoch(1), Fixture.epoch(2), Fixture.epoch(3)])
        #expect(try String(contentsOf: events, encoding: .utf8).split(separator: "\n").count == 3)
    }

    @Test(arguments: ["{\"epoch\":2,\"trai", "{\"epoch\":2,\"trai\n", "\0\0\0\0\n"])
    func halfWrittenLastLineIsIgnoredAndCut(half: String) throws {
        try attempt.append(Fixture.epoch(1))
        let whole = try Data(contentsOf: events)
        try (whole + Data(half.utf8)).write(to: events)
        #expect(try attempt.record().epochs == [Fixture.epoch(1)])
        try attempt.append(Fixture.epoch(2))
        #expect(try attempt.record().epochs == [Fixture.epoch(1), Fixture.epoch(2)])
        #expect(try Data(contentsOf: events).starts(with: whole + Data("{\"epoch\":2,".utf8)))
    }

    @Test func badLineAmongGoodOnesIsReported() throws {
        try attempt.append(Fixture.epoch(1))
        let line = try String(contentsOf: events, encoding: .utf8)
        try (line + "nonsense\n" + line).write(to: events, atomically: false, encoding: .utf8)
        #expect(
            throws: RunnerError.malformed(path: events.path, reason: "line 2 is not an epoch")
        ) { try attempt.record() }
    }

    @Test func resultThatCannotBeWrittenLeavesNothing() throws {
        // A folder in the place of the file is in the way even of a superuser.
        let file = attempt.url.appendingPathComponent("result.json")
        try FileManager.default.createDirectory(
            at: file.appendingPathComponent("in-the-way"), withIntermediateDirectories: true)
        let before = temporary.contents
        #expect(throws: TrainingError.self) { try attempt.finish(Fixture.result(identity)) }
        #expect(temporary.contents == before)
    }

    @Test func changedIdentityIsRefused() throws {
        let file = attempt.url.appendingPathComponent("attempt.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = text.replacingOccurrences(of: "\"seed\" : 0", with: "\"seed\" : 1")
        #expect(changed != text)
        try changed.write(to: file, atomically: false, encoding: .utf8)
        let other = try Fixture.identity(seed: 1)
        #expect(
            throws: RunnerError.identityMismatch(
                path: file.path, expected: identity.sha256, found: other.sha256)
        ) { try AttemptFolder(reading: attempt.url) }
    }

    @Test func resultOfAnotherRunIsRefused() throws {
        try attempt.finish(Fixture.result(try Fixture.identity(seed: 1)))
        #expect(throws: RunnerError.self) { try attempt.record() }
    }

    @Test func lockIsHeldByOneAtATime() throws {
        var lock: AttemptLock? = try attempt.lock()
        #expect(throws: RunnerError.attemptInUse(path: attempt.url.path)) { try attempt.lock() }
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try attempt.lock()
    }
}
