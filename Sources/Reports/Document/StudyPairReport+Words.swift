import AblateRuns
import AblateWords

extension StudyPairReport {
    var changesCaption: String {
        "Fields of recipe, data, regime and network that differ in every row that both have."
    }

    var sameText: String { "Recipe, data and regime are the same; only steps or seeds differ." }

    /// What differs, the steps, and what is to be said of them.
    var terminalText: String {
        let names = "A  \(first.manifest.name)\nB  \(second.manifest.name)"
        let fields =
            changes.isEmpty
            ? sameText : changesCaption + "\n\n" + Comparison.table(of: changes).rendered(as: .table)
        let notes = (stepChangeNotes + levelNotes + chanceNotes).map { $0.replacing("`", with: "") }
        return [names, fields, stepTable.rendered(as: .table), notes.joined(separator: "\n")]
            .joined(separator: "\n\n")
    }

    /// Rows that mean something else in either study.
    var stepChangeNotes: [String] {
        steps.filter { !$0.changes.isEmpty }.map { step in
            "`\(step.id)` differs from A to B in " + Units.list(step.changes.map(\.description)) + "."
        }
    }

    /// How the accuracies' differences are come by, and where they say nothing of chance.
    var levelNotes: [String] {
        let levels = steps.compactMap { step in step.level.map { (id: step.id, level: $0) } }
        if levels.isEmpty { return ["No row has a completed run in both studies."] }
        func list(_ rows: [(id: String, level: LevelDifference)]) -> String {
            Units.list(rows.map { "`\($0.id)`" })
        }
        var notes: [String] = []
        let counts = Set(levels.compactMap(\.level.pairs)).sorted()
        if let least = counts.first, let most = counts.last {
            notes.append(
                "Top-1 B − A is paired by seed, over "
                    + (least == most ? Units.plural(most, "pair") : "\(least) to \(most) pairs")
                    + " of runs on the same test images.")
        }
        for reason in Set(levels.compactMap(\.level.reason)).sorted() {
            notes.append(
                "Top-1 B − A of \(list(levels.filter { $0.level.reason == reason })) is unpaired (Welch): \(reason)."
            )
        }
        let errors = levels.compactMap { row -> (id: String, level: LevelDifference, reason: String)? in
            if case .failure(let error) = row.level.test { (row.id, row.level, "\(error)") } else { nil }
        }
        for reason in Set(errors.map(\.reason)).sorted() {
            let rows = errors.filter { $0.reason == reason }.map { (id: $0.id, level: $0.level) }
            notes.append("No interval of top-1 B − A for \(list(rows)): \(reason)")
        }
        return notes
    }

    /// Rows of both that are no better than guessing in one.
    var chanceNotes: [String] {
        let ids = Set(steps.map(\.id))
        return [("A", first), ("B", second)].flatMap { name, report in
            report.chance.sentences(
                on: report.steps.filter { ids.contains($0.id) }.map { ($0.id, $0.runs.map(\.top1)) },
                isMarkedUp: true
            ).map { "\(name): \($0)" }
        }
    }
}
