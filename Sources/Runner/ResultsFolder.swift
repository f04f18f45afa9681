import Foundation
import Training

/// Where studies and runs are kept; everything else (the database, reports) can be made anew from it.
///
///     studies/<study>.json                            a manifest each
///     runs/<first 16 digits of SHA-256>/attempt-<n>/  see AttemptRecord
public struct ResultsFolder: Hashable, Sendable {
    public let url: URL

    /// Nothing is created before something is written.
    public init(_ path: String) {
        url = URL(fileURLWithPath: path, isDirectory: true)
    }

    /// What could be read, and a sentence for each thing that could not.
    public struct Reading<Value: Sendable>: Sendable {
        public var values: [Value] = []
        public var problems: [RunnerError] = []

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

    private var studies: URL { url.appendingPathComponent("studies", isDirectory: true) }
    private var runs: URL { url.appendingPathComponent("runs", isDirectory: true) }

    /// The folder of a run's attempts.
    public func folder(of identity: RunIdentity) -> URL {
        runs.appendingPathComponent(String(identity.sha256.prefix(16)), isDirectory: true)
    }

    // MARK: Attempts

    /// Every attempt, by run and number. A folder in which no attempt has begun is passed over.
    public func attempts() -> Reading<AttemptRecord> {
        var reading = Reading<AttemptRecord>()
        for run in Self.names(in: runs) {
            let folder = runs.appendingPathComponent(run, isDirectory: true)
            for (_, attempt) in Self.attemptFolders(in: folder) where AttemptFolder.hasBegun(attempt) {
                reading.add { try Self.open(attempt, run: run).record() }
            }
        }
        return reading
    }

    /// The attempt that speaks for a run: the finished one, else the latest; `nil` when none has begun.
    ///
    /// - Throws: ``RunnerError/collision(path:expected:found:)`` when the folder belongs to another run.
    public func attempt(for identity: RunIdentity) throws -> AttemptRecord? {
        let records = try begunAttempts(of: identity).compactMap { try? $0.record() }
        let finished = records.last { if case .finished = $0.state { true } else { false } }
        return finished ?? records.last
    }

    /// What is to be done for a run.
    public enum Next: Hashable, Sendable {
        case finished(AttemptRecord)
        /// The latest attempt was interrupted.
        case resume(AttemptFolder)
        /// Nothing has begun, or the latest attempt failed or is unreadable.
        case begin(number: Int)
    }

    /// A finished run is never run again; an interrupted attempt goes on; after a failure a new attempt
    /// starts afresh.
    public func next(for identity: RunIdentity) throws -> Next {
        if let record = try attempt(for: identity), case .finished = record.state { return .finished(record) }
        let folders = Self.attemptFolders(in: folder(of: identity))
        // A process killed before it wrote `attempt.json` leaves an empty folder, which is used again.
        guard let (number, latest) = folders.last else { return .begin(number: 1) }
        guard AttemptFolder.hasBegun(latest) else { return .begin(number: number) }
        guard let attempt = try? AttemptFolder(reading: latest),
            let record = try? attempt.record(), record.state == .unfinished
        else { return .begin(number: number + 1) }
        return .resume(attempt)
    }

    /// Begins attempt `number` of a run.
    public func begin(_ identity: RunIdentity, number: Int, provenance: Provenance) throws -> AttemptFolder {
        try AttemptFolder(
            creating: folder(of: identity).appendingPathComponent("attempt-\(number)", isDirectory: true),
            identity: identity, number: number, provenance: provenance, started: AttemptFolder.now())
    }

    private func begunAttempts(of identity: RunIdentity) throws -> [AttemptFolder] {
        let folder = folder(of: identity)
        return try Self.attemptFolders(in: folder).compactMap { _, url in
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
    private static func open(_ url: URL, run: String) throws -> AttemptFolder {
        let attempt = try AttemptFolder(reading: url)
        guard attempt.identity.sha256.hasPrefix(run) else {
            throw RunnerError.identityMismatch(
                path: url.path, expected: "\(run)…", found: attempt.identity.sha256)
        }
        return attempt
    }

    private static func attemptFolders(in run: URL) -> [(number: Int, url: URL)] {
        names(in: run).compactMap { name in
            guard name.hasPrefix("attempt-"), let number = Int(name.dropFirst("attempt-".count)) else {
                return nil
            }
            return (number, run.appendingPathComponent(name, isDirectory: true))
        }.sorted { $0.number < $1.number }
    }

    private static func names(in folder: URL) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    // MARK: Studies

    /// Every manifest, by file name.
    public func manifests() -> Reading<StudyManifest> {
        var reading = Reading<StudyManifest>()
        for name in Self.names(in: studies) where name.hasSuffix(".json") {
            let file = studies.appendingPathComponent(name)
            reading.add { try RecordJSON.read(StudyManifest.self, from: file) }
        }
        return reading
    }

    /// Keeps a manifest. Steps and seeds are added to those that the folder already has under this name;
    /// anything else must be the same.
    ///
    /// - Returns: the manifest as it is kept.
    /// - Throws: ``RunnerError/studyChanged(name:path:what:)``.
    @discardableResult
    public func keep(_ manifest: StudyManifest) throws -> StudyManifest {
        let file = studies.appendingPathComponent(Self.fileName(of: manifest.name))
        var kept = manifest
        if FileManager.default.fileExists(atPath: file.path) {
            let stored = try RecordJSON.read(StudyManifest.self, from: file)
            if let what = manifest.conflict(with: stored) {
                throw RunnerError.studyChanged(name: manifest.name, path: file.path, what: what)
            }
            kept = manifest.adding(stored)
            if kept == stored { return kept }
        }
        try DurableFile.createFolder(studies)
        try DurableFile.write(try RecordJSON.text(kept), to: file)
        return kept
    }

    /// A study's name with everything but letters, digits and `.-=` replaced.
    static func fileName(of study: String) -> String {
        let safe = study.unicodeScalars.map { scalar in
            let isSafe =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || "0123456789.-=".unicodeScalars.contains(scalar))
            return isSafe ? Character(scalar) : "_"
        }
        return String(safe) + ".json"
    }
}
