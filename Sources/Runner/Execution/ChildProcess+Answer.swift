import Foundation

extension ChildProcess {
    /// Reads what it says in pieces until it has ended, or ends it.
    ///
    /// A process of its own that keeps the output open (git may leave a daemon) is not waited for.
    ///
    /// - Parameters:
    ///   - patience: after which it is killed; `nil` for none.
    ///   - shouldStop: asked ten times a second at least; when it says so, the process is asked to end, and killed if it has
    ///     not within two seconds.
    package func follow(
        patience: Duration? = nil, shouldStop: () -> Bool = { false }, _ onOutput: ([UInt8]) throws -> Void
    ) rethrows -> Ending {
        let start = ContinuousClock.now
        var stopped: ContinuousClock.Instant?
        var isOpen = true
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            // Asked first, so that the last words of a process that ends meanwhile are not lost.
            let ending = ending
            while isOpen {
                var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
                // One that has ended says nothing more, though others may hold its output.
                guard poll(&ready, 1, ending == nil ? 100 : 0) > 0 else { break }
                let count = read(output, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else {
                    isOpen = false
                    break
                }
                try onOutput(Array(buffer[..<count]))
                if ending == nil { break }
            }
            if let ending { return ending }
            if !isOpen { usleep(2000) }
            if stopped == nil, shouldStop() {
                stopped = .now
                send(SIGTERM)
            }
            if let stopped, .now - stopped > .seconds(2) { send(SIGKILL) }
            if let patience, .now - start > patience { send(SIGKILL) }
        }
    }
}

extension ChildProcess.Ending {
    /// As the end of a sentence: "ended with status 3".
    package var text: String {
        switch self {
        case .exited(let status): "ended with status \(status)"
        case .signalled(let signal):
            "was ended by signal \(signal)" + Self.guess(signal)
        case .unknown: "ended, and how is not known, since another part of this program waited for it"
        }
    }

    /// Swift's own memory ends a process with a trap when there is none left.
    private static func guess(_ signal: Int32) -> String {
        if signal == SIGKILL { return " (perhaps for want of memory)" }
        guard [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS].contains(signal) else { return "" }
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        #else
            let resource = RLIMIT_AS
        #endif
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else { return "" }
        return
            " (perhaps for want of memory: the address space is limited to \(limit.rlim_cur >> 20) MB, ulimit -v)"
    }
}
