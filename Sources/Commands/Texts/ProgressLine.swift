import Foundation

/// One line on a terminal that is written over, at most ten times a second; nothing elsewhere.
final class ProgressLine: @unchecked Sendable {
    /// Guards `last`.
    private let lock = NSLock()
    private var last: ContinuousClock.Instant?
    private let isTerminal = Terminal.isAddressable(STDERR_FILENO)

    func show(_ text: String) {
        guard isTerminal else { return }
        lock.withLock {
            let now = ContinuousClock.now
            if let last, now - last < .milliseconds(100) { return }
            last = now
            let columns = Terminal.size(of: STDERR_FILENO)?.columns ?? 80
            StandardError.write("\r\u{1B}[K\(text.prefix(columns - 1))")
        }
    }

    func clear() {
        guard isTerminal else { return }
        lock.withLock { StandardError.write("\r\u{1B}[K") }
    }
}
