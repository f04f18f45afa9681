import Foundation

/// Files that are there in full or not at all, whatever happens to the process or the machine.
package enum DurableFile {
    /// Writes `data` under a temporary name, flushes it to the disk, renames it, and flushes the folder.
    ///
    /// - Throws: ``TrainingError/cannotWrite(path:reason:)``.
    package static func write(_ data: Data, to url: URL) throws(TrainingError) {
        let name = ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
        let temporary = url.deletingLastPathComponent().appendingPathComponent(name)
        do {
            try data.write(to: temporary)
            let file = try FileHandle(forWritingTo: temporary)
            try file.synchronize()
            try file.close()
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw .cannotWrite(path: url.path, reason: reason(error))
        }
        guard rename(temporary.path, url.path) == 0 else {
            let reason = reason(errorNumber: errno)
            try? FileManager.default.removeItem(at: temporary)
            throw .cannotWrite(path: url.path, reason: reason)
        }
        try synchronizeFolder(url.deletingLastPathComponent())
    }

    /// Makes new names in a folder survive a crash of the machine.
    package static func synchronizeFolder(_ url: URL) throws(TrainingError) {
        let descriptor = open(url.path, O_RDONLY)
        guard descriptor >= 0 else {
            throw .cannotWrite(path: url.path, reason: reason(errorNumber: errno))
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .cannotWrite(path: url.path, reason: reason(errorNumber: errno))
        }
    }

    /// Creates a folder and its parents; one that exists is left as it is.
    package static func createFolder(_ url: URL) throws(TrainingError) {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: url.path, reason: reason(error))
        }
    }

    private static func reason(errorNumber: Int32) -> String {
        String(cString: strerror(errorNumber)).lowercased()
    }

    private static func reason(_ error: any Error) -> String {
        if let underlying = (error as? CocoaError)?.underlying as? POSIXError {
            return reason(errorNumber: underlying.code.rawValue)
        }
        return error.localizedDescription
    }
}
