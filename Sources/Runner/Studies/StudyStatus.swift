import AblateRuns
import Foundation

/// Where the runs of a plan stand, as the results folder tells it: read only, and without a lock, so that
/// nobody who works there notices.
package struct StudyStatus: Sendable {
    package enum State: Sendable {
        /// It has a result: an accuracy, or the step at which it diverged.
        case done(RunResult)
        /// A process works on it; the progress is `nil` until its first step.
        case running(Lease, AttemptProgress?)
        /// The latest attempt failed.
        case failed(reason: String)
        /// The latest attempt was stopped or killed, and is to be resumed.
        case interrupted(AttemptProgress?)
        /// No attempt has begun that can be read.
        case missing
    }

    package struct Row: Sendable {
        package let run: PlannedRun
        package let state: State
        /// The attempt that the state is taken from.
        package let attempt: AttemptFolder?
        package let record: AttemptRecord?

        package init(
            run: PlannedRun, state: State, attempt: AttemptFolder? = nil, record: AttemptRecord? = nil
        ) {
            self.run = run
            self.state = state
            self.attempt = attempt
            self.record = record
        }
    }

    /// In the order of the plan.
    package let rows: [Row]

    /// - Throws: ``RunnerError/collision(path:expected:found:)``.
    package init(of plan: StudyPlan, in folder: ResultsFolder) throws {
        var names: [String: SeedlessIdentity] = [:]
        rows = try plan.runs.map { run in
            // The lease first: a run that ends meanwhile gives it back before it is looked at as ended.
            let name = names[run.step.id] ?? SeedlessIdentity(run.identity)
            names[run.step.id] = name
            let place = folder.folder(ofRun: name.sha256(seed: run.seed))
            let lease = folder.lease(in: place)
            let speaking = try folder.speakingAttempt(for: run.identity, in: place)
            let progress = speaking?.folder.progress
            let state: State =
                switch speaking?.record.state {
                case .finished(let result): .done(result)
                case .failed(let reason) where lease == nil: .failed(reason: reason)
                case .unfinished where lease == nil: .interrupted(progress)
                case nil where lease == nil: .missing
                default: lease.map { .running($0, progress) } ?? .missing
                }
            return Row(run: run, state: state, attempt: speaking?.folder, record: speaking?.record)
        }
    }

    package init(rows: [Row]) {
        self.rows = rows
    }

    /// Seconds until the running processes will have done all that is not done, at the rate of their attempts so
    /// far; `nil` while nothing runs that has a rate.
    package var secondsLeft: Double? {
        var workLeft = 0.0
        var workASecond = 0.0
        for row in rows {
            switch row.state {
            case .done, .failed: break
            case .running(_, let progress):
                let share = progress.map { row.run.share($0.progress) } ?? 0
                workLeft += (1 - share) * row.run.work
                if let seconds = progress?.seconds, seconds > 0 {
                    workASecond += share * row.run.work / seconds
                }
            case .interrupted(let progress):
                workLeft += (1 - (progress.map { row.run.share($0.progress) } ?? 0)) * row.run.work
            case .missing: workLeft += row.run.work
            }
        }
        return workASecond > 0 ? workLeft / workASecond : nil
    }
}
