import Foundation

/// Folders on their way out. They lie in `runs/` under names that begin with a full stop, which nobody takes for runs:
/// a rename within one folder is one step on every file system.
extension ResultsFolder {
    private static let asidePrefix = ".removed-"

    /// Gives a run's or an attempt's folder a name under which nobody looks for it; only under the folder's lock.
    ///
    /// - Returns: where it is now; `nil` when it is not there.
    /// - Throws: ``RunnerError/cannotWrite(path:reason:)``.
    func setAside(_ url: URL) throws -> URL? {
        let name = "\(Self.asidePrefix)\(url.lastPathComponent)-\(UUID().uuidString)"
        let target = runs.appendingPathComponent(name, isDirectory: true)
        if Foundation.rename(url.path, target.path) == 0 { return target }
        if errno == ENOENT { return nil }
        throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(errorNumber: errno))
    }

    /// What removals that were killed have left.
    var leftAside: [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
        return names.filter { $0.hasPrefix(Self.asidePrefix) }.sorted().map {
            runs.appendingPathComponent($0, isDirectory: true)
        }
    }

    /// Deletes what removals that were killed have left.
    ///
    /// - Throws: ``RunnerError/cannotWrite(path:reason:)``.
    package func deleteLeftovers() throws {
        for folder in leftAside { try deleteSetAside(folder) }
    }

    /// Deletes what was set aside; another process may be at it too.
    ///
    /// - Throws: ``RunnerError/cannotWrite(path:reason:)``.
    func deleteSetAside(_ url: URL) throws {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            var status = stat()
            if lstat(url.path, &status) != 0, errno == ENOENT { return }
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(error))
        }
    }
}
