import AblateRunner
import ArgumentParser
import Foundation

/// A command of this program that runs in a process of its own, so that its peak memory is its own, and answers in JSON.
enum TimedProcess {
    struct Failure: Error {
        /// A sentence without its beginning.
        let reason: String
    }

    /// Starts it and waits for its answer, or ends it when asked to stop.
    ///
    /// - Throws: ``Failure``, or an exit status of 128 + signal after a sentence on a request to stop.
    static func answer<Answer: Decodable>(
        _ type: Answer.Type, _ arguments: [String], stop: StopRequests
    ) throws -> Answer {
        var stoppedBy: Int32?
        var answer = Data()
        let ending: ChildProcess.Ending
        do {
            ending = try ChildProcess(Provenance.ownExecutable, arguments).follow(
                shouldStop: {
                    stoppedBy = stoppedBy ?? stop.next()
                    return stoppedBy != nil
                }, { answer.append(contentsOf: $0) })
        } catch {
            throw Failure(reason: "\(error)")
        }
        if let stoppedBy { throw ExitCode.failure("Stopped.", status: 128 + stoppedBy) }
        guard ending == .exited(0) else { throw Failure(reason: "its process \(ending.text).") }
        do {
            return try JSONDecoder().decode(type, from: answer)
        } catch {
            throw Failure(reason: "its process gave no answer that can be read.")
        }
    }
}
