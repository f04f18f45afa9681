import Foundation

/// What this process has seen of the leases of other machines: one that is renewed is held, whatever its clock says.
///
/// A lease that has not changed for ``Lease/patience``, counted from when this process first saw it as it is, is not held
/// any more. The time in it is another machine's: years ahead it would be believed for years, minutes behind it would be
/// taken over while its holder renews it.
package final class LeaseSightings: @unchecked Sendable {
    /// What all of this process has seen.
    package static let shared = LeaseSightings()

    private struct Sighting {
        var first: SuspendingClock.Instant
        var last: SuspendingClock.Instant
    }

    /// Guards `seen`.
    private let lock = NSLock()
    private var seen: [Lease: Sighting] = [:]
    private let now: @Sendable () -> SuspendingClock.Instant

    /// - Parameter now: monotonic, and standing still while this machine sleeps: those that it shares files with may
    ///   have slept too.
    package init(now: @escaping @Sendable () -> SuspendingClock.Instant = { .now }) {
        self.now = now
    }

    /// Whether a lease that was just read is to be believed.
    func believes(_ lease: Lease) -> Bool {
        lock.withLock {
            let now = now()
            let patience = Duration.seconds(Lease.patience)
            // Those that were renewed or given back since are not met again.
            seen = seen.filter { now - $0.value.last < patience + patience || $0.key == lease }
            let first = seen[lease]?.first ?? now
            seen[lease] = Sighting(first: first, last: now)
            return now - first < patience
        }
    }
}
