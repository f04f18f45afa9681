import Foundation

/// A running `train-one`, seen from outside.
final class TrainingProcess {
    private let process: ChildProcess
    private var unread: [UInt8] = []
    private(set) var isAtEnd = false

    /// - Parameter log: the file that standard error is appended to.
    /// - Throws: ``RunnerError`` `cannotWrite` or `cannotStart`.
    init(executable: String, arguments: [String], log: URL) throws(RunnerError) {
        // Above the standard descriptors, whatever this process was started with.
        let opened = open(log.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        let errors = opened < 0 ? opened : fcntl(opened, F_DUPFD_CLOEXEC, 3)
        let failure = errno
        if opened >= 0 { close(opened) }
        guard errors >= 0 else {
            throw .cannotWrite(path: log.path, reason: RunnerError.reason(errorNumber: failure))
        }
        defer { close(errors) }
        process = try ChildProcess(executable, arguments, errors: .to(errors))
    }

    /// Readable when there is output or its end.
    var descriptor: Int32 { process.output }
    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) { process.send(signal) }

    /// What has arrived in whole lines; lines that are no messages are passed over. Does not wait.
    func messages() -> [TrainingMessage] {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while !isAtEnd {
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 0) > 0 else { break }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count > 0 { unread += buffer[..<count] } else { isAtEnd = true }
        }
        var messages: [TrainingMessage] = []
        while let newline = unread.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Data(unread[..<newline])
            unread.removeSubrange(...newline)
            if let message = try? RecordJSON.decode(TrainingMessage.self, from: line) {
                messages.append(message)
            }
        }
        return messages
    }

    /// How a process ended, as the end of a sentence; only after it has.
    var ending: String { process.ending?.text ?? "runs" }

    /// Whether the process found another at its attempt.
    var foundAttemptInUse: Bool { process.ending == .exited(AttemptTraining.attemptInUseStatus) }

    /// The signal at which it ended as asked, with a checkpoint or before there was anything to keep, whoever sent it.
    var stoppedBy: Int32? {
        [SIGINT, SIGTERM, SIGHUP].first { [.exited(128 + $0), .signalled($0)].contains(process.ending) }
    }
}
