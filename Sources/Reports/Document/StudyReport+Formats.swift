import Foundation

/// What `ablate report` writes.
public enum ReportFormat: String, CaseIterable, Sendable {
    /// One file that opens anywhere, figures included.
    case html
    case markdown
    /// Tables for the package booktabs.
    case latex
    /// The table of steps, a row a step.
    case csv
    case json
    /// For a terminal of 100 columns.
    case table

    /// Of a file that holds it; `nil` for the terminal.
    public var fileExtension: String? {
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
    /// The table of steps in the manner of booktabs, then those of agreement and cost, each with what its numbers are
    /// in a comment.
    var latex: String {
        let tables = document.sections.flatMap(\.blocks).compactMap { block -> String? in
            guard case .table(let table, let caption, _) = block,
                ["top1_text", "under_noise", "training_gmacs_per_second"].contains(where: table.hasColumn)
            else { return nil }
            return "% " + caption + "\n" + table.rendered(as: .latex)
        }
        let title = "% Study \(manifest.name): \(manifest.title)"
        return ([title] + tables).joined(separator: "\n\n")
    }

    /// An object of arrays, one a table; accuracies and differences are fractions of 1.
    var json: String {
        var members: [(String, String)] = [
            ("study", Table.Value.quoted(manifest.name)), ("title", Table.Value.quoted(manifest.title)),
            ("regime", Table.Value.quoted(manifest.regime)),
            ("dataset", Table.Value.quoted(manifest.data.dataset)),
            ("seeds", "[" + manifest.seeds.map(String.init).joined(separator: ", ") + "]"),
            ("attempt_seconds", "\(account.attemptSeconds)"), ("lost_seconds", "\(account.lostSeconds)"),
            ("tests", "\(testCount)"), ("steps", stepTable.json), ("runs", runTable.json),
            ("agreement", agreement.table(ceiling: ceiling).json), ("costs", costs.table.json),
            ("epochs", curveTable.json), ("failures", failureTable.json),
        ]
        members.append(("equal_budgets", costs.budgets?.table.json ?? "[]"))
        members.append(("classes", classAccuracy.value?.table.json ?? "[]"))
        members.append(("class_names", classAccuracy.value?.classTable.json ?? "[]"))
        members.append(("disagreement", disagreement.value?.table.json ?? "[]"))
        return "{\n" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",\n") + "\n}"
    }
}

extension Table {
    fileprivate func hasColumn(_ key: String) -> Bool { columns.contains { $0.key == key } }
}
