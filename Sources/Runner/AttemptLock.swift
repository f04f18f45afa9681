import Foundation

/// Says "this process trains this attempt" for as long as it lives. The system lets go of it when the
/// process ends, however it ends.
public final class AttemptLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``RunnerError/attemptInUse(path:)`` when another process (or another lock) holds it.
    init(folder: URL) throws {
        let path = folder.appendingPathComponent("lock").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunnerError.cannotWrite(path: path, reason: RunnerError.reason(errorNumber: errno))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw RunnerError.attemptInUse(path: folder.path)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
