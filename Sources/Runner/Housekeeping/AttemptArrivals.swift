import AblateRuns
import Foundation

/// Copies of another folder's attempts on their way in. They lie in `runs/.arriving/`, where nobody looks for runs, until
/// they are whole; a process that is killed leaves them there, and the next one begins anew.
final class AttemptArrivals {
    private let folder: ResultsFolder
    private let lock: FileLock

    static func url(in folder: ResultsFolder) -> URL {
        folder.runs.appendingPathComponent(".arriving", isDirectory: true)
    }

    /// Where an archive is unpacked, to be read as a results folder.
    var unpacked: URL { Self.url(in: folder).appendingPathComponent("unpacked", isDirectory: true) }

    /// - Throws: ``HousekeepingError/beingGathered(path:)`` while another process is at it; ``RunnerError``.
    init(_ folder: ResultsFolder) throws {
        self.folder = folder
        try DurableFile.createFolder(folder.runs)
        let path = folder.url.appendingPathComponent(".arriving.lock").path
        guard let lock = try FileLock(path, waits: false) else {
            throw HousekeepingError.beingGathered(path: folder.url.path)
        }
        self.lock = lock
        try removeAll()
    }

    /// Removes what was not taken in.
    func removeAll() throws { try folder.deleteSetAside(Self.url(in: folder)) }

    /// Copies an attempt and flushes it to the disk.
    ///
    /// - Returns: the copy, to be renamed.
    /// - Throws: ``RunnerError`` `cannotRead` or `cannotWrite`.
    func copy(_ attempt: AttemptFolder, _ record: AttemptRecord) throws -> AttemptFolder {
        do {
            return try copyFiles(of: attempt, record)
        } catch RunnerError.cannotRead(let path, _) where !FileManager.default.fileExists(atPath: path) {
            // At work there, it put its weights in the place of its checkpoints meanwhile.
            return try copyFiles(of: attempt, record)
        }
    }

    private func copyFiles(of attempt: AttemptFolder, _ record: AttemptRecord) throws -> AttemptFolder {
        let target = Self.url(in: folder).appendingPathComponent("\(attempt.identity.key)-\(attempt.number)")
        try folder.deleteSetAside(target)
        try DurableFile.createFolder(target)
        for name in ResultsFolder.names(in: attempt.url) where Self.isKept(name, of: record, in: attempt.url)
        {
            try Self.copy(attempt.url.appendingPathComponent(name), to: target.appendingPathComponent(name))
        }
        try DurableFile.synchronizeFolder(target)
        return try AttemptFolder(reading: target)
    }

    /// What is of use elsewhere: not a lock nor where a process stands, and checkpoints only while they hold what nothing
    /// else does.
    private static func isKept(_ name: String, of record: AttemptRecord, in url: URL) -> Bool {
        if ["lock", "progress.json"].contains(name) { return false }
        guard name.hasPrefix("checkpoint-") else { return true }
        switch record.state {
        case .unfinished: return true
        case .failed: return false
        case .finished(let result): return result.status == .completed && !FinalWeightsFile.isThere(in: url)
        }
    }

    /// By hand, so that a file from a folder that is only to be read can be written here.
    private static func copy(_ source: URL, to target: URL) throws {
        let input: FileHandle
        do {
            input = try FileHandle(forReadingFrom: source)
        } catch {
            throw RunnerError.cannotRead(path: source.path, reason: RunnerError.reason(error))
        }
        defer { try? input.close() }
        do {
            let output = try create(target)
            defer { try? output.close() }
            while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
                try output.write(contentsOf: chunk)
            }
            try output.synchronize()
        } catch {
            throw RunnerError.cannotWrite(path: target.path, reason: RunnerError.reason(error))
        }
    }

    /// Puts a file among the arrivals without flushing it to the disk: for what is copied from there again.
    ///
    /// - Throws: ``RunnerError/cannotWrite(path:reason:)``; `TrainingError` for its folder.
    func put(_ contents: Data, at url: URL) throws {
        try DurableFile.createFolder(url.deletingLastPathComponent())
        do {
            let output = try Self.create(url)
            defer { try? output.close() }
            try output.write(contentsOf: contents)
        } catch {
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(error))
        }
    }

    /// A new, empty file. Foundation flushes what it writes, and would take longer for that than for all the rest.
    private static func create(_ url: URL) throws -> FileHandle {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}

/// What makes two attempts the same, whatever their numbers: how they began and how they ended.
struct AttemptFingerprint: Hashable {
    private let identity: String
    private let provenance: Provenance
    private let started: String
    private let retry: Int
    /// `result.json` or `failure.json`; `nil` while there is neither.
    private let ending: Data?

    init(_ attempt: AttemptFolder) {
        identity = attempt.identity.sha256
        provenance = attempt.provenance
        started = attempt.started
        retry = attempt.retry
        ending =
            ["result.json", "failure.json"].lazy
            .compactMap { try? Data(contentsOf: attempt.url.appendingPathComponent($0)) }.first
    }
}
