import AblateRunner
import AblateRuns
import AblateWords
import Foundation

/// The progress of a study in words and bars. Pure: the same state gives the same text.
package struct ProgressText: Sendable {
    /// Columns of the terminal.
    package var width: Int
    /// Of the terminal; `nil` for as many as are needed.
    package var rows: Int?
    package var hasColor: Bool

    package init(width: Int, rows: Int? = nil, hasColor: Bool) {
        self.width = width
        self.rows = rows
        self.hasColor = hasColor
    }

    // MARK: On a terminal

    /// A line a running job and one for the whole study, each narrower than the terminal, and fewer than its rows.
    package func lines(_ state: StudyProgress) -> [String] {
        // The row below the last line holds the cursor.
        let room = max((rows ?? .max) - 2, 0)
        let shown = state.jobs.count <= room ? state.jobs.count : max(room - 1, 0)
        let columns = ProgressColumns(
            // The last column stays free: some terminals wrap when it is written.
            room: width - 1, barRank: 4, bar: bar)
        var texts = columns.texts(of: state.jobs.prefix(shown).map(line), last: overall(state))
        let hidden = state.jobs.count - shown
        if hidden > 0, room > 0 {
            let sentence = shown == 0 ? "\(hidden) runs at work" : "… and \(hidden) more"
            texts.insert(String(sentence.prefix(max(width - 1, 0))), at: shown)
        }
        return texts
    }

    private func line(_ job: StudyProgress.Job) -> ProgressColumns.Line {
        let latest = job.latest
        let top1 = job.top1.map { top1 in
            "\(Self.perCent(top1.value)) after epoch \(top1.epoch)"
        }
        return .init(
            head: [
                .init(text: job.run.step.id, rank: 0), .init(text: "seed \(job.run.seed)", rank: 3),
                .init(text: latest.map { "epoch \($0.epoch)/\($0.epochs)" } ?? "starting", rank: 1),
            ],
            share: job.share,
            tail: [
                .init(text: Self.activity(job), rank: job.isTesting ? 3 : 7, alignsRight: !job.isTesting),
                .init(text: latest.map { String(format: "loss %.3f", $0.loss) } ?? "", rank: 6),
                .init(
                    text: top1.map { "top-1 \($0)" } ?? "", rank: 2, short: top1.map { ($0, 5) }),
            ])
    }

    /// What the run does now. While it is tested its bar stands, and the rate of training says nothing.
    private static func activity(_ job: StudyProgress.Job) -> String {
        if job.isTesting {
            guard let done = job.latest?.testedImages, let all = job.latest?.testImages, all > 0 else {
                return "testing"
            }
            return "testing \(done * 100 / all) %"
        }
        return job.latest.map { String(format: "%.0f images/s", $0.imagesPerSecond) } ?? ""
    }

    private func overall(_ state: StudyProgress) -> ProgressColumns.Line {
        let ending =
            state.isStopping
            ? "stopping after the current batch"
            : state.timeLeft.map { "about \(Units.duration($0)) left" } ?? ""
        return .init(
            head: [.init(text: Self.count(state), rank: 0)], share: state.share,
            tail: [
                .init(text: Units.duration(state.elapsed), rank: 5), .init(text: ending, rank: 1),
            ])
    }

    // MARK: Line by line

    /// What is said once and stays; `nil` for what only moves a bar.
    ///
    /// - Parameter state: after the event.
    package func sentence(_ event: StudyRunner.Event, _ state: StudyProgress) -> String? {
        switch event {
        case .skipped, .progressed, .tick: return nil
        case .started(let run, let attempt, let isResumed):
            let recipe = run.identity.recipe
            let verb = isResumed ? "resumed" : attempt.number > 1 ? "started again" : "started"
            return
                "\(Self.name(run)): \(verb), \(recipe.epochs) \(recipe.epochs == 1 ? "epoch" : "epochs") of "
                + "\(run.identity.data.trainImages) images"
        case .epochFinished(let run, let epoch):
            return "\(Self.name(run)): epoch \(epoch.epoch)/\(run.identity.recipe.epochs), "
                + String(format: "loss %.3f, top-1 ", epoch.trainLoss) + Self.perCent(epoch.top1)
                + String(format: ", %.0f images/s", epoch.imagesPerSecond)
        case .silent(let run, let seconds, let log):
            return colored(
                "\(Self.name(run)): no step and no tested batch for \(Units.duration(seconds)); a request to stop ends it "
                    + "if it stays so (log: \(log))", "33")
        case .remarked(let run, let remark): return "\(Self.name(run)): \(remark)"
        case .ended(let run, let ending, _): return sentence(run, ending, state)
        case .elsewhere(let run, let lease):
            return "\(Self.name(run)): "
                + (lease.map { "trained by process \($0.process) on \($0.host)" }
                    ?? "trained by a process of a study that was killed, which ends after its batch")
        case .finishedElsewhere(let run, let record):
            guard case .finished(let result) = record.state else { return nil }
            return "\(Self.name(run)): \(Self.outcome(result)), by another process (\(Self.count(state)))"
        case .lost(let run):
            return colored(
                "\(Self.name(run)): another process took it over, because this one gave no sign of life for "
                    + "\(Units.duration(Lease.patience)); stopping it here", "31")
        case .stopping: return "Stopping after the current batch; a second request stops at once."
        case .halting(let reason): return colored("Stopping the study: \(reason)", "31")
        }
    }

    private func sentence(
        _ run: PlannedRun, _ ending: StudyRunner.Ending, _ state: StudyProgress
    ) -> String {
        switch ending {
        case .retried(let failure):
            return colored(
                "\(Self.name(run)): failed, to be tried again: \(Self.words(failure))", "33")
        case .failed(let failure):
            let times = failure.count > 1 ? " \(failure.count) times" : ""
            return colored("\(Self.name(run)): failed\(times): \(Self.words(failure))", "31")
        case .stopped: return "\(Self.name(run)): stopped, to be resumed"
        case .finished(let result):
            return "\(Self.name(run)): \(Self.outcome(result)) in \(Units.duration(result.seconds)) "
                + "(\(Self.count(state)))"
        }
    }

    private static func words(_ failure: StudyRunner.Failure) -> String {
        failure.reason + (failure.log.map { " (log: \($0))" } ?? "")
    }

    private static func outcome(_ result: RunResult) -> String {
        result.top1.map { "top-1 " + perCent($0) }
            ?? "diverged" + (result.divergedAtStep.map { " at step \($0)" } ?? "")
    }

    // MARK: Parts

    private static func name(_ run: PlannedRun) -> String { "\(run.step.id) seed \(run.seed)" }

    private static func count(_ state: StudyProgress) -> String {
        "\(state.done)/\(Units.plural(state.total, "run"))"
            + (state.failed > 0 ? ", \(state.failed) failed" : "")
    }

    private static func perCent(_ fraction: Double) -> String { String(format: "%.2f %%", fraction * 100) }

    private func bar(_ share: Double, width: Int) -> String {
        let full = Int((Double(width) * min(max(share, 0), 1)).rounded(.down))
        return colored(String(repeating: "█", count: full), "36")
            + String(repeating: "░", count: width - full)
    }

    private func colored(_ text: String, _ code: String) -> String {
        hasColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
