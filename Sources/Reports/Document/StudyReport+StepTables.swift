import AblateStatistics
import AblateTables
import AblateWords

extension ReportStep {
    /// As tables for people name it.
    var label: String { isBranch ? "(\(id))" : id }

    var changeText: String {
        let family = changes.first { $0.field == "family" }
        return (recipeTexts + (family.map { [$0.description] } ?? changes.map(\.description)))
            .joined(separator: "; ")
    }

    /// A field or two of the recipe each; of more their number and the first two.
    private var recipeTexts: [String] {
        let texts = recipeChanges.map(\.description)
        if texts.count < 4 { return texts }
        let first = texts.prefix(2).map { $0.replacing("recipe.", with: "", maxReplacements: 1) }
        return ["\(texts.count) fields of the recipe: \(first.joined(separator: ", ")) …"]
    }
}

extension StudyReport {
    /// A row a step: what it is, what it costs, what it is worth here and in the paper. What CSV holds.
    var stepTable: Table {
        var table = Table(columns: Self.stepColumns.map(titled))
        for step in allSteps {
            let difference = step.difference
            let interval = difference?.interval.value
            let paper = step.paper
            let paperInterval = paper?.test.value?.interval()
            table.append([
                .text(step.label), .text(step.id), .integer(step.position), .truth(step.isBranch),
                .truth(step.isPeer),
                .text(step.predecessor), .text(difference?.reference),
                .text(step.differenceToFirst?.reference),
                .text(step.changes.isEmpty && !step.isRecipeChange ? step.title : step.changeText),
                .list(step.changes.map(\.description)),
                .written(Double(step.macs), Units.count(step.macs)), .integer(step.macs),
                .written(Double(step.parameters), Units.count(step.parameters)), .integer(step.parameters),
                Self.written(step.top1.mean, Units.mean(step.top1)),
                .fraction(step.top1.mean, decimals: 2),
                .fraction(step.top1.standardDeviation, decimals: 2), .integer(step.n),
                .integer(step.plannedN), .integer(step.divergedN), .integer(step.failedN),
                Self.written(difference?.mean, Self.text(of: step)),
                .fraction(difference?.mean, decimals: 2),
                .fraction(difference?.summary.standardDeviation, decimals: 2),
                .integer(difference.map { $0.pairs.count }), .fraction(interval?.lower, decimals: 2),
                .fraction(interval?.upper, decimals: 2),
                .real(difference?.test.value?.pValue.value, decimals: 4),
                .real(difference?.adjustedP, decimals: 4),
                Self.written(difference?.adjustedP, difference?.adjustedP.map(Units.p)),
                .real(difference?.signFlip.value?.pValue.value, decimals: 4),
                .real(difference?.superiority.value?.estimate, decimals: 2),
                .fraction(step.differenceToFirst?.mean, decimals: 2),
                Self.written(paper?.difference, Self.text(ofPaper: paper)),
                .fraction(paper?.difference, decimals: 2), .fraction(paperInterval?.lower, decimals: 2),
                .fraction(paperInterval?.upper, decimals: 2), .fraction(paper?.top1Mean, decimals: 2),
                .fraction(paper?.top1SD, decimals: 2), .integer(paper?.seeds),
                .text(step.signText), .text(step.finding?.verdict.rawValue), .text(step.finding?.reason),
                .real(step.seconds.mean, decimals: step.seconds.mean ?? 0 < 100 ? 1 : 0),
                .real(step.imagesPerSecond.mean, decimals: 0),
                step.n == 0 ? .missing : .truth(atChanceN(step) == step.n), .integer(atChanceN(step)),
            ])
        }
        return table
    }

    /// For people, who need no column of what one seed has not.
    /// Without columns of what there is not.
    var readableStepTable: Table {
        var missing: Set<String> = hasTests ? [] : ["p_text", "verdict"]
        if reference == nil { missing.formUnion(["paper_text", "agreement", "verdict"]) }
        return missing.isEmpty ? stepTable : stepTable.without(missing)
    }

    /// A column under a head that names what its cells hold.
    private func titled(_ column: Table.Column) -> Table.Column {
        switch column.key {
        case "top1_text" where !hasDeviations: .init(column.key, "top-1 % (n)", for: column.audience)
        case "delta_text" where !hasTests: .init(column.key, "vs previous", for: column.audience)
        case "paper_text": .init(column.key, "\(noun)'s", for: column.audience)
        default: column
        }
    }

    private static let stepColumns: [Table.Column] = [
        .init("step_text", "step", for: .people), .init("step", for: .programs),
        .init("position", for: .programs), .init("branch", for: .programs),
        .init("peer", for: .programs), .init("predecessor", for: .programs),
        .init("reference", for: .programs),
        .init("baseline", for: .programs), .init("changes_text", "what changed", for: .people),
        .init("changes", for: .programs), .init("macs_text", "MACs", for: .people),
        .init("macs", for: .programs), .init("parameters_text", "params", for: .people),
        .init("parameters", for: .programs), .init("top1_text", "top-1 %, mean ± sd (n)", for: .people),
        .init("top1_mean", for: .programs), .init("top1_sd", for: .programs), .init("n", for: .programs),
        .init("n_planned", for: .programs), .init("n_diverged", for: .programs),
        .init("n_failed", for: .programs), .init("delta_text", "vs previous [95 %]", for: .people),
        .init("delta_mean", for: .programs), .init("delta_sd", for: .programs),
        .init("n_pairs", for: .programs), .init("delta_lower", for: .programs),
        .init("delta_upper", for: .programs), .init("delta_p", for: .programs),
        .init("delta_p_holm", for: .programs), .init("p_text", "Holm p", for: .people),
        .init("sign_flip_p", for: .programs), .init("superiority", for: .programs),
        .init("baseline_delta_mean", for: .programs), .init("paper_text", "paper's", for: .people),
        .init("paper_delta", for: .programs), .init("paper_delta_lower", for: .programs),
        .init("paper_delta_upper", for: .programs), .init("paper_top1_mean", for: .programs),
        .init("paper_top1_sd", for: .programs), .init("paper_seeds", for: .programs),
        .init("agreement", "sign"), .init("verdict"), .init("verdict_reason", for: .programs),
        .init("seconds_mean", "seconds"), .init("images_per_second_mean", "images/s"),
        .init("at_chance", for: .programs), .init("n_at_chance", for: .programs),
    ]

    /// Why each verdict is what it is.
    var verdictTable: Table {
        var table = Table(columns: [
            .init("step"), .init("ours", "ours [95 %]"), .init("paper", "\(noun)'s [95 %]"),
            .init("pairs"), .init("p", "t-test p"), .init("p_holm", "Holm p"),
            .init("sign_flip_p", "sign-flip p"), .init("superiority", "P(better)"),
            .init("detectable"), .init("verdict"), .init("reason"),
        ])
        for step in steps {
            guard let difference = step.difference, let finding = step.finding else { continue }
            let paper = step.paper
            table.append([
                .text(step.label), Self.written(difference.mean, Self.text(of: step)),
                Self.written(paper?.difference, Self.text(ofPaper: paper, interval: true)),
                .integer(difference.pairs.count),
                Self.written(
                    difference.test.value?.pValue.value,
                    difference.test.value.map { Units.p($0.pValue.value) }),
                Self.written(difference.adjustedP, difference.adjustedP.map(Units.p)),
                .real(difference.signFlip.value?.pValue.value, decimals: 3),
                .real(difference.superiority.value?.estimate, decimals: 2),
                Self.written(
                    difference.smallestDetectable.value, difference.smallestDetectable.value.map(Points.size)),
                .text(finding.verdict.rawValue), .text(finding.reason),
            ])
        }
        return table
    }

    /// A row a run behind the numbers.
    var runTable: Table {
        var table = Table(columns: [
            .init("step"), .init("seed"), .init("run", "run (SHA-256 of its identity)"),
            .init("status_text", "status", for: .people), .init("status", for: .programs),
            .init("diverged_at_step", for: .programs), .init("top1", "top-1 %"),
            .init("delta", "vs previous"), .init("seconds"),
        ])
        for step in allSteps {
            let differences = Dictionary(
                (step.difference?.pairs ?? []).map { ($0.seed, $0.difference) }
            ) { first, _ in first }
            for run in step.runs {
                table.append([
                    .text(step.id), .integer(run.seed), .text(run.identitySHA256), .text("completed"),
                    .text("completed"), .missing, .fraction(run.top1, decimals: 2),
                    Self.written(differences[run.seed], differences[run.seed].map { Points.signed($0) }),
                    .real(run.seconds, decimals: 1),
                ])
            }
            for run in step.diverged {
                table.append([
                    .text(step.id), .integer(run.seed), .text(run.identitySHA256),
                    .text("diverged" + (run.step.map { " at step \($0)" } ?? "")), .text("diverged"),
                    .integer(run.step), .missing, .missing, .missing,
                ])
            }
        }
        return table
    }

    // MARK: Cells

    static func written(_ value: Double?, _ text: String?) -> Table.Value {
        guard let value, let text else { return .missing }
        return .written(value, text)
    }

    /// `+0.53 [+0.12, +0.94]`; without an interval the mean alone.
    static func text(of difference: PairedEstimate?) -> String? {
        guard let difference, let mean = difference.mean else { return nil }
        return text(mean, difference.interval.value)
    }

    /// With the row that is subtracted where that is not the step before.
    private static func text(of step: ReportStep) -> String? {
        text(of: step.difference).map { $0 + (step.substitute.map { " to \($0)" } ?? "") }
    }

    /// With a dagger where the paper's own seeds do not tell it from zero.
    private static func text(ofPaper paper: PaperStep?, interval: Bool = false) -> String? {
        guard let paper, let difference = paper.difference else { return nil }
        return text(difference, interval ? paper.test.value?.interval() : nil)
            + (paper.isDistinguishable == false ? " †" : "")
    }

    static func text(_ mean: Double, _ interval: Interval?) -> String {
        Points.signed(mean)
            + (interval.map { " [\(Points.signed($0.lower)), \(Points.signed($0.upper))]" } ?? "")
    }
}

extension ReportStep {
    /// Whether both differences have one sign, in words; a peer's has no part in that.
    fileprivate var signText: String? {
        isPeer ? nil : bothDifferences.map { Points.signs($0.ours, $0.paper) }
    }
}
