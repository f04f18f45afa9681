import Foundation

/// A process that this one has started: `posix_spawn` and `waitpid`, and nothing else.
///
/// It has a process group of its own, so that Ctrl-C reaches this process alone, which then decides; standard input is
/// empty; of this process's files it gets those that it is given. Nothing here waits for ever, and nothing needs a
/// thread, a handler or a socket. Foundation's `Process` makes a run loop with a socket pair for each child: without a
/// loopback interface (`unshare -n`) it never heard of a child's end, with 240 files it could not start one, and with 16
/// it trapped. swift-subprocess 1.0.2 needs no network, but trapped with 12 files, and brings two packages and a thread
/// for what a study's loop asks for anyway.
package final class ChildProcess {
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// Somebody else has waited for it.
        case unknown
    }

    /// Where standard error goes.
    package enum Errors {
        case inherited
        case discarded
        /// Where standard output goes.
        case output
        /// A descriptor of this process.
        case to(Int32)
    }

    package let identifier: pid_t
    /// The end of a pipe to which its standard output goes: readable when there is some, or when it is closed.
    package let output: Int32
    private var known: Ending?

    /// - Parameters:
    ///   - executable: a path, or a name that is looked for in `PATH`.
    ///   - environment: which of this process's variables it gets, by name.
    /// - Throws: ``RunnerError/cannotStart(executable:reason:)``.
    package init(
        _ executable: String, _ arguments: [String], errors: Errors = .inherited,
        environment isPassedOn: (String) -> Bool = { _ in true }
    ) throws(RunnerError) {
        _ = Self.endingsAreKept
        Self.keepFilesToOurselves()
        func check(_ errorNumber: Int32) throws(RunnerError) {
            guard errorNumber != 0 else { return }
            throw .cannotStart(executable: executable, reason: RunnerError.reason(errorNumber: errorNumber))
        }
        let (output, written) = try Self.pipe(for: executable)
        defer { close(written) }
        var isStarted = false
        defer { if !isStarted { close(output) } }

        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        try check(posix_spawn_file_actions_init(&actions))
        defer { posix_spawn_file_actions_destroy(&actions) }
        try check(posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0))
        try check(posix_spawn_file_actions_adddup2(&actions, written, 1))
        switch errors {
        case .inherited: break
        case .discarded: try check(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0))
        case .output: try check(posix_spawn_file_actions_adddup2(&actions, written, 2))
        case .to(let descriptor): try check(posix_spawn_file_actions_adddup2(&actions, descriptor, 2))
        }
        try check(posix_spawnattr_init(&attributes))
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that are ignored stay so, as `nohup` wants it, but for those that are ignored here for our own sake.
        var signals = sigset_t()
        sigemptyset(&signals)
        try check(posix_spawnattr_setsigmask(&attributes, &signals))
        sigaddset(&signals, SIGCHLD)
        sigaddset(&signals, SIGPIPE)
        try check(posix_spawnattr_setsigdefault(&attributes, &signals))
        try check(posix_spawnattr_setpgroup(&attributes, 0))
        try check(
            posix_spawnattr_setflags(
                &attributes,
                Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)))

        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var variables = Self.environment.filter { isPassedOn(Self.name($0)) }.map { strdup($0) } + [nil]
        defer { for variable in variables { free(variable) } }
        var identifier: pid_t = 0
        try check(posix_spawnp(&identifier, executable, &actions, &attributes, &words, &variables))
        self.identifier = identifier
        self.output = output
        isStarted = true
    }

    deinit {
        close(output)
        // It is waited for in any case, so that none stays behind as a zombie.
        if ending == nil {
            kill(identifier, SIGKILL)
            while ending == nil { usleep(1000) }
        }
    }

    /// How it ended; `nil` while it runs. Does not wait.
    package var ending: Ending? {
        if let known { return known }
        var status: Int32 = 0
        while true {
            let found = waitpid(identifier, &status, WNOHANG)
            if found == 0 { return nil }
            if found < 0 && errno == EINTR { continue }
            let signal = status & 0x7f
            known =
                found != identifier
                ? .unknown : signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
            return known
        }
    }

    package var isRunning: Bool { ending == nil }

    /// Sends it a signal, unless it has ended: its number may belong to another by then.
    package func send(_ signal: Int32) {
        if isRunning { kill(identifier, signal) }
    }

    // MARK: Surroundings

    /// Where SIGCHLD is ignored, as some parents leave it to their children, the system forgets how a child ended.
    private static let endingsAreKept: Void = { signal(SIGCHLD, SIG_DFL) }()

    /// What this process was started with, beyond the standard descriptors, may be somebody's lock or the end of
    /// somebody's pipe, which a child would hold on to.
    private static func keepFilesToOurselves() {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")
        let open = names.map { $0.compactMap { Int32($0) } } ?? Array(3..<1024)
        for descriptor in open where descriptor > STDERR_FILENO {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
    }

    /// Both ends are closed when another program is started, and neither is one of the standard descriptors, which a
    /// program whose own were closed would otherwise take for them.
    private static func pipe(for executable: String) throws(RunnerError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Foundation.pipe(&ends) == 0 else {
            throw .cannotStart(executable: executable, reason: RunnerError.reason(errorNumber: errno))
        }
        for (index, end) in ends.enumerated() {
            ends[index] = fcntl(end, F_DUPFD_CLOEXEC, 3)
            let failure = errno
            close(end)
            guard ends[index] < 0 else { continue }
            close(ends[1 - index])
            throw .cannotStart(executable: executable, reason: RunnerError.reason(errorNumber: failure))
        }
        return (ends[0], ends[1])
    }

    /// `NAME=value`, byte by byte as they are.
    private static var environment: [[CChar]] {
        var variables: [[CChar]] = []
        var next = environ
        while let variable = next.pointee {
            variables.append(Array(UnsafeBufferPointer(start: variable, count: strlen(variable) + 1)))
            next += 1
        }
        return variables
    }

    private static func name(_ variable: [CChar]) -> String {
        String(
            decoding: variable.prefix { $0 != CChar(UInt8(ascii: "=")) }.map(UInt8.init(bitPattern:)),
            as: UTF8.self)
    }
}
