import AblateRuns
import Foundation

/// Where studies and runs are kept; everything else (the database, reports) can be made anew from it.
///
///     studies/<study>.json                            a manifest each
///     runs/<first 16 digits of SHA-256>/attempt-<n>/  see AttemptRecord
///     runs/<first 16 digits of SHA-256>/lease.json    who works on the run now, see Lease
///     runs/.removed-…                                 on its way out, see remove(_:again:forget:onDeletion:)
///     quarantine/<run>-attempt-<n>/                   what could not be read, with its reason
///     .lock                                           held for moments, see locked(_:)
package struct ResultsFolder: Hashable, Sendable {
    package let url: URL

    /// Nothing is created before something is written.
    package init(_ path: String) {
        url = URL(fileURLWithPath: path, isDirectory: true)
    }

    /// What could be read, and a sentence for each thing that could not.
    package struct Reading<Value: Sendable>: Sendable {
        package var values: [Value] = []
        package var problems: [RunnerError] = []

        mutating func add(_ value: () throws -> Value) {
            do {
                values.append(try value())
            } catch let problem as RunnerError {
                problems.append(problem)
            } catch {
                problems.append(.cannotRead(path: "", reason: RunnerError.reason(error)))
            }
        }
    }

    var studies: URL { url.appendingPathComponent("studies", isDirectory: true) }
    var runs: URL { url.appendingPathComponent("runs", isDirectory: true) }
    var quarantine: URL { url.appendingPathComponent("quarantine", isDirectory: true) }

    /// The folder of a run's attempts.
    package func folder(of identity: RunIdentity) -> URL { folder(ofRun: identity.sha256) }

    /// The same where the SHA-256 of its identity is known.
    func folder(ofRun sha256: String) -> URL {
        runs.appendingPathComponent(String(sha256.prefix(16)), isDirectory: true)
    }

    /// Does `body` while no other process does anything under this lock: what is read there stays true until
    /// it is written. Not to be called from `body`.
    ///
    /// - Throws: ``RunnerError/cannotWrite(path:reason:)``, and what `body` throws.
    func locked<Value>(_ body: () throws -> Value) throws -> Value {
        try DurableFile.createFolder(url)
        let lock = try FileLock(url.appendingPathComponent(".lock").path, waits: true)
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    // MARK: Attempts

    /// Every attempt, by run and number. A folder in which no attempt has begun is passed over.
    package func attempts() -> Reading<AttemptRecord> {
        var reading = Reading<AttemptRecord>()
        for run in Self.names(in: runs) {
            let folder = runs.appendingPathComponent(run, isDirectory: true)
            for (_, attempt) in Self.attemptFolders(in: folder) where AttemptFolder.hasBegun(attempt) {
                reading.add { try Self.open(attempt, run: run).record() }
            }
        }
        return reading
    }

    /// The attempt that speaks for a run: the first finished one, else the latest; `nil` when none has begun.
    ///
    /// - Throws: ``RunnerError/collision(path:expected:found:)`` when the folder belongs to another run.
    package func attempt(for identity: RunIdentity) throws -> AttemptRecord? {
        try speakingAttempt(for: identity)?.record
    }

    /// The same with its folder.
    func speakingAttempt(
        for identity: RunIdentity
    ) throws -> (folder: AttemptFolder, record: AttemptRecord)? {
        try speakingAttempt(for: identity, in: folder(of: identity))
    }

    /// The same where the run's folder is known: to name it takes longer than to look into it.
    func speakingAttempt(
        for identity: RunIdentity, in run: URL
    ) throws -> (folder: AttemptFolder, record: AttemptRecord)? {
        let records = try attempts(of: identity, in: run).compactMap { attempt in
            (try? attempt.record()).map { (folder: attempt, record: $0) }
        }
        let finished = records.first { if case .finished = $0.record.state { true } else { false } }
        return finished ?? records.last
    }

    /// What is to be done for a run.
    package enum Next: Hashable, Sendable {
        case finished(AttemptRecord)
        /// The latest attempt was interrupted.
        case resume(AttemptFolder)
        /// Nothing has begun, or the latest attempt failed or is unreadable.
        case begin(number: Int)
    }

    /// A finished run is not run again unless it is to be repeated; an interrupted attempt goes on; after a failure a
    /// new attempt starts afresh.
    package func next(for identity: RunIdentity, repeatingFinished: Bool = false) throws -> Next {
        if !repeatingFinished, let record = try attempt(for: identity), case .finished = record.state {
            return .finished(record)
        }
        let folders = Self.attemptFolders(in: folder(of: identity))
        // A process killed before it wrote `attempt.json` leaves an empty folder, which is used again.
        guard let (number, latest) = folders.last else {
            return .begin(number: 1 + lastQuarantined(of: identity))
        }
        guard AttemptFolder.hasBegun(latest) else { return .begin(number: number) }
        guard let attempt = try? AttemptFolder(reading: latest),
            let record = try? attempt.record(), record.state == .unfinished
        else { return .begin(number: 1 + max(number, lastQuarantined(of: identity))) }
        return .resume(attempt)
    }

    /// Begins attempt `number` of a run.
    ///
    /// - Parameter retry: see ``AttemptFolder/retry``.
    package func begin(
        _ identity: RunIdentity, number: Int, retry: Int = 0, provenance: Provenance
    ) throws -> AttemptFolder {
        try AttemptFolder(
            creating: folder(of: identity).appendingPathComponent("attempt-\(number)", isDirectory: true),
            identity: identity, number: number, retry: retry, provenance: provenance,
            started: AttemptFolder.now())
    }

    /// The attempts of a run that have begun and can be read, by number.
    ///
    /// - Throws: ``RunnerError/collision(path:expected:found:)`` when the folder belongs to another run.
    func attempts(of identity: RunIdentity) throws -> [AttemptFolder] {
        try attempts(of: identity, in: folder(of: identity))
    }

    private func attempts(of identity: RunIdentity, in folder: URL) throws -> [AttemptFolder] {
        try Self.attemptFolders(in: folder).compactMap { _, url in
            // An unreadable attempt is reported by `attempts()`; a run is not held up by it.
            guard let attempt = try? AttemptFolder(reading: url) else { return nil }
            guard attempt.identity == identity else {
                throw RunnerError.collision(
                    path: folder.path, expected: identity.sha256, found: attempt.identity.sha256)
            }
            return attempt
        }
    }

    /// Opens an attempt of the run whose folder is called `run`.
    static func open(_ url: URL, run: String) throws -> AttemptFolder {
        let attempt = try AttemptFolder(reading: url)
        guard attempt.identity.sha256.hasPrefix(run) else {
            throw RunnerError.identityMismatch(
                path: url.path, expected: "\(run)…", found: attempt.identity.sha256)
        }
        return attempt
    }

    static func attemptFolders(in run: URL) -> [(number: Int, url: URL)] {
        names(in: run).compactMap { name in
            guard name.hasPrefix("attempt-"), let number = Int(name.dropFirst("attempt-".count)) else {
                return nil
            }
            return (number, run.appendingPathComponent(name, isDirectory: true))
        }.sorted { $0.number < $1.number }
    }

    static func names(in folder: URL) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}
