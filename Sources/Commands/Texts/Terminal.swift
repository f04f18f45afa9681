import Foundation
import Synchronization

/// What is known of the terminal behind a descriptor.
enum Terminal {
    struct Size: Hashable {
        var columns: Int
        var rows: Int
    }

    /// `nil` for what is no terminal, or does not tell.
    static func size(of descriptor: Int32) -> Size? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
            size.ws_row > 0
        else { return nil }
        return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Whether the cursor can be moved.
    static func isAddressable(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Not where NO_COLOR is set and not empty: https://no-color.org.
    static func hasColor(_ descriptor: Int32) -> Bool {
        isAddressable(descriptor) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }
}

/// Whether the process went on after it was suspended, with Ctrl-Z say.
enum Continuation {
    private static let noted = Atomic(false)

    /// From now on continuations are noted.
    static func listen() {
        // Made here, not in the handler.
        noted.store(false, ordering: .relaxed)
        signal(SIGCONT) { _ in Continuation.noted.store(true, ordering: .relaxed) }
    }

    /// Since the last call.
    static func wasNoted() -> Bool { noted.exchange(false, ordering: .relaxed) }
}
