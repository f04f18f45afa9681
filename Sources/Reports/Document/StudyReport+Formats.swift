import AblateTables
import Foundation

/// What `ablate report` writes.
package enum ReportFormat: String, CaseIterable, Sendable {
    /// One file that opens anywhere, figures included.
    case html
    case markdown
    /// Tables with captions and labels, to be set by any class without a package.
    case latex
    /// The table of steps, a row a step.
    case csv
    case json
    /// For a terminal of 100 columns.
    case table

    /// Of a file that holds it; `nil` for the terminal.
    package var fileExtension: String? {
        switch self {
        case .html: "html"
        case .markdown: "md"
        case .latex: "tex"
        case .csv: "csv"
        case .json: "json"
        case .table: nil
        }
    }
}

extension StudyReport {
    /// An object of arrays, one a table; accuracies and differences are fractions of 1.
    var json: String {
        var members: [(String, String)] = [
            ("study", Table.Value.quoted(manifest.name)), ("title", Table.Value.quoted(manifest.title)),
            ("regime", Table.Value.quoted(manifest.regime)),
            ("dataset", Table.Value.quoted(manifest.data.dataset)),
            ("seeds", "[" + manifest.seeds.map(String.init).joined(separator: ", ") + "]"),
            ("attempt_seconds", "\(account.attemptSeconds)"), ("lost_seconds", "\(account.lostSeconds)"),
            ("tests", "\(testCount)"), ("chance_top1", "\(chance.share)"),
            ("steps", stepTable.json), ("runs", runTable.json),
            ("agreement", agreement.table(ceiling: ceiling).json), ("costs", costs.table.json),
            ("epochs", curveTable.json), ("failures", failureTable.json),
        ]
        members.append(("equal_budgets", costs.budgets?.table.json ?? "[]"))
        members.append(("classes", classAccuracy.value?.table.json ?? "[]"))
        members.append(("class_names", classAccuracy.value?.classTable.json ?? "[]"))
        members.append(("disagreement", disagreement.value?.table.json ?? "[]"))
        if !spaces.isEmpty || equalMACs != nil {
            members += [
                ("effects", effectRows.json), ("order_dependence", dependenceRows.json),
                ("interactions", interactionRows.json), ("subsets", subsetRows.json),
            ]
        }
        return "{\n" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",\n") + "\n}"
    }
}
