import AblateStatistics
import AblateWords

/// What a study shows, for a reader with one minute: two or three sentences and three counts. Facts alone make them,
/// and never more than the numbers allow.
struct Glance: Hashable, Sendable {
    /// With names in backticks.
    let sentences: [String]
    let counts: [Count]

    struct Count: Hashable, Sendable {
        let number: Int
        /// What is counted, in words that follow the number.
        let what: String
    }
}

extension StudyReport {
    var glance: Glance {
        Glance(
            sentences: [
                progressSentence, differenceSentence, effectSentence, endsSentence, peerSentence,
                referenceSentence,
                chanceSentence,
            ].compactMap(\.self),
            counts: glanceCounts)
    }

    /// Differences that say something of a step: between rows that have both learnt something.
    var spokenSteps: [ReportStep] {
        steps.filter { step in
            guard let difference = step.difference, difference.mean != nil else { return false }
            return !isAtChance(step) && !isAtChance(difference.reference)
        }
    }

    private var raising: [ReportStep] {
        told.filter { $0.meanDifference > 0 }.sorted { $0.meanDifference > $1.meanDifference }
    }
    private var lowering: [ReportStep] {
        told.filter { $0.meanDifference < 0 }.sorted { $0.meanDifference < $1.meanDifference }
    }
    private var told: [ReportStep] { spokenSteps.filter { $0.difference?.isDistinguishable == true } }

    // MARK: Sentences

    /// What is not there, where anything is not.
    private var progressSentence: String? {
        let open = account.planned - account.completed - account.diverged - account.failed
        if account.completed == 0, open == account.planned {
            return account.planned == 0
                ? "No run is planned."
                : "No run is completed yet: \(Units.plural(account.planned, "run")) to come."
        }
        var parts = open > 0 ? ["\(open) to come"] : []
        if account.diverged > 0 {
            let ids =
                allSteps.filter { $0.divergedN > 0 }.map(\.id)
                + designedRows.filter { $0.divergedN > 0 }.map(\.id)
            let names = ids.map { "`\($0)`" }
            parts.append(
                "\(account.diverged) diverged and \(account.diverged == 1 ? "is" : "are") in no mean (\(Units.list(names)))"
            )
        }
        if account.failed > 0 { parts.append("\(account.failed) failed") }
        if parts.isEmpty { return nil }
        return
            "\(account.completed) of \(Units.plural(account.planned, "run")) are completed; \(Units.list(parts))."
    }

    private var differenceSentence: String? {
        let measured = measuredSteps
        guard let only = measured.first else { return nil }
        if measured.count == 1 {
            let seeds = only.n == 1 ? "one seed" : "n = \(only.n)"
            let guess = isAtChance(only) ? ", no better than guessing" : ""
            let alone = peerSentence == nil ? "; one row has no difference to measure." : "."
            return "`\(only.id)` reaches \(Self.level(only)) % (\(seeds))\(guess)\(alone)"
        }
        let spoken = spokenSteps
        guard !spoken.isEmpty else {
            if measured.allSatisfy(isAtChance) {
                return "No row is better than guessing, so differences say nothing of the steps."
            }
            return steps.contains { $0.difference?.mean != nil }
                ? "Every difference has a row in it that is no better than guessing, so none says anything of a step."
                : "No two rows that are set against each other have a seed in common, so no difference can be measured."
        }
        return spoken.contains { $0.difference?.test.value != nil }
            ? toldSentence(spoken) : untestedSentence(spoken)
    }

    /// Where no difference has a test.
    private func untestedSentence(_ spoken: [ReportStep]) -> String {
        let cause =
            spoken.allSatisfy { ($0.difference?.pairs.count ?? 0) < 2 }
            ? "From one seed no difference can be told from chance"
            : "No difference has two pairs of runs that differ, so none can be told from chance"
        let up = spoken.max { $0.meanDifference < $1.meanDifference }.filter { $0.meanDifference > 0 }
        let down = spoken.min { $0.meanDifference < $1.meanDifference }.filter { $0.meanDifference < 0 }
        let largest = [up, down].compactMap { step in
            step.map(Self.worth)
        }
        if largest.isEmpty { return "\(cause); all are zero." }
        return "\(cause); the largest \(largest.count == 1 ? "is" : "are") \(Units.list(largest)) points."
    }

    /// Where differences have tests: those that are told from zero by name, and how many are not.
    private func toldSentence(_ spoken: [ReportStep]) -> String {
        let method =
            (testCount > 1 ? "Holm's correction over \(Units.plural(testCount, "test")), " : "")
            + pairText(spoken)
        let open = spoken.count - raising.count - lowering.count
        guard open < spoken.count else {
            guard let largest = spoken.max(by: { abs($0.meanDifference) < abs($1.meanDifference) }) else {
                return ""
            }
            let what =
                spoken.count == 1 ? "The one difference is" : "None of the \(spoken.count) differences is"
            let name = spoken.count == 1 ? "" : "the largest is "
            return
                "\(what) \(spoken.count == 1 ? "not " : "")told from zero (\(method)); \(name)\(Self.worth(largest)) points."
        }
        var parts: [String] = []
        if !raising.isEmpty {
            parts.append("\(Self.named(raising)) \(raising.count == 1 ? "raises" : "raise") it")
        }
        if !lowering.isEmpty {
            parts.append("\(Self.named(lowering)) \(lowering.count == 1 ? "lowers" : "lower") it")
        }
        if open > 0 {
            parts.append("\(open) of \(spoken.count) \(open == 1 ? "is" : "are") not told from zero")
        }
        return "In points of top-1 with 95 % intervals, " + parts.joined(separator: "; ") + " (\(method))."
    }

    private func pairText(_ steps: [ReportStep]) -> String {
        let counts = steps.compactMap { $0.difference?.pairs.count }
        let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
        return least == most ? "n = \(most)" : "n from \(least) to \(most)"
    }

    /// Rows that are no better than guessing, where others are.
    private var chanceSentence: String? {
        let rows = measuredSteps.filter(isAtChance)
        guard !rows.isEmpty, rows.count < measuredSteps.count else { return nil }
        let named = rows.prefix(3).map { "`\($0.id)`" }
        let rest = rows.count - named.count
        return
            "No better than guessing, and left out here with the differences to \(rows.count == 1 ? "it" : "them"): "
            + Units.list(named + (rest > 0 ? ["\(rest) more"] : [])) + "."
    }

    /// From the first row to the last, and at what cost.
    private var endsSentence: String? {
        guard let ends, let difference = ends.last.differenceToFirst, let mean = difference.mean,
            ![ends.first, ends.last].contains(where: isAtChance)
        else { return nil }
        let ratio = Double(ends.last.macs) / Double(ends.first.macs)
        let cost =
            "\(String(format: "%.2f", ratio)) times the MACs (\(Units.count(ends.first.macs)) to \(Units.count(ends.last.macs)))"
        // Of one step alone its worth stands above.
        if ends.last.difference?.reference == ends.first.id { return "`\(ends.last.id)` takes \(cost)." }
        let worth = Self.text(mean, difference.interval.value)
        return "From `\(ends.first.id)` to `\(ends.last.id)`: \(worth) points at \(cost)."
    }

    /// How far the reference's differences are borne out.
    private var referenceSentence: String? {
        guard reference != nil else { return nil }
        let findings = spokenSteps.filter { $0.finding != nil }
        guard !findings.isEmpty else { return nil }
        let which =
            findings.count == 1
            ? "The one difference that the \(noun) has too"
            : "Of \(findings.count) differences that the \(noun) has too,"
        func verb(_ count: Int, _ one: String, _ many: String) -> String {
            findings.count == 1 ? one : "\(count == 0 ? "none" : "\(count)") \(count < 2 ? one : many)"
        }
        guard hasTests else {
            let same = findings.count { step in
                step.bothDifferences.map { Points.signs($0.ours, $0.paper) == "same" } ?? false
            }
            let sign = findings.count == 1 && same == 0 ? "another sign" : "its sign"
            return "\(which) \(verb(same, "has", "have")) \(sign), which is no evidence yet."
        }
        let parts = Verdict.allCases.compactMap { verdict -> String? in
            let count = findings.count { $0.finding?.verdict == verdict }
            if count == 0 { return nil }
            return switch verdict {
            case .directionOnly: "\(verb(count, "has", "have")) its direction only"
            default: "\(verb(count, "is", "are")) \(verdict.rawValue)"
            }
        }
        return "\(which) \(Units.list(parts))."
    }

    // MARK: Parts

    private var glanceCounts: [Glance.Count] {
        let spoken = spokenSteps
        if hasTests, !spoken.isEmpty {
            return [
                .init(
                    number: raising.count,
                    what: raising.count == 1 ? "step raises top-1" : "steps raise top-1"),
                .init(
                    number: lowering.count, what: lowering.count == 1 ? "step lowers it" : "steps lower it"),
                .init(
                    number: spoken.count - raising.count - lowering.count, what: "not told from zero"),
            ]
        }
        return [
            .init(number: manifest.steps.count, what: manifest.steps.count == 1 ? "row" : "rows"),
            .init(
                number: account.completed,
                what: "of \(Units.plural(account.planned, "run")) completed"),
            .init(
                number: computedTestCount,
                what: computedTestCount == 1 ? "difference with a test" : "differences with a test"),
        ]
    }

    private static func level(_ step: ReportStep) -> String {
        guard let mean = step.top1.mean else { return "–" }
        return Points.unsigned(mean) + (step.top1.standardDeviation.map { " ± " + Points.unsigned($0) } ?? "")
    }

    /// The first three by name, the others by number.
    private static func named(_ steps: [ReportStep]) -> String {
        let named = steps.prefix(steps.count == 4 ? 4 : 3).map(worth)
        let rest = steps.count - named.count
        return Units.list(named + (rest > 0 ? ["\(rest) more"] : []))
    }

    private static func worth(_ step: ReportStep) -> String {
        "`\(step.id)`\(step.isRecipeChange ? " by its recipe" : "")\(step.substitute.map { " over `\($0)`" } ?? "") \(text(step.meanDifference, step.difference?.interval.value))"
    }
}

extension ReportStep {
    var meanDifference: Double { difference?.mean ?? 0 }
}

extension Optional {
    fileprivate func filter(_ isIncluded: (Wrapped) -> Bool) -> Self { flatMap { isIncluded($0) ? $0 : nil } }
}
