import AblateArchitectures
import AblateFigures
import AblateStatistics
import AblateTables
import AblateWords

/// A comparison as a page: what `ablate compare --format html` writes. Differences are B less A.
extension Comparison {
    package var html: String { document.html }

    private var document: ReportDocument {
        let hasRuns = !pairs.isEmpty
        return ReportDocument(
            title: "\(second.name) against \(first.name)",
            lead: "A is `\(first.name.held)`, B is `\(second.name.held)`; differences are B less A.",
            glance: Glance(
                sentences: hasRuns ? ComparisonText.sentences(on: self) : ["Neither has a run yet."],
                counts: [
                    .init(
                        number: changes.count, what: changes.count == 1 ? "field differs" : "fields differ"),
                    .init(
                        number: differences.count,
                        what: differences.count == 1 ? "pair of runs" : "pairs of runs"),
                ]),
            figure: figure,
            sections: [
                .init(
                    id: "what-differs", title: "What differs",
                    blocks: [
                        .table(
                            Self.table(of: changes), caption: "Fields that differ, and no other.", query: nil)
                    ]),
                .init(
                    id: "cost", title: "Cost",
                    blocks: [
                        .table(groupTable, caption: "MACs and parameters by group of layers.", query: nil)
                    ]),
            ]
                + (hasRuns
                    ? [
                        .init(
                            id: "accuracy", title: "Accuracy",
                            blocks: [
                                .table(
                                    pairTable,
                                    caption:
                                        "A row a seed; on how many test images the one is right and the other "
                                        + "wrong, with McNemar's exact test.", query: nil),
                                .table(
                                    epochTable(limit: nil), caption: "By epoch, over these runs.", query: nil),
                            ])
                    ] : []))
    }

    /// A row a pair, and their mean with its interval.
    private var figure: Figure? {
        guard !differences.isEmpty else { return nil }
        let isPaired = pairs.allSatisfy { $0.seed != nil }
        var rows = pairs.compactMap { pair -> DifferenceFigure.Row? in
            pair.difference.map { difference in
                let label = pair.seed.map { "seed \($0)" } ?? "two seeds"
                return .init(label: label, what: "B less A, \(label)", mean: difference, pairs: 1)
            }
        }
        var hasInterval = false
        if isPaired, rows.count > 1 {
            let test = try? TTest(paired: differences)
            hasInterval = test != nil
            let macs = groups.reduce((0, 0)) { ($0.0 + $1.firstMACs, $0.1 + $1.secondMACs) }
            rows.append(
                .init(
                    label: "mean", what: "B less A, mean", mean: Summary(differences).mean,
                    interval: test?.interval(),
                    pairs: differences.count, isTold: (test?.pValue.value ?? 1) < PairedEstimate.significance,
                    macsRatio: macs.0 > 0 ? Double(macs.1) / Double(macs.0) : nil))
        }
        let shown = rows
        return Figure(
            id: "differences",
            title: "B less A by seed: open circles are pairs of runs"
                + (hasInterval ? "; below them their mean with its 95 % interval" : "") + ".",
            description: "Differences in points: "
                + shown.compactMap { row in row.mean.map { "\(row.label) \(Points.signed($0))" } }
                .joined(separator: ", ") + "."
        ) { DifferenceFigure(rows: shown, ours: "B − A", theirs: "", width: $0).drawing }
    }
}

extension StudyComparison {
    package var html: String { document.html }

    private var document: ReportDocument {
        let tests = steps.map { try? TTest(paired: $0.differences) }
        let tested = tests.indices.filter { tests[$0] != nil }
        let adjusted = Dictionary(
            uniqueKeysWithValues: zip(tested, Holm.adjusted(tested.compactMap { tests[$0]?.pValue.value })))
        var told = 0
        var rows: [DifferenceFigure.Row] = []
        for (index, step) in steps.enumerated() {
            let isTold = (adjusted[index] ?? 1) < PairedEstimate.significance
            told += isTold ? 1 : 0
            rows.append(
                .init(
                    label: step.id, what: "\(step.id), B less A", mean: Summary(step.differences).mean,
                    interval: tests[index]?.interval(), pairs: step.differences.count, isTold: isTold,
                    macsRatio: step.firstMACs > 0 ? Double(step.secondMACs) / Double(step.firstMACs) : nil))
        }
        let measured = rows.filter { $0.mean != nil }
        return ReportDocument(
            title: "Studies \(first) and \(second)",
            lead: "A is `\(first.held)`, B is `\(second.held)`; differences are B less A, of the same step.",
            glance: Glance(
                sentences: [sentence(measured, told: told, tests: adjusted.count)] + chanceSentences,
                counts: [
                    .init(number: steps.count, what: steps.count == 1 ? "step in both" : "steps in both"),
                    .init(number: told, what: "told from zero"),
                    .init(
                        number: changes.count, what: changes.count == 1 ? "field differs" : "fields differ"),
                ]),
            figure: figure(rows, told: told),
            sections: [
                .init(
                    id: "what-differs", title: "What differs",
                    blocks: changes.isEmpty
                        ? [.paragraph("Recipe and data are the same.")]
                        : [.table(Comparison.table(of: changes), caption: "In recipe and data.", query: nil)]),
                .init(
                    id: "steps", title: "Steps",
                    blocks: [
                        .table(
                            stepTable,
                            caption:
                                "Top-1 over the n completed runs of a side; B − A over pairs of one seed.",
                            query: nil)
                    ]),
            ])
    }

    private var chanceSentences: [String] {
        [
            ("A", steps.map { ($0.id, $0.firstRuns) }, firstChance),
            ("B", steps.map { ($0.id, $0.secondRuns) }, secondChance),
        ].flatMap { name, rows, chance in
            chance.sentences(on: rows, isMarkedUp: true).map { "\(name): \($0)" }
        }
    }

    private func sentence(_ rows: [DifferenceFigure.Row], told: Int, tests: Int) -> String {
        guard let most = rows.max(by: { abs($0.mean ?? 0) < abs($1.mean ?? 0) }), let mean = most.mean else {
            return "No step has a seed that both studies completed, so there is no difference to speak of."
        }
        let largest = "the largest is `\(most.label)` \(StudyReport.text(mean, most.interval)) points"
        if tests == 0 { return "From one pair each, no difference can be told from chance; \(largest)." }
        return
            "\(told) of \(Units.plural(rows.count, "difference")) \(told == 1 ? "is" : "are") told from zero (paired "
            + "t-tests, Holm's correction over \(Units.plural(tests, "test"))); \(largest)."
    }

    private func figure(_ rows: [DifferenceFigure.Row], told: Int) -> Figure? {
        let measured = rows.filter { $0.mean != nil }
        guard !measured.isEmpty else { return nil }
        var marks = told == 0 ? [] : ["filled circles are told from zero after Holm's correction"]
        if told < measured.count {
            marks.append(told == 0 ? "open circles, none told from zero" : "open ones not")
        }
        if measured.contains(where: { $0.interval != nil }) { marks.append("lines are 95 % intervals") }
        return Figure(
            id: "differences",
            title: "B less A by step: " + marks.joined(separator: "; ") + ". MACs: their change.",
            description: "Differences in points: "
                + measured.compactMap { row in row.mean.map { "\(row.label) \(Points.signed($0))" } }
                .joined(separator: ", ") + "."
        ) { DifferenceFigure(rows: rows, ours: "B − A", theirs: "", width: $0).drawing }
    }
}
