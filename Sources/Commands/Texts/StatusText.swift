import AblateRunner
import AblateTables
import AblateWords
import Foundation

/// A study's status in every format. Pure: the same status gives the same text.
package struct StatusText {
    /// The study's name.
    package let study: String
    package let status: StudyStatus
    /// Cells that a line of the table may take; `nil` for as many as it needs.
    package let width: Int?

    package init(study: String, status: StudyStatus, width: Int? = nil) {
        self.study = study
        self.status = status
        self.width = width
    }

    package func rendered(as format: OutputFormat) -> String {
        switch format {
        case .json: json
        case .table:
            ((rowsBegun.isEmpty ? [] : [table(rowsBegun).text(width: width)]) + failures + doubts
                + [(missing + [sentence]).joined(separator: "\n")]).joined(separator: "\n\n")
        case .markdown:
            ([table(status.rows).rendered(as: format)]
                + (failures + doubts + [sentence]).map(format.sentences))
                .joined(separator: "\n\n")
        case .csv, .latex: table(status.rows).rendered(as: format)
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
                + "works on it is not known: by the clock there it last said so at \(renewed). '\(Program.name) run' takes the run "
                + "over when it sees no sign of life for \(Units.duration(Lease.patience))."
        }
    }

    /// Rows that say something; the missing ones are told in a line or two.
    private var rowsBegun: [StudyStatus.Row] {
        status.rows.filter { if case .missing = $0.state { false } else { true } }
    }

    /// `Missing: seeds 1–4 of all 17 steps; seed 0 of gelu, layer-norm.`
    private var missing: [String] {
        var steps: [Int: [String]] = [:]
        for row in status.rows {
            if case .missing = row.state { steps[row.run.seed, default: []].append(row.run.step.id) }
        }
        if steps.isEmpty { return [] }
        let all = Set(status.rows.map(\.run.step.id)).count
        // Seeds that miss the same steps are named together.
        let groups = Dictionary(grouping: steps.keys) { steps[$0] ?? [] }
            .map { (seeds: $0.value.sorted(), steps: $0.key) }
            .sorted { $0.seeds[0] < $1.seeds[0] }
        let parts = groups.map { group in
            let names = group.steps.count == all ? "all \(all) steps" : Self.list(group.steps)
            return "\(Self.seeds(group.seeds)) of \(all == 1 ? group.steps[0] : names)"
        }
        return ["Missing: \(Self.list(parts, separator: "; ", most: 4))."]
    }

    private static func list(_ names: [String], separator: String = ", ", most: Int = 6) -> String {
        names.count <= most
            ? names.joined(separator: separator)
            : names.prefix(most - 1).joined(separator: separator) + " and \(names.count - most + 1) more"
    }

    /// `seed 3`, `seeds 0–4`, `seeds 1, 3, 7`.
    private static func seeds(_ seeds: [Int]) -> String {
        if seeds.count == 1 { return "seed \(seeds[0])" }
        let isRange = seeds.count == seeds[seeds.count - 1] - seeds[0] + 1
        return "seeds "
            + (isRange ? "\(seeds[0])–\(seeds[seeds.count - 1])" : list(seeds.map(String.init)))
    }

    private var sentence: String {
        let parts = counts.filter { $0.count > 0 || $0.state == "done" }.map { "\($0.count) \($0.state)" }
        let left = status.secondsLeft.map { ", about \(Units.duration($0)) left" } ?? ""
        return "\(study): \(Units.plural(status.rows.count, "run")): \(parts.joined(separator: ", "))\(left)."
    }

    private var json: String {
        let counts = counts.map { "\"\($0.state)\": \($0.count)" }.joined(separator: ", ")
        let left = status.secondsLeft.map { "\($0.rounded())" } ?? "null"
        let runs = table(status.rows).rendered(as: .json).split(
            separator: "\n", omittingEmptySubsequences: false
        )
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

    private func table(_ rows: [StudyStatus.Row]) -> Table {
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
        for row in rows { table.append(Self.cells(row)) }
        return table
    }

    private static func cells(_ row: StudyStatus.Row) -> [Table.Value] {
        let running = row.state.progress
        let latest = running?.progress
        let result = row.state.result
        let lease = row.state.lease
        let left = lease == nil ? nil : running?.secondsLeft(of: row.run)
        return [
            .text(row.run.step.id), .integer(row.run.seed), .text(row.state.word),
            .text(row.state.shortProgress), .fraction(result?.top1 ?? latest?.top1, decimals: 2),
            .text(left.map(Units.duration)), .integer(latest?.epoch),
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
        if lease != nil, latest.isTesting {
            return "epoch \(latest.epoch)/\(latest.epochs), testing"
        }
        return "epoch \(latest.epoch)/\(latest.epochs), step \(latest.step)/\(latest.stepsPerEpoch)"
    }
}
