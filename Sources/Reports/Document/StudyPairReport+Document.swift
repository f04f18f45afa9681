import AblateStatistics
import AblateTables
import AblateWords

extension StudyPairReport {
    private var names: (String, String) { (first.manifest.name, second.manifest.name) }

    var document: ReportDocument {
        ReportDocument(
            title: "Studies \(names.0) and \(names.1)",
            lead:
                "A is `\(names.0.held)`, B is `\(names.1.held)`. What is compared is what each step is worth in either: levels "
                + "belong to data and training.",
            glance: glance, figure: differenceFigure,
            sections: [whatDiffers, stepSection, agreementSection, costSection, accountSection])
    }

    private var whatDiffers: ReportDocument.Section {
        var facts = Table(columns: [.init("what"), .init("a", "A"), .init("b", "B")])
        let rows: [(String, (StudyReport) -> String)] = [
            ("title", { $0.manifest.title }), ("regime", { $0.manifest.regime }),
            ("recipe", { $0.manifest.recipe.text }),
            ("seeds", { $0.manifest.seeds.map(String.init).joined(separator: ", ") }),
            ("runs", { "\($0.account.completed) of \($0.account.planned) completed" }),
            ("machine", { $0.account.machineText }), ("commit", { $0.account.commitText }),
            ("compute", { $0.account.computeText }),
        ]
        for row in rows { facts.append([.text(row.0), .text(row.1(first)), .text(row.1(second))]) }
        return .init(
            id: "what-differs", title: "What differs",
            blocks: [
                changes.isEmpty
                    ? .paragraph(sameText)
                    : .table(Comparison.table(of: changes), caption: changesCaption, query: nil),
                .table(facts, caption: "Both studies.", query: nil),
            ])
    }

    private var stepSection: ReportDocument.Section {
        let notes =
            stepChangeNotes + levelNotes + chanceNotes + [
                "A: \(first.barText)", "B: \(second.barText)",
                "What a step is worth, B − A, is the difference of both differences, by Welch's test as of independent studies; Holm's correction "
                    + "is over \(Units.plural(testCount, "test")), one for each step that both have a step before of.",
            ]
        let alone = [("A", first, second), ("B", second, first)].compactMap { name, own, other -> String? in
            let ids = own.steps.map(\.id).filter { id in !other.steps.contains { $0.id == id } }
            return ids.isEmpty ? nil : "Only \(name) has \(Units.list(ids.map { "`\($0)`" }))."
        }
        return .init(
            id: "steps", title: "What each step is worth in either",
            blocks: [
                .table(
                    stepTable,
                    caption:
                        "Top-1 in either and B − A, then differences to the step before (the nearest that both studies "
                        + "have), paired by seed within a study, and B − A of these; in points.",
                    query: StudyReport.query(.differences(in: names.0, and: names.1))),
                .list(notes + alone),
            ])
    }

    /// A row a step of both; what CSV holds.
    var stepTable: Table {
        var table = Table(columns: [
            .init("step_text", "step", for: .people), .init("step", for: .programs),
            .init("a_top1_text", "A: top-1 %", for: .people), .init("a_top1_mean", for: .programs),
            .init("a_top1_sd", for: .programs), .init("a_n", for: .programs),
            .init("b_top1_text", "B: top-1 %", for: .people), .init("b_top1_mean", for: .programs),
            .init("b_top1_sd", for: .programs), .init("b_n", for: .programs),
            .init("level_text", "top-1 B − A [95 %]", for: .people),
            .init("level_difference", for: .programs),
            .init("level_lower", for: .programs), .init("level_upper", for: .programs),
            .init("level_p", for: .programs), .init("level_pairs", for: .programs),
            .init("level_unpaired_reason", for: .programs), .init("level_interval_reason", for: .programs),
            .init("a_at_chance", for: .programs), .init("b_at_chance", for: .programs),
            .init("reference", "less"),
            .init("a_delta_text", "A vs previous [95 %]", for: .people),
            .init("a_delta_mean", for: .programs),
            .init("b_delta_text", "B vs previous [95 %]", for: .people),
            .init("b_delta_mean", for: .programs),
            .init("sign"), .init("difference_text", "worth B − A [95 %]", for: .people),
            .init("difference", for: .programs), .init("difference_lower", for: .programs),
            .init("difference_upper", for: .programs), .init("p_holm", "Holm p"),
            .init("a_macs_text", "A: MACs", for: .people), .init("a_macs", for: .programs),
            .init("b_macs_text", "B: MACs", for: .people), .init("b_macs", for: .programs),
            .init("changes", for: .programs),
        ])
        for step in steps {
            let (a, b) = (step.first, step.second)
            let (ours, theirs) = (step.firstDifference, step.secondDifference)
            let interval = step.test?.interval()
            let signs = (ours?.mean).flatMap { first in
                (theirs?.mean).map { Points.signs(first, $0) }
            }
            table.append(
                [
                    .text(a.label), .text(a.id), StudyReport.written(a.top1.mean, Units.mean(a.top1)),
                    .fraction(a.top1.mean, decimals: 2), .fraction(a.top1.standardDeviation, decimals: 2),
                    .integer(a.n), StudyReport.written(b.top1.mean, Units.mean(b.top1)),
                    .fraction(b.top1.mean, decimals: 2), .fraction(b.top1.standardDeviation, decimals: 2),
                    .integer(b.n),
                ] + cells(of: step) + [
                    .text(ours?.reference),
                    StudyReport.written(ours?.mean, StudyReport.text(of: ours)),
                    .fraction(ours?.mean, decimals: 2),
                    StudyReport.written(theirs?.mean, StudyReport.text(of: theirs)),
                    .fraction(theirs?.mean, decimals: 2),
                    .text(signs),
                    StudyReport.written(
                        step.test?.difference, step.test.map { StudyReport.text($0.difference, interval) }),
                    .fraction(step.test?.difference, decimals: 2), .fraction(interval?.lower, decimals: 2),
                    .fraction(interval?.upper, decimals: 2),
                    StudyReport.written(step.adjustedP, step.adjustedP.map(Units.p)),
                    .written(Double(a.macs), Units.count(a.macs)), .integer(a.macs),
                    .written(Double(b.macs), Units.count(b.macs)), .integer(b.macs),
                    .list(step.changes.map(\.description)),
                ])
        }
        return table
    }

    /// The accuracies' difference, and which of them are at chance.
    private func cells(of step: Step) -> [Table.Value] {
        let (level, test) = (step.level, step.level?.test.value)
        let interval = test?.interval()
        func isAtChance(_ report: StudyReport, _ own: ReportStep) -> Table.Value {
            own.n == 0 ? .missing : .truth(report.atChanceN(own) == own.n)
        }
        var reason: String?
        if case .failure(let error)? = level?.test { reason = "\(error)" }
        return [
            StudyReport.written(
                level?.mean,
                level.map { StudyReport.text($0.mean, interval) + ($0.pairs == nil ? " (unpaired)" : "") }),
            .fraction(level?.mean, decimals: 2), .fraction(interval?.lower, decimals: 2),
            .fraction(interval?.upper, decimals: 2), .real(test?.pValue.value, decimals: 4),
            .integer(level?.pairs), .text(level?.reason), .text(reason), isAtChance(first, step.first),
            isAtChance(second, step.second),
        ]
    }

    private var agreementSection: ReportDocument.Section {
        if agreement.points.count < 2 {
            let count = Units.plural(agreement.points.count, "row")
            return .init(
                id: "agreement", title: "Do they agree?",
                blocks: [
                    .paragraph(
                        "\(count) \(agreement.points.count == 1 ? "has" : "have") a difference to a step before in both "
                            + "studies, which is too few to speak of agreement.")
                ])
        }
        let figure = AgreementFigure.figure(agreement, ours: "B", theirs: "A")
        return .init(
            id: "agreement", title: "Do they agree?",
            blocks: first.figures(figure) + [
                .table(
                    agreement.readableTable(ceiling: nil, noun: ""),
                    caption: "Over adopted steps."
                        + (agreement.spearman.underNoise.value == nil
                            ? "" : " Under noise alone: were A's differences the truth in B as well."),
                    query: nil)
            ])
    }

    private var costSection: ReportDocument.Section {
        .init(
            id: "cost", title: "Cost",
            blocks: [
                .table(first.costs.table, caption: "A, `\(names.0.held)`.", query: nil),
                .table(second.costs.table, caption: "B, `\(names.1.held)`.", query: nil),
            ])
    }

    private var accountSection: ReportDocument.Section {
        .init(
            id: "account", title: "Every run",
            blocks: [
                .table(first.runTable, caption: "A, `\(names.0.held)`.", query: nil),
                .table(second.runTable, caption: "B, `\(names.1.held)`.", query: nil),
            ])
    }

    /// The comparison as text, without a newline at its end. The same database gives the same bytes.
    package func rendered(as format: ReportFormat) -> String {
        switch format {
        case .html: document.html
        case .markdown: document.markdown
        case .latex:
            Table.latexRules + "\n\n"
                + stepTable.latexFloat(
                    caption:
                        "A is `\(names.0.held)`, B is `\(names.1.held)`: top-1 and differences to the step before, "
                        + "the nearest that both have, in points.",
                    label: "\(names.0)-and-\(names.1)-steps")
        case .csv: stepTable.rendered(as: .csv)
        case .table: terminalText
        case .json:
            "{\n\"a\": \(Table.Value.quoted(names.0)),\n\"b\": \(Table.Value.quoted(names.1)),\n\"changes\": "
                + "\(Comparison.table(of: changes).json),\n\"steps\": \(stepTable.json),\n\"agreement\": "
                + "\(agreement.table(ceiling: nil).json)\n}"
        }
    }
}
