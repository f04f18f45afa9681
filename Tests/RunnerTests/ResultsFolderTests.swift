import AblateRunner
import AblateRuns
import Foundation
import Testing

struct ResultsFolderTests {
    let temporary: TemporaryFolder
    let identity: RunIdentity
    var results: ResultsFolder { temporary.results }

    init() throws {
        temporary = try TemporaryFolder()
        identity = try Fixture.identity()
    }

    private func begin(_ number: Int) throws -> AttemptFolder {
        try results.begin(identity, number: number, provenance: Fixture.provenance)
    }

    // MARK: Which attempt goes on

    @Test func nothingYetBeginsTheFirst() throws {
        #expect(try results.next(for: identity) == .begin(number: 1))
        #expect(try results.attempt(for: identity) == nil)
        #expect(temporary.contents.isEmpty)
    }

    @Test func interruptedAttemptIsResumed() throws {
        try begin(1).fail("Once.")
        let second = try begin(2)
        #expect(try results.next(for: identity) == .resume(second))
        #expect(try results.attempt(for: identity)?.number == 2)
    }

    @Test func afterAFailureANewAttemptStarts() throws {
        try begin(1).fail("Once.")
        #expect(try results.next(for: identity) == .begin(number: 2))
    }

    @Test func finishedRunIsNeverRunAgain() throws {
        try begin(1).finish(Fixture.result(identity))
        try begin(2).fail("By hand.")
        let record = try #require(try results.attempt(for: identity))
        #expect(record.number == 1)
        #expect(try results.next(for: identity) == .finished(record))
    }

    @Test func divergedRunIsFinished() throws {
        try begin(1).finish(Fixture.result(identity, top1: nil))
        guard case .finished = try results.next(for: identity) else {
            Issue.record("A diverged run was to be run again.")
            return
        }
    }

    @Test func folderWithoutAHeadIsUsedAgain() throws {
        let url = results.folder(of: identity).appendingPathComponent("attempt-1")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        #expect(try results.next(for: identity) == .begin(number: 1))
        #expect(results.attempts().problems.isEmpty)
    }

    @Test func tenComesAfterNine() throws {
        for number in 1...10 { try begin(number).fail("Again.") }
        #expect(try results.next(for: identity) == .begin(number: 11))
        #expect(results.attempts().values.map(\.number) == Array(1...10))
    }

    // MARK: Reading what may be damaged

    @Test func unreadableAttemptIsReportedAndOthersAreRead() throws {
        let broken = try begin(1)
        let file = broken.url.appendingPathComponent("attempt.json")
        try Data("{".utf8).write(to: file)
        let second = try begin(2)
        let reading = results.attempts()
        #expect(reading.values == [try second.record()])
        #expect(reading.problems == [.malformed(path: file.path, reason: "it is not valid JSON")])
    }

    @Test func unreadableAttemptDoesNotHoldUpItsRun() throws {
        let broken = try begin(1)
        try Data("{".utf8).write(to: broken.url.appendingPathComponent("attempt.json"))
        #expect(try results.next(for: identity) == .begin(number: 2))
    }

    @Test func unreadableResultIsNotServed() throws {
        let attempt = try begin(1)
        try Data("{}".utf8).write(to: attempt.url.appendingPathComponent("result.json"))
        #expect(try results.next(for: identity) == .begin(number: 2))
        #expect(results.attempts().problems.count == 1)
    }

    @Test func anotherRunUnderTheSameDigitsIsRefused() throws {
        let other = try Fixture.identity(seed: 1)
        _ = try begin(1)
        try FileManager.default.moveItem(at: results.folder(of: identity), to: results.folder(of: other))
        let expected = RunnerError.collision(
            path: results.folder(of: other).path, expected: other.sha256, found: identity.sha256)
        #expect(throws: expected) { try results.next(for: other) }
        #expect(throws: expected) { try results.attempt(for: other) }
        #expect(results.attempts().problems.count == 1)
    }

    // MARK: Studies

    @Test func stepsAndSeedsAreAdded() throws {
        try results.keep(try Fixture.manifest(["kernel-9", "resnet-50"], seeds: [0, 1]))
        let kept = try results.keep(try Fixture.manifest(["patchify", "resnet-50"], seeds: [2, 0]))
        #expect(kept == (try Fixture.manifest(["resnet-50", "patchify", "kernel-9"], seeds: [0, 1, 2])))
        #expect(results.manifests().values == [kept])
    }
}
