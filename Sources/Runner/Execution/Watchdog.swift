import Foundation

/// When a training process counts as silent: by its own pace, on this process's clock.
///
/// A process that waits for memory or for a file system that does not answer makes no step and hears no request.
package struct Watchdog {
    /// The times that it reckons with; shorter in tests.
    package struct Patience: Hashable, Sendable {
        /// Silence that no process is told for, however fast it was.
        package var shortest = Duration.seconds(60)
        /// Times the longest pause between two signs so far.
        package var factor = 20.0
        /// Before the first sign: data may take long to read.
        package var first = Duration.seconds(1800)
        /// Between a request to stop and the end of a silent process.
        package var grace = Duration.seconds(5)

        package init() {}
    }

    private let patience: Patience
    private var lastSign = SuspendingClock.now
    private var lastLook = SuspendingClock.now
    private var longestPause: Duration?
    /// Whether the silence that lasts was told.
    private(set) var isTold = false

    init(_ patience: Patience) {
        self.patience = patience
    }

    /// An iteration, a tested batch, an epoch or a remark.
    mutating func noteSign() {
        let now = SuspendingClock.now
        // A pause of our own, as when this process was stopped, is none of its.
        if now - lastLook < .seconds(5) { longestPause = max(longestPause ?? .zero, now - lastSign) }
        longestPause = longestPause ?? .zero
        lastSign = now
        isTold = false
    }

    /// To be called often.
    mutating func look() { lastLook = .now }

    /// How long it has been silent, if that is too long and was not told.
    mutating func untoldSilence() -> Duration? {
        let silence = SuspendingClock.now - lastSign
        let bound = longestPause.map { max(patience.shortest, $0 * patience.factor) } ?? patience.first
        guard !isTold, silence > bound else { return nil }
        isTold = true
        return silence
    }

    /// Whether a process that was asked to stop, so long ago, cannot have heard it.
    func isDeaf(askedFor time: Duration) -> Bool {
        let bound = max(patience.shortest, (longestPause ?? .zero) * patience.factor)
        return time > patience.grace && SuspendingClock.now - lastSign > bound
    }
}
