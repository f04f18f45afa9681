import AblateRuns
import Foundation

/// How far a study is, as its events tell: a value that displays are made from. Times are seconds since the
/// study began.
package struct StudyProgress: Sendable {
    /// A run with a training process.
    package struct Job: Hashable, Sendable {
        package var run: PlannedRun
        package var startedAt: Double
        /// Steps done when this process took over, as a share of the run.
        package var firstShare: Double?
        package var latest: TrainingProgress?
        /// Of the last finished epoch.
        package var top1: Accuracy?

        /// A top-1 accuracy as a fraction of 1, and the epoch after which it was measured.
        package struct Accuracy: Hashable, Sendable {
            package var value: Double
            package var epoch: Int

            package init(value: Double, epoch: Int) {
                self.value = value
                self.epoch = epoch
            }
        }

        /// Done so far, as a share of the run.
        package var share: Double {
            latest.map { run.share($0, isTested: top1?.epoch ?? 0 >= $0.epoch) } ?? 0
        }

        /// Whether all batches of the epoch are trained and its accuracy is not known yet.
        package var isTesting: Bool {
            guard let latest else { return false }
            return latest.isTesting && top1?.epoch ?? 0 < latest.epoch
        }
    }

    /// Runs of the plan.
    package let total: Int
    package private(set) var done = 0
    package private(set) var failed = 0
    package private(set) var jobs: [Job] = []
    package private(set) var isStopping = false
    /// Seconds since the study began.
    package var elapsed: Double = 0

    /// See ``PlannedRun/work``: of the whole plan, of what is behind us, and of what was done since the
    /// study began.
    private let totalWork: Double
    private var pastWork: Double = 0
    private var workDone: Double = 0

    package init(plan: StudyPlan) {
        total = plan.runs.count
        totalWork = plan.runs.reduce(0) { $0 + $1.work }
    }

    package mutating func note(_ event: StudyRunner.Event) {
        switch event {
        case .skipped(let run, _), .finishedElsewhere(let run, _):
            done += 1
            pastWork += run.work
        case .started(let run, _, _): jobs.append(Job(run: run, startedAt: elapsed))
        case .progressed(let run, let progress):
            change(run) { job in
                job.latest = progress
                job.top1 = progress.top1.map { .init(value: $0, epoch: progress.epoch - 1) } ?? job.top1
                job.firstShare = job.firstShare ?? job.share
            }
        case .epochFinished(let run, let epoch):
            change(run) { $0.top1 = .init(value: epoch.top1, epoch: epoch.epoch) }
        case .ended(let run, let ending, _): end(run, ending)
        case .stopping, .halting: isStopping = true
        case .remarked, .silent, .elsewhere, .lost, .tick: break
        }
    }

    private mutating func end(_ run: PlannedRun, _ ending: StudyRunner.Ending) {
        var last = 0.0
        if let job = jobs.first(where: { $0.run == run }) {
            last = if case .finished = ending { 1 } else { job.share }
            workDone += (last - (job.firstShare ?? last)) * run.work
        }
        jobs.removeAll { $0.run == run }
        switch ending {
        case .finished:
            done += 1
            pastWork += run.work
        case .failed:
            // It is not waited for any more.
            failed += 1
            pastWork += run.work
        case .stopped: pastWork += run.work * last
        // It comes again, with what it had done.
        case .retried: break
        }
    }

    private mutating func change(_ run: PlannedRun, _ body: (inout Job) -> Void) {
        guard let index = jobs.firstIndex(where: { $0.run == run }) else { return }
        body(&jobs[index])
    }

    /// How much of the plan is behind us, by multiply–accumulates, as a fraction of 1.
    package var share: Double {
        guard totalWork > 0 else { return 1 }
        return min((pastWork + jobs.reduce(0) { $0 + $1.share * $1.run.work }) / totalWork, 1)
    }

    /// Seconds left at the rate measured since the study began; `nil` until there is a rate.
    package var timeLeft: Double? {
        let running = jobs.reduce(0) { $0 + ($1.share - ($1.firstShare ?? $1.share)) * $1.run.work }
        let measured = workDone + running
        guard measured > 0, elapsed > 0 else { return nil }
        return (1 - share) * totalWork / (measured / elapsed)
    }
}
