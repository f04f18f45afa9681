import AblateRuns
import Foundation

/// The folder of one attempt, as ``AttemptRecord`` describes it. The training process writes it; what it can
/// no longer say itself (that it crashed) is added by the study that waited for it, under the run's lease.
package struct AttemptFolder: Hashable, Sendable {
    package let url: URL
    package let identity: RunIdentity
    /// Kept, since it takes longer than to read the folder.
    private let identitySHA256: String
    /// From 1, within the run.
    package let number: Int
    /// How many tries of the same series went before, each of which failed; see ``RunClaims``.
    package let retry: Int
    package let provenance: Provenance
    /// ISO 8601, UTC.
    package let started: String

    /// `attempt.json`.
    private struct Head: Codable {
        var identity: RunIdentity
        var identitySHA256: String
        var number: Int
        /// Left out when it is 0.
        var retry: Int?
        var provenance: Provenance
        var started: String
    }

    /// `failure.json`.
    struct Failure: Codable {
        var identitySHA256: String
        var reason: String
        /// ISO 8601, UTC.
        var failed: String
        /// Wall seconds of all processes that worked on the attempt, as far as they are known.
        var seconds: Double?
    }

    /// A line of `crashes.jsonl`.
    private struct Crash: Codable {
        var reason: String
        /// ISO 8601, UTC.
        var crashed: String
    }

    /// Begins an attempt: creates the folder and writes `attempt.json`.
    package init(
        creating url: URL, identity: RunIdentity, number: Int, retry: Int = 0, provenance: Provenance,
        started: String
    ) throws {
        self.url = url
        self.identity = identity
        self.identitySHA256 = identity.sha256
        self.number = number
        self.retry = retry
        self.provenance = provenance
        self.started = started
        let head = Head(
            identity: identity, identitySHA256: identitySHA256, number: number,
            retry: retry > 0 ? retry : nil, provenance: provenance, started: started)
        try DurableFile.createFolder(url)
        try DurableFile.synchronizeFolder(url.deletingLastPathComponent())
        try DurableFile.write(try RecordJSON.text(head), to: Self.headFile(in: url), as: .attempt)
    }

    /// Opens an attempt that has begun.
    ///
    /// - Throws: ``RunnerError`` `cannotRead` or `malformed`, or `identityMismatch` when the identity is not
    ///   the one that the hash beside it names.
    package init(reading url: URL) throws {
        let file = Self.headFile(in: url)
        let head = try RecordJSON.read(Head.self, from: file)
        let found = head.identity.sha256
        guard found == head.identitySHA256 else {
            throw RunnerError.identityMismatch(path: file.path, expected: head.identitySHA256, found: found)
        }
        self.url = url
        self.identity = head.identity
        self.identitySHA256 = found
        self.number = head.number
        self.retry = head.retry ?? 0
        self.provenance = head.provenance
        self.started = head.started
    }

    /// Opens the attempt in the folder at `path`.
    package init(reading path: String) throws {
        try self.init(reading: URL(fileURLWithPath: path, isDirectory: true))
    }

    /// Whether an attempt has begun in the folder.
    static func hasBegun(_ url: URL) -> Bool {
        FileManager.default.fileExists(atPath: headFile(in: url).path)
    }

    private static func headFile(in url: URL) -> URL { url.appendingPathComponent("attempt.json") }
    private var events: EventLog { EventLog(url: url.appendingPathComponent("events.jsonl")) }
    private var crashLog: JSONLines<Crash> {
        JSONLines(url: url.appendingPathComponent("crashes.jsonl"), noun: "a crash")
    }
    private var resultFile: URL { url.appendingPathComponent("result.json") }
    private var failureFile: URL { url.appendingPathComponent("failure.json") }
    private var progressFile: URL { url.appendingPathComponent("progress.json") }
    /// What the training process says on standard error, appended.
    package var log: URL { url.appendingPathComponent("log.txt") }

    /// Keeps other processes from training this attempt until the lock is released.
    package func lock() throws -> AttemptLock { try AttemptLock(folder: url) }

    /// Whether a process trains this attempt at the moment.
    var isLocked: Bool {
        get throws {
            do {
                _ = try lock()
                return false
            } catch RunnerError.attemptInUse {
                return true
            }
        }
    }

    // MARK: Reading

    /// Everything that the folder tells now.
    package func record() throws -> AttemptRecord {
        var record = AttemptRecord(
            identity: identity, number: number, provenance: provenance, started: started,
            state: .unfinished, epochs: [])
        if let result = try read(RunResult.self, resultFile, \.identitySHA256) {
            record.state = .finished(result)
            record.epochs = result.epochs
            (record.ended, record.seconds) = (result.finished, result.seconds)
        } else {
            record.epochs = try events.read()
            if let failure = try failure() {
                record.state = .failed(failure.reason)
                (record.ended, record.seconds) = (failure.failed, failure.seconds)
            }
        }
        return record
    }

    /// `failure.json`, where it is there.
    func failure() throws -> Failure? { try read(Failure.self, failureFile, \.identitySHA256) }

    private func read<Value: Decodable>(
        _ type: Value.Type, _ file: URL, _ sha256: KeyPath<Value, String>
    ) throws -> Value? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let value = try RecordJSON.read(Value.self, from: file)
        guard value[keyPath: sha256] == identitySHA256 else {
            throw RunnerError.identityMismatch(
                path: file.path, expected: identitySHA256, found: value[keyPath: sha256])
        }
        return value
    }

    /// How often a process that trained this attempt died, after which another went on.
    var crashes: Int { (try? crashLog.contents().records.count) ?? 0 }

    /// How far the attempt had come about a second ago; `nil` before the first step and when it is over.
    package var progress: AttemptProgress? {
        try? RecordJSON.read(AttemptProgress.self, from: progressFile)
    }

    // MARK: Writing

    /// Appends a finished epoch; one that is on record is left as it is.
    package func append(_ epoch: EpochRecord) throws { try events.append(epoch) }

    /// Says how far the attempt is. Nothing depends on it, so that it may fail.
    func note(_ progress: AttemptProgress) {
        guard let text = try? RecordJSON.line(progress) else { return }
        try? DurableFile.replace(progressFile, with: text)
    }

    /// Notes that the process which trained this attempt died, and that it is to be gone on with.
    func noteCrash(_ reason: String) throws {
        try crashLog.append(Crash(reason: reason, crashed: Self.now()), after: try crashLog.contents())
    }

    /// Writes `result.json`: the attempt is over.
    package func finish(_ result: RunResult) throws {
        try DurableFile.write(try RecordJSON.text(result), to: resultFile, as: .result)
        removeProgress()
    }

    /// Writes `failure.json`: the attempt is over, and the next one begins afresh.
    ///
    /// - Parameters:
    ///   - reason: one sentence.
    ///   - seconds: that processes worked on it; when `nil`, what the last progress tells.
    package func fail(_ reason: String, seconds: Double? = nil) throws {
        let failure = Failure(
            identitySHA256: identitySHA256, reason: reason, failed: Self.now(),
            seconds: seconds ?? progress?.seconds)
        try DurableFile.write(try RecordJSON.text(failure), to: failureFile, as: .failure)
        removeProgress()
    }

    private func removeProgress() { try? FileManager.default.removeItem(at: progressFile) }

    /// Removes the temporary files of killed processes; only under the lock.
    func removeLeftovers() { DurableFile.removeLeftovers(in: url) }

    /// The time as attempts record it: ISO 8601, UTC, whole seconds.
    static func now() -> String { Date.now.formatted(.iso8601) }
}
