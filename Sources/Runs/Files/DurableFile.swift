import Foundation

/// Files that are there in full or not at all, whatever happens to the process or the machine.
package enum DurableFile {
    /// Writes `data` under a temporary name, flushes it to the disk, renames it, and flushes the folder.
    ///
    /// - Throws: ``TrainingError/cannotWrite(path:reason:)``.
    package static func write(
        _ data: Data, to url: URL, as kind: FaultPoint.File
    ) throws(TrainingError) {
        FaultPoint(kind, .write).pass()
        let temporary = temporary(for: url)
        do {
            if FaultPoint.areActive {
                try data.prefix(data.count / 2).write(to: temporary)
                FaultPoint(kind, .half).pass()
            }
            try data.write(to: temporary)
            let file = try FileHandle(forWritingTo: temporary)
            try file.synchronize()
            try file.close()
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw .cannotWrite(path: url.path, reason: reason(error))
        }
        FaultPoint(kind, .rename).pass()
        try rename(temporary, to: url)
        try synchronizeFolder(url.deletingLastPathComponent())
        FaultPoint(kind, .renamed).pass()
    }

    /// Replaces a file in one step, but leaves it to the system when that reaches the disk: for what is worth
    /// nothing after a crash of the machine.
    ///
    /// - Throws: ``TrainingError/cannotWrite(path:reason:)``.
    package static func replace(_ url: URL, with data: Data) throws(TrainingError) {
        let temporary = temporary(for: url)
        do {
            try data.write(to: temporary)
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw .cannotWrite(path: url.path, reason: reason(error))
        }
        try rename(temporary, to: url)
    }

    /// Removes the temporary files that killed processes left in a folder. Only for the one process that
    /// writes there.
    package static func removeLeftovers(in folder: URL) {
        for file in leftovers(in: folder) { try? FileManager.default.removeItem(at: file) }
    }

    /// The temporary files of processes that write into a folder, or were killed while they did.
    package static func leftovers(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix(".") && $0.hasSuffix(suffix) }.sorted().map {
            folder.appendingPathComponent($0)
        }
    }

    private static let suffix = ".partial"

    private static func temporary(for url: URL) -> URL {
        let name = ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)\(suffix)"
        return url.deletingLastPathComponent().appendingPathComponent(name)
    }

    private static func rename(_ temporary: URL, to url: URL) throws(TrainingError) {
        guard Foundation.rename(temporary.path, url.path) == 0 else {
            let reason = reason(errorNumber: errno)
            try? FileManager.default.removeItem(at: temporary)
            throw .cannotWrite(path: url.path, reason: reason)
        }
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
