import AblateResults
import AblateRunner
import AblateStatistics
import AblateTables
import AblateWords

extension StudyReport {
    /// What was decided at which look; `nil` where the number of seeds is fixed.
    var sequentialSection: ReportDocument.Section? {
        guard let sequential else { return nil }
        return .init(
            id: "looks", title: "Seeds until it is decided",
            blocks: [
                .paragraph(sequentialText(sequential)),
                .table(
                    sequentialTable(sequential),
                    caption:
                        "What each look decided. Interval: the repeated confidence interval of the last look taken, which "
                        + "holds together with those of all other looks; boundary: the p that its t-test had to be at or "
                        + "below. In points.", query: nil),
            ])
    }

    private func sequentialText(_ sequential: SequentialState) -> String {
        let record = sequential.record
        let looks = Units.list(record.looks.map(String.init))
        let open = sequential.undecided.count
        var text =
            "Declared before the first look: looks at \(looks) seeds, with an alpha-spending boundary (Lan and DeMets, with a "
            + "spending like O'Brien and Fleming's, for the paired t-test) at a level of \(Units.fixed(record.significance, 2)) over "
            + "\(Units.plural(sequential.hypotheses.count, "hypothesis", "hypotheses")) by Holm's correction. A hypothesis is "
            + "decided when its boundary is crossed, or when its repeated interval lies within ± "
            + "\(Points.unsigned(record.smallest)) points; its rows then get no more seeds unless another needs them. "
            + "\(Units.plural(sequential.looksTaken, "look")) taken; \(open == 0 ? "all is decided" : "\(open) undecided")."
        if let before = record.finishedBefore {
            text +=
                " \(Units.plural(before, "run")) had a result before the looks were declared, so the level holds only if "
                + "those were not looked at."
        }
        return text
    }

    private func sequentialTable(_ sequential: SequentialState) -> Table {
        var table = Table(columns: [
            .init("player", "step"), .init("estimate", "where"), .init("n"), .init("interval", "interval"),
            .init("p"), .init("nominal", "boundary"), .init("outcome"),
        ])
        for (hypothesis, decision) in zip(sequential.hypotheses, sequential.decisions) {
            let test = try? decision.test?.get()
            let seeds = decision.look.map { sequential.record.looks[$0] }
            table.append([
                .text(hypothesis.player), .text(place(of: hypothesis)), .integer(seeds),
                Self.written(test?.difference, test.map { Self.text($0.difference, decision.interval) }),
                Self.written(test?.pValue.value, test.map { Units.p($0.pValue.value) }),
                Self.written(decision.nominal, decision.nominal.map(Units.p)), .text(decision.outcome.words),
            ])
        }
        return table
    }

    private func place(of hypothesis: StudyHypotheses.Hypothesis) -> String {
        let own = manifest.designSpaces.first { $0.name == hypothesis.space }
        let place = own?.name(of: hypothesis.estimate) ?? name(of: hypothesis.estimate)
        guard let space = hypothesis.space, space != "steps" else { return place }
        return "\(place) (\(space))"
    }

    /// What is to be said of seeds that were added with results in sight.
    var adaptiveSentence: String? {
        guard let seeds = manifest.adaptiveSeeds, !seeds.isEmpty else { return nil }
        return
            "Adaptive: \(seeds.count == 1 ? "seed" : "seeds") \(SeedList.text(seeds)) "
            + "\(seeds.count == 1 ? "was" : "were") added when others had results. p-values and intervals here are those of "
            + "a fixed number of seeds, and hold too rarely where results decided to go on."
    }
}

extension SequentialOutcome {
    fileprivate var words: String {
        switch self {
        case .crossed: "told from zero"
        case .equivalent: "too small to matter"
        case .undecided: "undecided"
        }
    }
}
