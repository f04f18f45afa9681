import AblateRuns
import Foundation

/// Runs a plan: finished runs are skipped, the others each get a training process of their own, `jobs` at a
/// time. A run that fails does not stop the others. Several studies share a results folder by leases: what
/// another process trains is waited for.
package struct StudyRunner: Sendable {
    package struct Options: Sendable {
        /// Training processes at a time.
        package var jobs: Int
        /// How often a run that fails is tried again.
        package var retries: Int
        /// Failed runs at which the study stops; `nil` for any number.
        package var maxFailures: Int?
        /// The program of the training processes, and what stands before the attempt's folder.
        package var executable: String
        package var arguments: [String]
        /// What stands after it.
        package var options: [String]
        /// Whether a run that has a result gets one more attempt.
        package var repeatsFinished = false
        /// Seconds after which leases are renewed; shorter in tests.
        package var leaseInterval = Lease.interval
        /// With silent processes; shorter in tests.
        package var patience = Watchdog.Patience()
        /// With a clock of its own in tests.
        package var leaseSightings = LeaseSightings.shared

        package init(
            jobs: Int, retries: Int = 1, maxFailures: Int? = nil, executable: String,
            arguments: [String] = ["train-one"], options: [String] = []
        ) {
            precondition(jobs > 0, "A study needs at least one training process at a time, not \(jobs).")
            precondition(retries >= 0, "A run cannot be retried \(retries) times.")
            self.jobs = jobs
            self.retries = retries
            self.maxFailures = maxFailures
            self.executable = executable
            self.arguments = arguments
            self.options = options
        }
    }

    package enum Event: Sendable {
        /// The run was finished before.
        case skipped(PlannedRun, AttemptRecord)
        case started(PlannedRun, AttemptFolder, isResumed: Bool)
        case progressed(PlannedRun, TrainingProgress)
        case epochFinished(PlannedRun, EpochRecord)
        /// A sentence of the training process about what it passed over.
        case remarked(PlannedRun, String)
        /// The training process gives no sign of life, for its pace; told once for each silence. A request to stop ends
        /// it.
        case silent(PlannedRun, seconds: Double, log: String)
        /// With what the folder tells, where it can be read.
        case ended(PlannedRun, Ending, AttemptRecord?)
        /// Another process trains the run; told once. Without a lease it is one whose study was killed.
        case elsewhere(PlannedRun, Lease?)
        /// A run that was elsewhere has its result.
        case finishedElsewhere(PlannedRun, AttemptRecord)
        /// Another process, which took this one for dead, has taken over a run that is trained here.
        case lost(PlannedRun)
        /// The first request to stop has been passed on; a second one ends the processes at once.
        case stopping(signal: Int32)
        /// The study stops by itself; the reason in one sentence.
        case halting(String)
        /// Some time has passed: at least five a second.
        case tick
    }

    package enum Ending: Hashable, Sendable {
        case finished(RunResult)
        /// To be tried again, after the runs that wait.
        case retried(Failure)
        case failed(Failure)
        /// On request, or in favour of another process; to be resumed.
        case stopped
    }

    package struct Failure: Hashable, Sendable {
        /// One sentence.
        package var reason: String
        /// Path of what the training process said, where there was one.
        package var log: String?
        /// How often the run has failed in this series of tries.
        package var count: Int

        package init(reason: String, log: String? = nil, count: Int = 1) {
            self.reason = reason
            self.log = log
            self.count = count
        }
    }

    package struct Summary: Hashable, Sendable {
        package var skipped = 0
        package var finished = 0
        /// Runs whose last try failed.
        package var failed = 0
        /// The signal that stopped the study.
        package var stoppedBy: Int32?
        /// Why the study stopped by itself, in one sentence.
        package var haltedBecause: String?

        package init(
            skipped: Int = 0, finished: Int = 0, failed: Int = 0, stoppedBy: Int32? = nil,
            haltedBecause: String? = nil
        ) {
            self.skipped = skipped
            self.finished = finished
            self.failed = failed
            self.stoppedBy = stoppedBy
            self.haltedBecause = haltedBecause
        }
    }

    package let folder: ResultsFolder
    package let plan: StudyPlan
    package let provenance: Provenance
    package var options: Options

    package init(folder: ResultsFolder, plan: StudyPlan, provenance: Provenance, options: Options) {
        self.folder = folder
        self.plan = plan
        self.provenance = provenance
        self.options = options
    }

    /// Runs everything that is not finished and returns when no process is left, here or elsewhere, that works
    /// on the plan.
    ///
    /// - Parameter onEvent: called on this thread, in order; when it throws, the processes are stopped and
    ///   the error is passed on.
    package func run(stop: StopRequests, onEvent: (Event) throws -> Void) throws -> Summary {
        try withoutActuallyEscaping(onEvent) { onEvent in
            try StudyExecution(self, stop: stop, onEvent: onEvent).run()
        }
    }
}
