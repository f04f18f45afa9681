import Foundation

/// One line on a terminal that is written over, at most ten times a second; nothing elsewhere.
final class ProgressLine: @unchecked Sendable {
    /// Guards `last`.
    private let lock = NSLock()
    private var last: ContinuousClock.Instant?
    private let isTerminal =
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    func show(_ text: String) {
        guard isTerminal else { return }
        lock.withLock {
            let now = ContinuousClock.now
            if let last, now - last < .milliseconds(100) { return }
            last = now
            write("\r\u{1B}[K\(text.prefix(79))")
        }
    }

    func clear() {
        guard isTerminal else { return }
        lock.withLock { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        // A terminal that is gone is no reason to stop.
        StandardError.write(text)
    }
}
