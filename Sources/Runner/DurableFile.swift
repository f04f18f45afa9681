import Foundation

/// Files that are there in full or not at all, whatever happens to the process or the machine.
enum DurableFile {
    /// Writes `data` under a temporary name, flushes it to the disk, renames it, and flushes the folder.
    ///
    /// - Throws: ``RunnerError/cannotWrite(path:reason:)``.
    static func write(_ data: Data, to url: URL) throws {
        let name = ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
        let temporary = url.deletingLastPathComponent().appendingPathComponent(name)
        do {
            try data.write(to: temporary)
            let file = try FileHandle(forWritingTo: temporary)
            try file.synchronize()
            try file.close()
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(error))
        }
        guard rename(temporary.path, url.path) == 0 else {
            let reason = RunnerError.reason(errorNumber: errno)
            try? FileManager.default.removeItem(at: temporary)
            throw RunnerError.cannotWrite(path: url.path, reason: reason)
        }
        try synchronizeFolder(url.deletingLastPathComponent())
    }

    /// Makes new names in a folder survive a crash of the machine.
    static func synchronizeFolder(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY)
        guard descriptor >= 0 else {
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(errorNumber: errno))
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(errorNumber: errno))
        }
    }

    /// Creates a folder and its parents; one that exists is left as it is.
    static func createFolder(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(error))
        }
    }
}
