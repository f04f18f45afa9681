import Foundation
import Reports
import Runner

/// The studies of a results folder in every format. Pure: the same studies give the same text.
struct StudiesText {
    let summaries: [StudySummary]

    var table: Table {
        var table = Table(columns: [
            .init("study"), .init("title", for: .programs), .init("declares"),
            .init("dataset", "data set"), .init("data_sha256", for: .programs),
            .init("regime", for: .programs),
            .init("steps", "rows"), .init("seeds"), .init("runs"), .init("done"), .init("running"),
            .init("failed"), .init("interrupted", "stopped"), .init("missing"),
            .init("bytes", for: .programs),
            .init("size", for: .people), .init("changed", "last change"),
        ])
        for summary in summaries { table.append(Self.cells(summary)) }
        return table
    }

    func sentence(on path: String) -> String {
        let studies = summaries.count == 1 ? "1 study" : "\(summaries.count) studies"
        return "\(studies) in \(path)."
    }

    private static func cells(_ summary: StudySummary) -> [Table.Value] {
        let manifest = summary.manifest
        func count(_ isCounted: (StudyStatus.State) -> Bool) -> Table.Value {
            .integer(summary.status.rows.count { isCounted($0.state) })
        }
        return [
            .text(manifest.name), .text(manifest.title), .text(manifest.declaredText),
            .text(manifest.data.dataset), .text(manifest.data.sha256), .text(manifest.regime),
            .integer(manifest.steps.count), .text(SeedList.text(manifest.seeds)),
            .integer(summary.status.rows.count),
            count { if case .done = $0 { true } else { false } },
            count { if case .running = $0 { true } else { false } },
            count { if case .failed = $0 { true } else { false } },
            count { if case .interrupted = $0 { true } else { false } },
            count { if case .missing = $0 { true } else { false } },
            .integer(summary.bytes), .text(DiskUsage.text(summary.bytes)),
            .text(summary.changed.map { $0.formatted(.iso8601) }),
        ]
    }
}
