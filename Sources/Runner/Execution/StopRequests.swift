import Foundation

/// Requests to stop, as signals make them: a queue that a signal handler may write to and that a loop can
/// wait for with `poll`.
package final class StopRequests: Sendable {
    /// The requests that come from the operating system, once they are listened to; see ``listen(to:)``.
    package static let system = StopRequests()

    /// Readable when there is a request.
    let descriptor: Int32
    private let writeEnd: Int32

    package init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "No pipe could be opened: \(RunnerError.reason(errorNumber: errno)).")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            // A full pipe must not hold up a signal handler, nor an empty one the reader.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    /// From now on `signals` are requests instead of ending the process. One that is ignored already stays
    /// so: `nohup` means that a hang-up is to change nothing.
    @discardableResult
    package static func listen(to signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) -> StopRequests {
        // Made here, not in the handler, which may only read it.
        let requests = system
        // A parent that keeps its own threads from them, as dispatch does, leaves them blocked here.
        var heard = sigset_t()
        sigemptyset(&heard)
        for number in signals { sigaddset(&heard, number) }
        pthread_sigmask(SIG_UNBLOCK, &heard, nil)
        for number in signals {
            let previous = signal(number) { number in
                let before = errno
                StopRequests.system.request(number)
                errno = before
            }
            if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                signal(number, SIG_IGN)
            }
        }
        return requests
    }

    /// Asks to stop as `signal` would.
    package func request(_ signal: Int32) {
        var byte = UInt8(truncatingIfNeeded: signal)
        _ = write(writeEnd, &byte, 1)
    }

    /// The oldest request, taken from the queue; `nil` when there is none.
    package func next() -> Int32? {
        var byte: UInt8 = 0
        return read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
    }
}
