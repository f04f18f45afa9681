import AblateFigures
import AblateWords

extension StudyPairReport {
    /// Steps that have a difference in either study, between rows that have learnt something in both.
    private var measured: [Step] {
        steps.filter { step in
            guard let a = step.firstDifference, let b = step.secondDifference, a.mean != nil, b.mean != nil
            else { return false }
            return !first.isAtChance(step.first) && !first.isAtChance(a.reference)
                && !second.isAtChance(step.second) && !second.isAtChance(b.reference)
        }
    }

    private func isTold(_ step: Step) -> Bool { (step.adjustedP ?? 1) < PairedEstimate.significance }

    var glance: Glance {
        let told = measured.filter(isTold)
        let same = measured.count { Points.signs($0.firstMean, $0.secondMean) == "same" }
        return Glance(
            sentences: [worthSentence(told), changesSentence].compactMap(\.self),
            counts: [
                .init(
                    number: measured.count,
                    what: measured.count == 1 ? "step measured in both" : "steps measured in both"),
                .init(number: told.count, what: "worth something else in B"),
                .init(number: same, what: "of one sign in both"),
            ])
    }

    private func worthSentence(_ told: [Step]) -> String {
        guard let most = measured.max(by: { abs($0.change) < abs($1.change) }) else {
            return "No step has a difference in both studies."
        }
        func worth(_ step: Step) -> String {
            "`\(step.id)`, worth \(Points.signed(step.firstMean)) points in A and \(Points.signed(step.secondMean)) in B"
        }
        if told.isEmpty {
            let cause =
                measured.contains { $0.test != nil } ? "" : ", since no difference of differences has a test"
            return
                "Of no step is it told that it is worth something else in B than in A\(cause); furthest apart is "
                + "\(worth(most))."
        }
        let named = told.sorted { abs($0.change) > abs($1.change) }.prefix(3).map(worth)
        let rest = told.count - named.count
        return
            "\(told.count) of \(Units.plural(measured.count, "step")) \(told.count == 1 ? "is" : "are") worth something else in B "
            + "than in A (Welch's test, Holm's correction over \(Units.plural(testCount, "test"))): "
            + (named + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: "; ") + "."
    }

    private var changesSentence: String? {
        guard !changes.isEmpty else { return nil }
        let named = changes.prefix(3).map { "`\($0.field)` \($0.before) → \($0.after)" }
        let rest = changes.count - named.count
        return "From A to B " + Units.list(named + (rest > 0 ? ["\(rest) more fields"] : [])) + "."
    }

    var differenceFigure: Figure? {
        guard !measured.isEmpty else { return nil }
        let rows = measured.map { step in
            DifferenceFigure.Row(
                label: step.id, what: "\(step.id) less \(step.firstDifference?.reference ?? "")",
                isBranch: step.first.isBranch, mean: step.secondDifference?.mean,
                interval: step.secondDifference?.interval.value,
                pairs: step.secondDifference?.pairs.count ?? 0, isTold: isTold(step),
                theirs: step.firstDifference?.mean, theirInterval: step.firstDifference?.interval.value,
                word: isTold(step) ? "≠ A" : nil, role: isTold(step) ? .init("v-contradicted") : nil)
        }
        let marks =
            rows.contains(where: \.isTold)
            ? "circles B, filled where it is told from A's after Holm's correction" : "open circles B"
        let hasIntervals = rows.contains { $0.interval != nil || $0.theirInterval != nil }
        return Figure(
            id: "differences",
            title: "What each step is worth over the row before it: \(marks); diamonds A"
                + (hasIntervals
                    ? "; lines are 95 % intervals\(DifferenceFigure.cutsIntervals(rows) ? ", with a tip where they go on" : "")."
                    : "."),
            description: "Differences in points, A and B: "
                + measured.map {
                    "\($0.id) \(Points.signed($0.firstMean)) and \(Points.signed($0.secondMean))"
                }
                .joined(separator: ", ") + "."
        ) { DifferenceFigure(rows: rows, ours: "B", theirs: "A", width: $0).drawing }
    }
}

extension StudyPairReport.Step {
    fileprivate var firstMean: Double { firstDifference?.mean ?? 0 }
    fileprivate var secondMean: Double { secondDifference?.mean ?? 0 }
    fileprivate var change: Double { secondMean - firstMean }
}
