import Foundation
import Synchronization

/// Prints a line; in this module it stands for the standard library's, which does not tell what could not be written.
func print(_ text: String) { StandardOutput.write(Array("\(text)\n".utf8)) }

/// Standard output of this process. Nothing waits in a buffer, so what is said on standard error afterwards stands
/// below it where both go to one place.
enum StandardOutput {
    /// The number of the first error; nothing is written after it.
    private static let failure = Mutex<Int32?>(nil)

    /// Sees to it that descriptors 0, 1 and 2 are open, before anything else is opened.
    ///
    /// Else the first file that is opened would have the number of standard output, and what is printed would go
    /// into it. What stands in for a closed output cannot be written, so that the answer is not lost in silence.
    static func guardDescriptors() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the one that is missing.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Prints bytes as they are.
    static func write(_ bytes: [UInt8]) {
        failure.withLock { failure in
            if failure == nil { failure = Descriptor.write(bytes, to: STDOUT_FILENO) }
        }
    }

    /// The last thing a command does: whatever it printed must have arrived.
    ///
    /// - Parameter status: the exit status so far.
    /// - Returns: the exit status: 74 of sysexits.h, after a sentence, when the output was not written.
    static func finish(_ status: Int32) -> Int32 {
        guard let number = failure.withLock({ $0 }) else { return status }
        if number == EPIPE {
            // Who read it has seen enough, as in `| head`: an end without a word, as the system has it.
            signal(SIGPIPE, SIG_DFL)
            kill(getpid(), SIGPIPE)
        }
        StandardError.say(sentence(number))
        return 74
    }

    private static func sentence(_ number: Int32) -> String {
        if number == EBADF {
            return
                "The answer was not printed, because standard output is closed; run the command again with its "
                + "output sent to a terminal, a file or a pipe."
        }
        return "The answer was not printed whole, because standard output cannot be written: "
            + "\(Descriptor.reason(number)); send it elsewhere"
            + (number == ENOSPC || number == EDQUOT ? ", or free some space," : "")
            + " and run the command again."
    }
}

/// What is written to open files.
enum Descriptor {
    /// Writes all bytes.
    ///
    /// - Returns: the error number when not all of them could be written; else `nil`.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, Array(rest), rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // A terminal or pipe that another program made not to wait.
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wanted, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// An error number in the system's words.
    static func reason(_ number: Int32) -> String { String(cString: strerror(number)).lowercased() }
}
