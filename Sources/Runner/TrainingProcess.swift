import Foundation
import Training

/// A running `train-one`, seen from outside.
///
/// It gets a process group of its own, so that Ctrl-C reaches the study alone, which then asks each of its
/// processes once.
final class TrainingProcess {
    private let process = Process()
    private let output = Pipe()
    private var unread: [UInt8] = []
    private(set) var isAtEnd = false

    /// - Parameter log: the file that standard error is appended to.
    init(executable: String, arguments: [String], log: URL) throws {
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        do {
            if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
            let errors = try FileHandle(forWritingTo: log)
            try errors.seekToEnd()
            process.standardError = errors
        } catch {
            throw RunnerError.cannotWrite(path: log.path, reason: RunnerError.reason(error))
        }
        do {
            try process.run()
        } catch {
            throw RunnerError.cannotStart(executable: executable, reason: RunnerError.reason(error))
        }
        // The child has its own copy; without this end closed here, its death would not end the stream.
        try? output.fileHandleForWriting.close()
    }

    /// Readable when there is output or its end.
    var descriptor: Int32 { output.fileHandleForReading.fileDescriptor }
    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) {
        // Once it has been waited for, its id may belong to someone else.
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

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
    var ending: String {
        process.terminationReason == .uncaughtSignal
            ? "was ended by signal \(process.terminationStatus)"
                + (process.terminationStatus == SIGKILL ? " (perhaps for want of memory)" : "")
            : "ended with status \(process.terminationStatus)"
    }

    /// Whether the process found another at its attempt.
    var foundAttemptInUse: Bool {
        process.terminationReason == .exit
            && process.terminationStatus == AttemptTraining.attemptInUseStatus
    }

    /// The signal at which it wrote a checkpoint and ended, whoever sent it.
    var stoppedBy: Int32? {
        let signal = process.terminationStatus - 128
        return process.terminationReason == .exit && [SIGINT, SIGTERM, SIGHUP].contains(signal)
            ? signal : nil
    }
}
