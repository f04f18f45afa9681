import Foundation

/// Says "this process trains this attempt" for as long as it lives.
package final class AttemptLock: Sendable {
    private let file: FileLock

    /// - Throws: ``RunnerError/attemptInUse(path:)`` when another process (or another lock) holds it.
    init(folder: URL) throws {
        guard let file = try FileLock(folder.appendingPathComponent("lock").path, waits: false) else {
            throw RunnerError.attemptInUse(path: folder.path)
        }
        self.file = file
    }
}
