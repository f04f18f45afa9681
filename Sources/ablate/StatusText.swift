import Datasets
import Foundation
import Reports
import Runner
import Training

/// A study's status in every format. Pure: the same status gives the same text.
package struct StatusText {
    /// The study's name.
    package let study: String
    package let status: StudyStatus

    package init(study: String, status: StudyStatus) {
        self.study = study
        self.status = status
    }

    package func rendered(as format: OutputFormat) -> String {
        switch format {
        case .json: json
        case _ where format.isForPeople:
            ([table.rendered(as: format)] + (failures + doubts + [sentence]).map(format.sentences))
                .joined(separator: "\n\n")
        default: table.rendered(as: format)
        }
    }

    private var counts: [(state: String, count: Int)] {
        StudyStatus.State.words.map { state in (state, status.rows.count { $0.state.word == state }) }
    }

    /// Reasons are too long for a column.
    private var failures: [String] {
        status.rows.compactMap { row in
            row.state.reason.map { reason in
                "\(row.run.step.id) seed \(row.run.seed) failed: \(reason)"
                    + (row.attempt.map { " (log: \($0.log.path))" } ?? "")
            }
        }
    }

    /// Runs of which one look cannot say that somebody works on them.
    private var doubts: [String] {
        status.rows.compactMap { row in
            guard let lease = row.state.lease, lease.isDoubtful else { return nil }
            let renewed = Date(timeIntervalSince1970: lease.renewed).formatted(.iso8601)
            return
                "\(row.run.step.id) seed \(row.run.seed): whether process \(lease.process) on \(lease.host) still "
                + "works on it is not known: by the clock there it last said so at \(renewed). 'ablate run' takes the run "
                + "over when it sees no sign of life for \(ProgressText.duration(Lease.patience))."
        }
    }

    private var sentence: String {
        let parts = counts.filter { $0.count > 0 || $0.state == "done" }.map { "\($0.count) \($0.state)" }
        let left = status.secondsLeft.map { ", about \(ProgressText.duration($0)) left" } ?? ""
        return "\(study): \(Count.of(status.rows.count, "run")): \(parts.joined(separator: ", "))\(left)."
    }

    private var json: String {
        let counts = counts.map { "\"\($0.state)\": \($0.count)" }.joined(separator: ", ")
        let left = status.secondsLeft.map { "\($0.rounded())" } ?? "null"
        let runs = table.rendered(as: .json).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\n  ")
        return """
            {
              "study": \(Self.quoted(study)),
              "counts": {\(counts)},
              "seconds_left": \(left),
              "runs": \(runs)
            }
            """
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    private var table: Table {
        var table = Table(columns: [
            .init("step"), .init("seed"), .init("state"), .init("progress", for: .people),
            .init("top1", "top-1 %"), .init("time_left", "left", for: .people),
            .init("epoch", for: .programs), .init("epochs", for: .programs),
            .init("epoch_step", for: .programs), .init("steps_per_epoch", for: .programs),
            .init("seconds_left", for: .programs), .init("diverged_at_step", for: .programs),
            .init("attempt", for: .programs), .init("process", for: .programs),
            .init("host", for: .programs), .init("reason", for: .programs), .init("log", for: .programs),
            .init("identity_sha256", for: .programs),
        ])
        for row in status.rows { table.append(Self.cells(row)) }
        return table
    }

    private static func cells(_ row: StudyStatus.Row) -> [Table.Value] {
        let running = row.state.progress
        let latest = running?.progress
        let result = row.state.result
        let lease = row.state.lease
        let left = lease == nil ? nil : running?.secondsLeft
        return [
            .text(row.run.step.id), .integer(row.run.seed), .text(row.state.word),
            .text(row.state.shortProgress), .fraction(result?.top1 ?? latest?.top1, decimals: 2),
            .text(left.map(ProgressText.duration)), .integer(latest?.epoch),
            .integer(row.run.identity.recipe.epochs), .integer(latest?.step),
            .integer(latest?.stepsPerEpoch), .real(left?.rounded(), decimals: 0),
            .integer(result?.divergedAtStep), .integer(row.attempt?.number),
            .integer(lease.map { Int($0.process) }), .text(lease?.host), .text(row.state.reason),
            .text(row.state.reason == nil ? nil : row.attempt?.log.path), .text(row.run.identity.sha256),
        ]
    }
}

extension StudyStatus.State {
    /// `epoch 2/3, step 41/156`.
    fileprivate var shortProgress: String? {
        if let step = result?.divergedAtStep { return "diverged at step \(step)" }
        guard let latest = progress?.progress else { return nil }
        return "epoch \(latest.epoch)/\(latest.epochs), step \(latest.step)/\(latest.stepsPerEpoch)"
    }
}
