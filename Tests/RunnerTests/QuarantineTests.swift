import AblateRunner
import AblateRuns
import Foundation
import Testing

struct QuarantineTests {
    let temporary: TemporaryFolder
    let identity: RunIdentity
    private var results: ResultsFolder { temporary.results }
    private var run: String { String(identity.sha256.prefix(16)) }

    init() throws {
        temporary = try TemporaryFolder()
        identity = try Fixture.identity()
    }

    private func breakAttempt(_ number: Int) throws {
        let attempt = try results.begin(identity, number: number, provenance: Fixture.provenance)
        try Data("{".utf8).write(to: attempt.url.appendingPathComponent("attempt.json"))
    }

    @Test func unreadableAttemptIsMovedWithItsReasonAndTheOthersStay() throws {
        try breakAttempt(1)
        let second = try results.begin(identity, number: 2, provenance: Fixture.provenance)
        let moved = results.quarantineUnreadableAttempts()
        #expect(moved.count == 1)
        let folder = try #require(moved.first?.folder)
        #expect(folder.path == temporary.url.path + "/quarantine/\(run)-attempt-1")
        let reason = try String(contentsOf: folder.appendingPathComponent("reason.txt"), encoding: .utf8)
        #expect(reason.contains("it is not valid JSON"))
        #expect(moved.first?.description.hasSuffix("the others are not affected.") == true)
        #expect(results.attempts().values == [try second.record()])
        #expect(results.attempts().problems.isEmpty)
        #expect(results.quarantineUnreadableAttempts().isEmpty)
    }

    @Test func numberOfAQuarantinedAttemptIsNotGivenAgain() throws {
        try breakAttempt(1)
        _ = results.quarantineUnreadableAttempts()
        #expect(try results.next(for: identity) == .begin(number: 2))
    }

    @Test func attemptInUseStaysWhereItIs() throws {
        try breakAttempt(1)
        let attempt = temporary.url.appendingPathComponent("runs/\(run)/attempt-1")
        let other = try results.begin(identity, number: 2, provenance: Fixture.provenance)
        // The lock is a file, whatever the other files say.
        try FileManager.default.removeItem(at: attempt.appendingPathComponent("attempt.json"))
        try FileManager.default.copyItem(
            at: other.url.appendingPathComponent("attempt.json"),
            to: attempt.appendingPathComponent("attempt.json"))
        let lock = try AttemptFolder(reading: attempt).lock()
        try Data("{".utf8).write(to: attempt.appendingPathComponent("attempt.json"))
        let left = results.quarantineUnreadableAttempts()
        withExtendedLifetime(lock) {}
        #expect(left.count == 1 && left.first?.folder == nil)
        #expect(FileManager.default.fileExists(atPath: attempt.path))
    }
}
