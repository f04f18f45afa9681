import AblateRuns
import Foundation

/// One call of ``StudyRunner/run(stop:onEvent:)``.
final class StudyExecution {
    struct Job {
        let run: PlannedRun
        let attempt: AttemptFolder
        let process: TrainingProcess
        /// What the process said of its failure.
        var failure: String?
        var watchdog: Watchdog
        /// Another process has taken the run over.
        var isLost = false
    }

    let runner: StudyRunner
    let stop: StopRequests
    let onEvent: (StudyRunner.Event) throws -> Void
    let claims: RunClaims

    var summary = StudyRunner.Summary()
    /// In the order in which they are started; what is tried again comes last.
    var waiting: ArraySlice<PlannedRun> = []
    /// Runs that another process works on.
    var elsewhere: [PlannedRun] = []
    var jobs: [Job] = []
    /// Failures of each run that this process saw.
    var failures: [PlannedRun: Int] = [:]
    /// Runs whose last try failed.
    var failed: Set<PlannedRun> = []
    /// Runs that are not tried again.
    var givenUp = 0
    /// Why the first runs failed, a text a run; `nil` once one of them has not.
    var firstReasons: [PlannedRun: String]? = [:]

    /// When the processes were first asked to stop.
    private(set) var askedToStop: SuspendingClock.Instant?

    private var toldElsewhere: Set<PlannedRun> = []
    private var lastLook: ContinuousClock.Instant?

    init(
        _ runner: StudyRunner, stop: StopRequests, onEvent: @escaping (StudyRunner.Event) throws -> Void
    ) {
        self.runner = runner
        self.stop = stop
        self.onEvent = onEvent
        claims = RunClaims(runner)
    }

    var isStopping: Bool { summary.stoppedBy != nil || summary.haltedBecause != nil }

    func run() throws -> StudyRunner.Summary {
        for run in runner.plan.runs {
            // What cannot be read is met again, and told, when the run is to start.
            if let record = try? claims.finished(run.identity) {
                summary.skipped += 1
                try onEvent(.skipped(run, record))
            } else {
                waiting.append(run)
            }
        }
        do {
            while !jobs.isEmpty || !waiting.isEmpty || !elsewhere.isEmpty {
                // Before a process is started for nothing.
                try obeyRequests()
                try startSome()
                wait()
                try obeyRequests()
                try giveUpLostRuns()
                try followJobs()
                try watch()
                try onEvent(.tick)
            }
        } catch {
            endProcesses()
            throw error
        }
        summary.failed = failed.count
        return summary
    }

    // MARK: Starting

    private func startSome() throws {
        // Another process's runs are looked at now and then, and taken when nothing else is left.
        var looked: ArraySlice<PlannedRun> = []
        if !elsewhere.isEmpty, lastLook.map({ .now - $0 > .milliseconds(500) }) ?? true {
            lastLook = .now
            (looked, elsewhere) = (elsewhere[...], [])
        }
        while !isStopping, jobs.count < runner.options.jobs, let run = waiting.popFirst() { try start(run) }
        for run in looked {
            if !isStopping && jobs.count < runner.options.jobs {
                try start(run)
            } else if let record = try? claims.finished(run.identity) {
                try noteFinished(run, record)
            } else if !isStopping {
                elsewhere.append(run)
            }
        }
    }

    private func start(_ run: PlannedRun) throws {
        var attempt: AttemptFolder?
        do {
            switch try claims.take(run.identity) {
            case .finished(let record): try noteFinished(run, record)
            case .elsewhere(let lease):
                elsewhere.append(run)
                if toldElsewhere.insert(run).inserted { try onEvent(.elsewhere(run, lease)) }
            case .givenUp(let reason, let record):
                failures[run] = runner.options.retries
                try fail(run, reason, count: 0, log: nil, record)
            case .ours(let ours, let isResumed):
                attempt = ours
                let process = try TrainingProcess(
                    executable: runner.options.executable,
                    arguments: runner.options.arguments + [ours.url.path] + runner.options.options,
                    log: ours.log)
                jobs.append(
                    Job(
                        run: run, attempt: ours, process: process,
                        watchdog: Watchdog(runner.options.patience)))
                try onEvent(.started(run, ours, isResumed: isResumed))
            }
        } catch let error where error is RunnerError || error is TrainingError {
            if attempt != nil { claims.release(run.identity) }
            try fail(run, "\(error)", count: 0, log: attempt?.log, try? attempt?.record())
        }
    }

    private func noteFinished(_ run: PlannedRun, _ record: AttemptRecord) throws {
        summary.skipped += 1
        failed.remove(run)
        try onEvent(.finishedElsewhere(run, record))
    }

    // MARK: Stopping

    private func obeyRequests() throws {
        while let signal = stop.next() {
            let isFirst = !isStopping
            stopStarting()
            send(isFirst ? signal : SIGKILL)
            if summary.stoppedBy == nil {
                summary.stoppedBy = signal
                try onEvent(.stopping(signal: signal))
            }
        }
    }

    /// Stops because of what went wrong.
    func halt(_ reason: String) throws {
        guard !isStopping else { return }
        summary.haltedBecause = reason
        stopStarting()
        send(SIGTERM)
        try onEvent(.halting(reason))
    }

    private func stopStarting() {
        waiting = []
        elsewhere = []
    }

    private func giveUpLostRuns() throws {
        for identity in claims.renew() {
            guard let index = jobs.firstIndex(where: { $0.run.identity == identity }) else { continue }
            jobs[index].isLost = true
            jobs[index].process.send(SIGTERM)
            try onEvent(.lost(jobs[index].run))
        }
    }

    private func send(_ signal: Int32) {
        askedToStop = askedToStop ?? .now
        for job in jobs { job.process.send(signal) }
    }

    /// After an error of the listener.
    private func endProcesses() {
        send(SIGTERM)
        while jobs.contains(where: \.process.isRunning) {
            for job in jobs { _ = job.process.messages() }
            wait()
            for job in jobs where job.watchdog.isDeaf(askedFor: SuspendingClock.now - (askedToStop ?? .now)) {
                job.process.send(SIGKILL)
            }
            while stop.next() != nil { send(SIGKILL) }
        }
        for job in jobs { claims.release(job.run.identity) }
    }

    /// Returns when there is something to read, or after a fifth of a second at most.
    private func wait() {
        let open = jobs.filter { !$0.process.isAtEnd }.map(\.process.descriptor)
        var descriptors = (open + [stop.descriptor]).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        // A process that has closed its output is about to end.
        let isEnding = open.count < jobs.count
        let isOver = jobs.isEmpty && elsewhere.isEmpty
        _ = poll(&descriptors, nfds_t(descriptors.count), isOver ? 0 : isEnding ? 5 : 200)
    }
}
