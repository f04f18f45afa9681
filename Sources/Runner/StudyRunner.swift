import Foundation
import Training

/// Runs a plan: finished runs are skipped, the others each get a training process of their own, `jobs` at a
/// time. A run that fails does not stop the others.
public struct StudyRunner {
    public struct Options: Sendable {
        /// Training processes at a time.
        public var jobs: Int
        /// The program of the training processes, and what stands before the attempt's folder.
        public var executable: String
        public var arguments: [String]
        /// What stands after it.
        public var options: [String]

        public init(
            jobs: Int, executable: String, arguments: [String] = ["train-one"], options: [String] = []
        ) {
            precondition(jobs > 0, "A study needs at least one training process at a time, not \(jobs).")
            self.jobs = jobs
            self.executable = executable
            self.arguments = arguments
            self.options = options
        }
    }

    public enum Event: Sendable {
        /// The run was finished before.
        case skipped(PlannedRun, AttemptRecord)
        case started(PlannedRun, AttemptFolder, isResumed: Bool)
        case progressed(PlannedRun, TrainingProgress)
        case epochFinished(PlannedRun, EpochRecord)
        /// With what the folder tells, where it can be read.
        case ended(PlannedRun, Ending, AttemptRecord?)
        /// The first request to stop has been passed on; a second one ends the processes at once.
        case stopping(signal: Int32)
        /// Some time has passed: at least five a second.
        case tick
    }

    public enum Ending: Hashable, Sendable {
        case finished(RunResult)
        /// The reason in one sentence.
        case failed(String)
        /// On request; to be resumed.
        case stopped
    }

    public struct Summary: Hashable, Sendable {
        public var skipped = 0
        public var finished = 0
        public var failed = 0
        /// The signal that stopped the study.
        public var stoppedBy: Int32?

        public init(skipped: Int = 0, finished: Int = 0, failed: Int = 0, stoppedBy: Int32? = nil) {
            self.skipped = skipped
            self.finished = finished
            self.failed = failed
            self.stoppedBy = stoppedBy
        }

        /// 0 when everything planned is finished, 1 when a run failed, 128 + signal when stopped.
        public var exitStatus: Int32 {
            if let stoppedBy { return 128 + stoppedBy }
            return failed > 0 ? 1 : 0
        }
    }

    public let folder: ResultsFolder
    public let plan: StudyPlan
    public let provenance: Provenance
    public let options: Options

    public init(folder: ResultsFolder, plan: StudyPlan, provenance: Provenance, options: Options) {
        self.folder = folder
        self.plan = plan
        self.provenance = provenance
        self.options = options
    }

    private struct Job {
        let run: PlannedRun
        let attempt: AttemptFolder
        let process: TrainingProcess
    }

    /// Runs everything that is not finished and returns when no process is left.
    ///
    /// - Parameter onEvent: called on this thread, in order; when it throws, the processes are stopped and
    ///   the error is passed on.
    public func run(stop: StopRequests, onEvent: (Event) throws -> Void) throws -> Summary {
        var summary = Summary()
        var waiting: ArraySlice<PlannedRun> = []
        for run in plan.runs {
            if case .finished(let record) = try folder.next(for: run.identity) {
                summary.skipped += 1
                try onEvent(.skipped(run, record))
            } else {
                waiting.append(run)
            }
        }

        var jobs: [Job] = []
        do {
            while !jobs.isEmpty || !waiting.isEmpty {
                while summary.stoppedBy == nil, jobs.count < options.jobs, let run = waiting.popFirst() {
                    if let job = try start(run, &summary, onEvent) { jobs.append(job) }
                }
                wait(for: jobs, or: stop)
                while let signal = stop.next() {
                    waiting = []
                    Self.send(summary.stoppedBy == nil ? signal : SIGKILL, to: jobs)
                    if summary.stoppedBy == nil {
                        summary.stoppedBy = signal
                        try onEvent(.stopping(signal: signal))
                    }
                }
                var running: [Job] = []
                for job in jobs {
                    let isRunning = job.process.isRunning
                    try report(job, onEvent)
                    if isRunning { running.append(job) } else { try end(job, &summary, onEvent) }
                }
                jobs = running
                try onEvent(.tick)
            }
        } catch {
            Self.send(SIGTERM, to: jobs)
            while jobs.contains(where: \.process.isRunning) {
                for job in jobs { _ = job.process.messages() }
                wait(for: jobs, or: stop)
                while stop.next() != nil { Self.send(SIGKILL, to: jobs) }
            }
            throw error
        }
        return summary
    }

    /// The run's process; `nil` when the run failed before it had one.
    private func start(
        _ run: PlannedRun, _ summary: inout Summary, _ onEvent: (Event) throws -> Void
    ) throws -> Job? {
        var record: AttemptRecord?
        do {
            let attempt: AttemptFolder
            var isResumed = false
            switch try folder.next(for: run.identity) {
            case .finished(let finished):
                // By another study on the same folder, in the meantime.
                summary.skipped += 1
                try onEvent(.skipped(run, finished))
                return nil
            case .resume(let interrupted) where try isOurs(interrupted):
                (attempt, isResumed) = (interrupted, true)
            case .resume(let foreign):
                attempt = try folder.begin(
                    run.identity, number: foreign.number + 1, provenance: provenance)
            case .begin(let number):
                attempt = try folder.begin(run.identity, number: number, provenance: provenance)
            }
            record = try attempt.record()
            let process = try TrainingProcess(
                executable: options.executable,
                arguments: options.arguments + [attempt.url.path] + options.options, log: attempt.log)
            try onEvent(.started(run, attempt, isResumed: isResumed))
            return Job(run: run, attempt: attempt, process: process)
        } catch let error where error is RunnerError || error is TrainingError {
            summary.failed += 1
            try onEvent(.ended(run, .failed("\(error)"), record))
            return nil
        }
    }

    /// Another build or another instruction set rounds otherwise: its attempt is not gone on with, so that a
    /// result's provenance holds for all of its steps.
    private func isOurs(_ attempt: AttemptFolder) throws -> Bool {
        let theirs = try attempt.record().provenance
        return theirs.binarySHA256 == provenance.binarySHA256
            && theirs.instructionSet == provenance.instructionSet
    }

    private static func send(_ signal: Int32, to jobs: [Job]) {
        for job in jobs { job.process.send(signal) }
    }

    private func report(_ job: Job, _ onEvent: (Event) throws -> Void) throws {
        for message in job.process.messages() {
            if let epoch = message.epoch { try onEvent(.epochFinished(job.run, epoch)) }
            if let progress = message.progress { try onEvent(.progressed(job.run, progress)) }
        }
    }

    private func end(_ job: Job, _ summary: inout Summary, _ onEvent: (Event) throws -> Void) throws {
        var record: AttemptRecord?
        var ending: Ending
        do {
            let read = try job.attempt.record()
            record = read
            switch read.state {
            case .finished(let result): ending = .finished(result)
            case .failed(let reason): ending = .failed(reason)
            case .unfinished where job.process.foundAttemptInUse:
                ending = .failed(RunnerError.attemptInUse(path: job.attempt.url.path).description)
            case .unfinished where summary.stoppedBy != nil: ending = .stopped
            case .unfinished:
                ending = .failed(
                    "The training process \(job.process.ending); see '\(job.attempt.log.path)', and run the "
                        + "same command again to try again from its last checkpoint, if it has one.")
            }
        } catch let error where error is RunnerError || error is TrainingError {
            ending = .failed("\(error)")
        }
        switch ending {
        case .finished: summary.finished += 1
        case .failed: summary.failed += 1
        case .stopped: break
        }
        try onEvent(.ended(job.run, ending, record))
    }

    /// Returns when there is something to read, or after a fifth of a second at most.
    private func wait(for jobs: [Job], or stop: StopRequests) {
        let open = jobs.filter { !$0.process.isAtEnd }.map(\.process.descriptor)
        var descriptors = (open + [stop.descriptor]).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        // A process that has closed its output is about to end.
        let isEnding = open.count < jobs.count
        _ = poll(&descriptors, nfds_t(descriptors.count), jobs.isEmpty ? 0 : isEnding ? 5 : 200)
    }
}
