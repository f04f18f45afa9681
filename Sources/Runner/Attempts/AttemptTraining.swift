import AblateRuns
import Foundation

/// The training process: one attempt from its folder to its result.
package struct AttemptTraining {
    package var folder: AttemptFolder
    package var threads: Int
    package var engine: any TrainingEngine
    package var stop: StopRequests
    /// Where ``TrainingMessage`` lines go; a closed one is a request to stop, since then nobody is left who
    /// wants the result.
    package var output: Int32

    package init(
        folder: AttemptFolder, threads: Int, engine: any TrainingEngine, stop: StopRequests,
        output: Int32 = STDOUT_FILENO
    ) {
        self.folder = folder
        self.threads = threads
        self.engine = engine
        self.stop = stop
        self.output = output
    }

    /// Exit status of a process that found its attempt in use: `EX_TEMPFAIL` of sysexits.h.
    package static let attemptInUseStatus: Int32 = 75

    package enum Ending: Hashable, Sendable {
        case finished(RunResult)
        /// By this signal, with a checkpoint.
        case stopped(signal: Int32)
        /// The reason in one sentence.
        case failed(String)

        /// Of the process: 0, 1, or 128 + signal as shells have it.
        package var exitStatus: Int32 {
            switch self {
            case .finished: 0
            case .failed: 1
            case .stopped(let signal): 128 + signal
            }
        }
    }

    /// A full disk or missing data, which the same run may not meet again.
    private static func isOfTheSurroundings(_ error: any Error) -> Bool {
        switch error {
        case TrainingError.cannotWrite, RunnerError.cannotWrite: true
        default: error is any SurroundingsError
        }
    }

    /// Trains and records. An attempt that is over is left as it is.
    ///
    /// - Throws: ``RunnerError/attemptInUse(path:)``, ``RunnerError/attemptFailedBefore(path:reason:)``, or
    ///   what keeps the folder from being read or written; the folder is then as it was.
    package func run() throws -> Ending {
        // Written to by `output` when the reader has gone.
        signal(SIGPIPE, SIG_IGN)
        let lock = try folder.lock()
        defer { withExtendedLifetime(lock) {} }
        folder.removeLeftovers()
        let channel = MessageChannel(descriptor: output)
        do {
            switch try folder.record().state {
            case .finished(let result): return .finished(result)
            case .failed(let reason):
                throw RunnerError.attemptFailedBefore(path: folder.url.path, reason: reason)
            case .unfinished: return try train(channel)
            }
        } catch {
            channel.send(TrainingMessage(failure: "\(error)"))
            throw error
        }
    }

    /// Says why this process ends without a result, where it can do nothing else any more.
    package static func tell(failure: String, output: Int32 = STDOUT_FILENO) {
        MessageChannel(descriptor: output).send(TrainingMessage(failure: failure))
    }

    private func train(_ channel: MessageChannel) throws -> Ending {
        let clock = AttemptClock(folder)
        var stoppedBy: Int32?
        let outcome: RunOutcome
        do {
            outcome = try engine.train(
                folder.identity, threads: threads, checkpoints: folder.url,
                shouldStop: {
                    stoppedBy = stoppedBy ?? stop.next() ?? (channel.isClosed ? SIGTERM : nil)
                    return stoppedBy != nil
                },
                onEpoch: { epoch in
                    try folder.append(epoch)
                    channel.send(TrainingMessage(epoch: epoch))
                },
                onProgress: { progress in
                    if !progress.isTesting { FaultPoint.trainingStep.pass() }
                    clock.note(progress)
                    channel.sendSparsely(progress)
                },
                onRemark: { remark in
                    channel.send(TrainingMessage(remark: remark))
                    // Standard error is the attempt's log.
                    try? FileHandle.standardError.write(contentsOf: Data((remark + "\n").utf8))
                })
        } catch let error where Self.isOfTheSurroundings(error) {
            // Not the run's fault: the attempt stays open, to go on from its checkpoint.
            throw error
        } catch {
            let reason = "\(error)"
            try folder.fail(reason, seconds: clock.seconds)
            return .failed(reason)
        }
        switch outcome {
        case .stopped: return .stopped(signal: stoppedBy ?? SIGTERM)
        case .finished(let result):
            try folder.finish(result)
            folder.keepWeightsAlone(of: result, by: engine)
            return .finished(result)
        }
    }
}

/// Keeps `progress.json`, and in it the seconds that earlier processes worked on the attempt.
private final class AttemptClock {
    private let folder: AttemptFolder
    private let before: Double
    private let started = ContinuousClock.now
    private var lastNote: ContinuousClock.Instant?

    init(_ folder: AttemptFolder) {
        self.folder = folder
        before = folder.progress?.seconds ?? 0
    }

    var seconds: Double { before + (ContinuousClock.now - started) / .seconds(1) }

    /// At most one a second; the last step of an epoch always, as the test after it may take long.
    func note(_ progress: TrainingProgress) {
        let now = ContinuousClock.now
        if let lastNote, now - lastNote < .seconds(1), progress.step < progress.stepsPerEpoch { return }
        lastNote = now
        folder.note(AttemptProgress(progress: progress, seconds: seconds, updated: AttemptFolder.now()))
    }
}

/// Writes lines to a descriptor until its reader is gone.
private final class MessageChannel {
    private let descriptor: Int32
    private(set) var isClosed = false
    private var lastProgress: ContinuousClock.Instant?

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// At most five a second; the last step of an epoch and the beginning of its test always.
    func sendSparsely(_ progress: TrainingProgress) {
        let now = ContinuousClock.now
        let isTurn =
            if let tested = progress.testedImages { tested == 0 } else {
                progress.step == progress.stepsPerEpoch
            }
        if let lastProgress, now - lastProgress < .milliseconds(200), !isTurn { return }
        lastProgress = now
        send(TrainingMessage(progress: progress))
    }

    func send(_ message: TrainingMessage) {
        if isClosed { return }
        guard let line = try? RecordJSON.line(message) else { return }
        var bytes = ArraySlice(line)
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                isClosed = true
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }
}
