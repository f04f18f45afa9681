import AblateFigures
import AblateWords

extension DifferenceFigure {
    /// Every step of a study that has a row to be set against; `nil` where no difference is measured.
    static func figure(of report: StudyReport) -> Figure? {
        let steps = report.steps.filter { $0.difference != nil }
        guard steps.contains(where: { $0.difference?.mean != nil }) else { return nil }
        let macs = Dictionary(report.steps.map { ($0.id, $0.macs) }) { first, _ in first }
        let rows = steps.map { step in
            Row(
                step, macs: macs, noun: report.noun, hasReference: report.reference != nil,
                hasTests: report.hasTests)
        }
        let theirs = "\(report.noun)'s"
        return Figure(
            id: "differences", title: title(rows, report), description: description(rows)
        ) { width in DifferenceFigure(rows: rows, ours: "ours", theirs: theirs, width: width).drawing }
    }

    /// Names what is drawn and no more.
    private static func title(_ rows: [Row], _ report: StudyReport) -> String {
        let isToldSomewhere = rows.contains(where: \.isTold)
        let isOpenSomewhere = rows.contains { $0.mean != nil && !$0.isTold }
        var marks: [String] = []
        switch (isToldSomewhere, isOpenSomewhere) {
        case (true, true):
            marks.append("filled circles are told from zero after Holm's correction, open ones not")
        case (true, false): marks.append("circles, all told from zero after Holm's correction")
        case (false, _):
            marks.append(
                report.hasTests ? "open circles, none told from zero" : "open circles, none of them tested")
        }
        if rows.contains(where: { $0.interval != nil }) {
            marks.append(
                "lines are 95 % intervals" + (cutsIntervals(rows) ? ", with a tip where they go on" : ""))
        }
        if rows.contains(where: { $0.theirs != nil }) {
            let interval =
                rows.contains { $0.theirInterval != nil } ? " with 95 % intervals where they can be had" : ""
            marks.append("diamonds \(report.theirs)\(interval)")
        }
        if rows.contains(where: \.isBranch) { marks.append("names in parentheses are branches") }
        return "What each step is worth over the row that it is measured against: "
            + marks.joined(separator: "; ") + ". MACs: their change."
    }

    private static func description(_ rows: [Row]) -> String {
        "Differences in points: "
            + rows.compactMap { row in
                row.mean.map { "\(row.label) \(Points.signed($0))" + (row.word.map { " (\($0))" } ?? "") }
            }.joined(separator: ", ") + "."
    }
}

extension DifferenceFigure.Row {
    init(_ step: ReportStep, macs: [String: Int], noun: String, hasReference: Bool, hasTests: Bool) {
        let difference = step.difference
        let reference = difference?.reference ?? ""
        label = step.label + (step.isRecipeChange ? ", by its recipe" : "")
        over = step.substitute
        what = "\(step.id) less \(reference)"
        isBranch = step.isBranch
        mean = difference?.mean
        interval = difference?.interval.value
        pairs = difference?.pairs.count ?? 0
        isTold = difference?.isDistinguishable == true
        theirs = step.paper?.difference
        theirInterval = step.paper?.test.value?.interval()
        macsRatio = macs[reference].map { Double(step.macs) / Double($0) }
        if let finding = step.finding, hasTests {
            word = "\(finding.verdict.mark) \(finding.verdict.rawValue)"
            role = .init("v-\(finding.verdict)")
        } else if hasTests, let mean {
            word = isTold ? (mean > 0 ? "▲ raises it" : "▼ lowers it") : "? not told from zero"
            role = .init(isTold ? (mean > 0 ? "v-reproduced" : "v-contradicted") : "v-inconclusive")
        }
    }
}
