import AblateRunner
import AblateTables
import AblateWords
import Foundation

/// The studies of a results folder in every format. Pure: the same studies give the same text.
struct StudiesText {
    let summaries: [StudySummary]

    var table: Table {
        var table = Table(columns: [
            .init("study"), .init("title", for: .programs), .init("declares", for: .programs),
            .init("declared", "declares", for: .people), .init("dataset", "data set"),
            .init("data_sha256", for: .programs), .init("regime", for: .programs), .init("steps", "rows"),
            .init("seeds"), .init("runs", for: .programs), .init("done", for: .programs),
            .init("running", for: .programs), .init("failed", for: .programs),
            .init("interrupted", for: .programs), .init("missing", for: .programs),
            .init("progress", "runs", for: .people), .init("bytes", for: .programs),
            .init("size", for: .people), .init("changed", for: .programs),
            .init("day", "last change", for: .people),
        ])
        for summary in summaries { table.append(Self.cells(summary)) }
        return table
    }

    func sentence(on path: String) -> String {
        let studies = Units.plural(summaries.count, "study", "studies")
        return "\(studies) in \(path)."
    }

    private static func cells(_ summary: StudySummary) -> [Table.Value] {
        let manifest = summary.manifest
        let rows = summary.status.rows
        func count(_ isCounted: (StudyStatus.State) -> Bool) -> Int { rows.count { isCounted($0.state) } }
        let done = count { if case .done = $0 { true } else { false } }
        let running = count { if case .running = $0 { true } else { false } }
        let failed = count { if case .failed = $0 { true } else { false } }
        let interrupted = count { if case .interrupted = $0 { true } else { false } }
        let missing = count { if case .missing = $0 { true } else { false } }
        // What is not done and not named is missing.
        let parts = [(running, "running"), (failed, "failed"), (interrupted, "interrupted")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let progress = (["\(done) of \(rows.count) done"] + parts).joined(separator: ", ")
        let declared = manifest.declaredText
        return [
            .text(manifest.name), .text(manifest.title), .text(declared),
            // Nothing where the name tells it.
            .text(declared == manifest.name ? nil : declared), .text(manifest.data.dataset),
            .text(manifest.data.sha256), .text(manifest.regime), .integer(manifest.steps.count),
            .text(SeedList.text(manifest.seeds)), .integer(rows.count), .integer(done), .integer(running),
            .integer(failed), .integer(interrupted), .integer(missing), .text(progress),
            .integer(summary.bytes), .text(DiskUsage.text(summary.bytes)),
            .text(summary.changed.map { $0.formatted(.iso8601) }),
            .text(summary.changed.map { String($0.formatted(.iso8601).prefix(10)) }),
        ]
    }
}
