import AblateRuns
import Foundation

/// What became of an attempt that could not be read.
package struct QuarantinedAttempt: Hashable, Sendable, CustomStringConvertible {
    package let reason: RunnerError
    /// Where it was put; `nil` when it could not be moved.
    package let folder: URL?

    package var description: String {
        folder.map { "\(reason) It was moved to '\($0.path)'; the others are not affected." } ?? "\(reason)"
    }
}

extension ResultsFolder {
    /// Moves each attempt whose files are not what an attempt's are to `quarantine/`, with a `reason.txt`.
    /// Attempts that someone works on, and those that merely cannot be opened, stay where they are.
    ///
    /// - Returns: every attempt that cannot be read, moved or not.
    package func quarantineUnreadableAttempts() -> [QuarantinedAttempt] {
        // Looked for without the lock first: there is hardly ever one.
        unreadableAttempts().map { attempt in
            let moved = try? locked { try attempt.reason.isAboutContents ? move(attempt) : nil }
            return QuarantinedAttempt(reason: attempt.reason, folder: moved ?? nil)
        }
    }

    /// Where the attempt now is; `nil` when somebody works on it.
    private func move(_ attempt: Unreadable) throws -> URL? {
        guard isUnused(attempt) else { return nil }
        try DurableFile.createFolder(quarantine)
        let name = "\(attempt.run)-attempt-\(attempt.number)"
        let target = quarantine.appendingPathComponent(name, isDirectory: true)
        try FileManager.default.moveItem(at: attempt.url, to: target)
        try DurableFile.replace(
            target.appendingPathComponent("reason.txt"), with: Data("\(attempt.reason)\n".utf8))
        return target
    }

    private struct Unreadable {
        let run: String
        let number: Int
        let url: URL
        let reason: RunnerError
    }

    private func unreadableAttempts() -> [Unreadable] {
        var unreadable: [Unreadable] = []
        for run in Self.names(in: runs) {
            let folder = runs.appendingPathComponent(run, isDirectory: true)
            for (number, url) in Self.attemptFolders(in: folder) where AttemptFolder.hasBegun(url) {
                do {
                    _ = try Self.open(url, run: run).record()
                } catch {
                    let reason =
                        error as? RunnerError
                        ?? .cannotRead(path: url.path, reason: RunnerError.reason(error))
                    unreadable.append(Unreadable(run: run, number: number, url: url, reason: reason))
                }
            }
        }
        return unreadable
    }

    /// Whether nobody holds the run's lease or the attempt's lock.
    private func isUnused(_ attempt: Unreadable) -> Bool {
        let folder = runs.appendingPathComponent(attempt.run, isDirectory: true)
        if let lease = Lease.read(in: folder), lease.isAlive { return false }
        return (try? AttemptLock(folder: attempt.url)) != nil
    }

    /// The highest number of the run's attempts in quarantine, which is not given again; 0 for none.
    func lastQuarantined(of identity: RunIdentity) -> Int {
        let prefix = "\(identity.sha256.prefix(16))-attempt-"
        return Self.names(in: quarantine).compactMap { name in
            name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
        }.max() ?? 0
    }
}

extension RunnerError {
    /// Whether it is about what a file says, not about whether it can be opened.
    fileprivate var isAboutContents: Bool {
        switch self {
        case .malformed, .identityMismatch: true
        default: false
        }
    }
}
