import Foundation
import Training

/// The folder of one attempt, as ``AttemptRecord`` describes it: its one writer is the training process.
public struct AttemptFolder: Hashable, Sendable {
    public let url: URL
    public let identity: RunIdentity
    /// From 1, within the run.
    public let number: Int
    public let provenance: Provenance
    /// ISO 8601, UTC.
    public let started: String

    /// `attempt.json`.
    private struct Head: Codable {
        var identity: RunIdentity
        var identitySHA256: String
        var number: Int
        var provenance: Provenance
        var started: String
    }

    /// `failure.json`.
    private struct Failure: Codable {
        var identitySHA256: String
        var reason: String
        var failed: String
    }

    /// Begins an attempt: creates the folder and writes `attempt.json`.
    public init(
        creating url: URL, identity: RunIdentity, number: Int, provenance: Provenance, started: String
    ) throws {
        self.url = url
        self.identity = identity
        self.number = number
        self.provenance = provenance
        self.started = started
        let head = Head(
            identity: identity, identitySHA256: identity.sha256, number: number, provenance: provenance,
            started: started)
        try DurableFile.createFolder(url)
        try DurableFile.synchronizeFolder(url.deletingLastPathComponent())
        let file = Self.headFile(in: url)
        try DurableFile.write(try RecordJSON.text(head), to: file)
    }

    /// Opens an attempt that has begun.
    ///
    /// - Throws: ``RunnerError`` `cannotRead` or `malformed`, or `identityMismatch` when the identity is not
    ///   the one that the hash beside it names.
    public init(reading url: URL) throws {
        let file = Self.headFile(in: url)
        let head = try RecordJSON.read(Head.self, from: file)
        let found = head.identity.sha256
        guard found == head.identitySHA256 else {
            throw RunnerError.identityMismatch(path: file.path, expected: head.identitySHA256, found: found)
        }
        self.url = url
        self.identity = head.identity
        self.number = head.number
        self.provenance = head.provenance
        self.started = head.started
    }

    /// Opens the attempt in the folder at `path`.
    public init(reading path: String) throws {
        try self.init(reading: URL(fileURLWithPath: path, isDirectory: true))
    }

    /// Whether an attempt has begun in the folder.
    static func hasBegun(_ url: URL) -> Bool {
        FileManager.default.fileExists(atPath: headFile(in: url).path)
    }

    private static func headFile(in url: URL) -> URL { url.appendingPathComponent("attempt.json") }
    private var events: EventLog { EventLog(url: url.appendingPathComponent("events.jsonl")) }
    private var resultFile: URL { url.appendingPathComponent("result.json") }
    private var failureFile: URL { url.appendingPathComponent("failure.json") }
    /// What the training process says on standard error, appended.
    public var log: URL { url.appendingPathComponent("log.txt") }

    /// Everything that the folder tells now.
    public func record() throws -> AttemptRecord {
        let state = try readState()
        var epochs = try events.read()
        // A process killed between its checkpoint and its event leaves a gap that the result fills.
        if case .finished(let result) = state { epochs = result.epochs }
        return AttemptRecord(
            identity: identity, number: number, provenance: provenance, started: started, state: state,
            epochs: epochs)
    }

    private func readState() throws -> AttemptRecord.State {
        for (file, isResult) in [(resultFile, true), (failureFile, false)]
        where FileManager.default.fileExists(atPath: file.path) {
            let sha256: String
            let state: AttemptRecord.State
            if isResult {
                let result = try RecordJSON.read(RunResult.self, from: file)
                (sha256, state) = (result.identitySHA256, .finished(result))
            } else {
                let failure = try RecordJSON.read(Failure.self, from: file)
                (sha256, state) = (failure.identitySHA256, .failed(failure.reason))
            }
            guard sha256 == identity.sha256 else {
                throw RunnerError.identityMismatch(
                    path: file.path, expected: identity.sha256, found: sha256)
            }
            return state
        }
        return .unfinished
    }

    /// Keeps other processes from training this attempt until the lock is released.
    public func lock() throws -> AttemptLock { try AttemptLock(folder: url) }

    /// Appends a finished epoch; one that is on record is left as it is.
    public func append(_ epoch: EpochRecord) throws { try events.append(epoch) }

    /// Writes `result.json`: the attempt is over.
    public func finish(_ result: RunResult) throws {
        try DurableFile.write(try RecordJSON.text(result), to: resultFile)
    }

    /// Writes `failure.json`: the attempt is over, and the next one begins afresh.
    ///
    /// - Parameter reason: one sentence.
    public func fail(_ reason: String) throws {
        let failure = Failure(identitySHA256: identity.sha256, reason: reason, failed: Self.now())
        try DurableFile.write(try RecordJSON.text(failure), to: failureFile)
    }

    /// The time as attempts record it: ISO 8601, UTC, whole seconds.
    static func now() -> String { Date.now.formatted(.iso8601) }
}
