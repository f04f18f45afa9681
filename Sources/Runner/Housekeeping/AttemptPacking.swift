import AblateRuns
import Foundation

/// What of a results folder goes into an archive: its finished attempts, and the studies that ask for them.
package struct AttemptPacking: Sendable {
    package private(set) var studies = 0
    package private(set) var attempts = 0
    /// Attempts that stay, since they did not finish.
    package private(set) var failed = 0
    package private(set) var unfinished = 0
    /// What could not be read, and stays too.
    package private(set) var problems: [RunnerError] = []

    /// Files by their path in the archive.
    private var files: [String: URL] = [:]

    /// Looks through a folder.
    ///
    /// - Parameters:
    ///   - name: of the study whose runs are taken alone; `nil` for every run and every study.
    ///   - onRun: called before each run with its number, from 1, and how many there are.
    /// - Throws: ``RunnerError/unknownStudy(_:path:known:)`` and others of a study that cannot be read;
    ///   ``ArchiveError/nothingToPack(path:)``.
    package init(
        _ folder: ResultsFolder, study name: String? = nil, onRun: (Int, Int) -> Void = { _, _ in }
    ) throws {
        var asked: Set<String>?
        if let name {
            let manifest = try folder.study(named: name)
            if let stored = try folder.storedStudy(named: manifest.name) { add(stored) }
            asked = Set(manifest.identities.map(\.identity.sha256))
        } else {
            let stored = folder.storedStudies()
            problems += stored.problems
            for study in stored.values { add(study) }
        }
        let keys = asked.map { Set($0.map { String($0.prefix(16)) }).sorted() } ?? folder.runKeys
        for (index, key) in keys.enumerated() {
            onRun(index + 1, keys.count)
            for (number, url) in ResultsFolder.attemptFolders(in: folder.runFolder(key))
            where AttemptFolder.hasBegun(url) {
                do {
                    let attempt = try ResultsFolder.open(url, run: key)
                    guard asked?.contains(attempt.identity.sha256) ?? true else { continue }
                    add(attempt, try attempt.record(), number)
                } catch let problem as RunnerError {
                    problems.append(problem)
                }
            }
        }
        if files.isEmpty && problems.isEmpty { throw ArchiveError.nothingToPack(path: folder.url.path) }
    }

    private mutating func add(_ study: ResultsFolder.StoredStudy) {
        let path = AttemptArchive.path(ofStudy: study.manifest.name)
        // The first of a name is the study, as everywhere.
        guard files[path] == nil else { return }
        files[path] = study.file
        studies += 1
    }

    private mutating func add(_ attempt: AttemptFolder, _ record: AttemptRecord, _ number: Int) {
        switch record.state {
        case .failed: failed += 1
        case .unfinished: unfinished += 1
        case .finished:
            attempts += 1
            let place = AttemptArchive.path(ofRun: attempt.identity.key, attempt: number)
            for name in AttemptArchive.attemptFiles {
                files["\(place)/\(name)"] = attempt.url.appendingPathComponent(name)
            }
        }
    }

    /// Writes a whole archive.
    ///
    /// - Throws: ``ArchiveError``, what the writer's sink throws, and ``RunnerError/cannotRead(path:reason:)`` for what was
    ///   removed meanwhile.
    package func write(to writer: ArchiveWriter) throws {
        for (path, url) in files.sorted(by: { $0.key < $1.key }) {
            let contents: Data
            do {
                contents = try Data(contentsOf: url)
            } catch {
                throw RunnerError.cannotRead(path: url.path, reason: RunnerError.reason(error))
            }
            try writer.add(path, contents)
        }
        try writer.finish()
    }
}
