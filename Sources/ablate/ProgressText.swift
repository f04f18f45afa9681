import Datasets
import Foundation
import Runner
import Training

/// The progress of a study in words and bars. Pure: the same state gives the same text.
package struct ProgressText: Sendable {
    /// Columns of the terminal.
    package var width: Int
    package var hasColor: Bool

    package init(width: Int, hasColor: Bool) {
        self.width = width
        self.hasColor = hasColor
    }

    // MARK: On a terminal

    /// A line a running job and one for the whole study, each narrower than the terminal.
    package func lines(_ state: StudyProgress) -> [String] {
        let names = state.jobs.map(\.run.step.id.count).max() ?? 0
        return state.jobs.map { line($0, nameWidth: names) } + [overall(state)]
    }

    private func line(_ job: StudyProgress.Job, nameWidth: Int) -> String {
        let name = job.run.step.id.padding(toLength: nameWidth, withPad: " ", startingAt: 0)
        let seed = Field("seed \(job.run.seed)", rank: 3)
        guard let latest = job.latest else {
            return fitted([Field(name, rank: 0), seed, Field("starting", rank: 1)])
        }
        var fields = [
            Field(name, rank: 0), seed, Field("epoch \(latest.epoch)/\(latest.epochs)", rank: 1),
            Field(bar: job.share, rank: 5),
            Field(String(format: "%5.0f images/s", latest.imagesPerSecond), rank: 6),
            Field(String(format: "loss %.3f", latest.loss), rank: 4),
        ]
        if let top1 = job.top1 { fields.append(Field("top-1 " + Self.perCent(top1), rank: 2)) }
        return fitted(fields)
    }

    private func overall(_ state: StudyProgress) -> String {
        var fields = [
            Field(Self.count(state), rank: 0), Field(bar: state.share, rank: 3),
            Field(Self.duration(state.elapsed), rank: 2),
        ]
        if state.isStopping {
            fields.append(Field("stopping after the current batch", rank: 1))
        } else if let left = state.timeLeft {
            fields.append(Field("about \(Self.duration(left)) left", rank: 1))
        }
        return fitted(fields)
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
                "\(Self.name(run)): no step and no tested batch for \(Self.duration(seconds)); a request to stop ends it "
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
                    + "\(Self.duration(Lease.patience)); stopping it here", "31")
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
            return "\(Self.name(run)): \(Self.outcome(result)) in \(Self.duration(result.seconds)) "
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
        "\(state.done)/\(Count.of(state.total, "run"))" + (state.failed > 0 ? ", \(state.failed) failed" : "")
    }

    private static func perCent(_ fraction: Double) -> String { String(format: "%.2f %%", fraction * 100) }

    /// `42 s`, `2 min 05 s`, `1 h 03 min`.
    package static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min " + String(format: "%02d s", whole % 60) }
        return "\(whole / 3600) h " + String(format: "%02d min", whole % 3600 / 60)
    }

    /// A part of a line; those of the highest rank give way first when the line is too long.
    private struct Field {
        var text: String
        var rank: Int
        /// A bar filled to this share; it takes the room that is left.
        var share: Double?

        init(_ text: String, rank: Int) {
            self.text = text
            self.rank = rank
        }

        init(bar share: Double, rank: Int) {
            self.text = String(repeating: " ", count: ProgressText.barWidths.lowerBound)
            self.rank = rank
            self.share = share
        }
    }

    private static let barWidths = 6...24

    private func fitted(_ fields: [Field]) -> String {
        // The last column stays free: some terminals wrap when it is written.
        let room = width - 1
        func length(_ fields: [Field]) -> Int {
            fields.reduce(0) { $0 + $1.text.count } + 2 * max(fields.count - 1, 0)
        }
        var kept = fields
        while kept.count > 1, length(kept) > room, let last = kept.map(\.rank).max() {
            kept.removeAll { $0.rank == last }
        }
        let barWidth = min(Self.barWidths.lowerBound + room - length(kept), Self.barWidths.upperBound)
        let texts = kept.map { field in
            field.share.map { bar($0, width: barWidth) } ?? String(field.text.prefix(max(room, 0)))
        }
        return texts.joined(separator: "  ")
    }

    private func bar(_ share: Double, width: Int) -> String {
        let full = Int((Double(width) * min(max(share, 0), 1)).rounded(.down))
        return colored(String(repeating: "█", count: full), "36")
            + String(repeating: "░", count: width - full)
    }

    private func colored(_ text: String, _ code: String) -> String {
        hasColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
