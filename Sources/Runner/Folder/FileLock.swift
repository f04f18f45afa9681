import Foundation

/// An exclusive lock on a file, for as long as this lives. The system lets go of it when the process ends,
/// however it ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Parameter waits: whether to wait for another holder.
    /// - Returns: `nil` when it does not wait and another process (or another lock) is the holder.
    /// - Throws: ``RunnerError/cannotWrite(path:reason:)``.
    init?(_ path: String, waits: Bool) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunnerError.cannotWrite(path: path, reason: RunnerError.reason(errorNumber: errno))
        }
        self.descriptor = descriptor
        while flock(descriptor, LOCK_EX | (waits ? 0 : LOCK_NB)) != 0 {
            // `deinit` closes the file.
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return nil
            default:
                throw RunnerError.cannotWrite(path: path, reason: RunnerError.reason(errorNumber: errno))
            }
        }
    }

    deinit { close(descriptor) }
}
