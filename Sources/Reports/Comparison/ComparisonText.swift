import AblateStatistics
import AblateTables
import AblateWords
import Foundation

/// A comparison as people read it: one screen of tables and sentences.
package struct ComparisonText: Sendable {
    package var format: OutputFormat
    /// Columns of the terminal that it is for; `nil` where it is for none.
    package var width: Int?

    /// - Parameter format: `table` or `markdown`.
    package init(format: OutputFormat, width: Int? = nil) {
        self.format = format
        self.width = width
    }

    // MARK: Steps and runs

    package func text(of comparison: Comparison) -> String {
        var sections = [legend(comparison.first.name, comparison.second.name)]
        sections.append(section("What differs", Comparison.table(of: comparison.changes)))
        sections.append(section("Cost", comparison.groupTable))
        if comparison.pairs.isEmpty {
            sections.append("Neither has a run yet.")
        } else {
            sections.append(section("Accuracy", comparison.pairTable))
            sections.append(Self.sentences(on: comparison).map(wrapped).joined(separator: lineBreak))
            if !comparison.epochs.isEmpty {
                sections.append(section("Epochs", comparison.epochTable(limit: 10)))
            }
        }
        return sections.joined(separator: "\n\n")
    }

    /// What the accuracies of a comparison say.
    static func sentences(on comparison: Comparison) -> [String] {
        var sentences: [String] = []
        let isPaired = comparison.pairs.allSatisfy { $0.seed != nil }
        if comparison.differences.isEmpty {
            sentences.append("No seed is completed on both sides, so there is no difference to speak of.")
        } else if isPaired {
            sentences += Self.sentences(onPaired: comparison.differences)
        } else {
            sentences.append("The seeds differ, so the difference holds what a seed does, too.")
        }
        if let sentence = Self.sentence(onAllRunsOf: comparison) { sentences.append(sentence) }
        // Both are tested on the same images.
        sentences += comparison.first.chance.sentences(
            on: [("A", comparison.first), ("B", comparison.second)].map { name, side in
                (name, side.runs.compactMap(\.top1))
            })
        if let consistent = comparison.consistent {
            sentences.append(
                "In all \(consistent.pairs) pairs of runs: \(consistent.firstOnly) test images that only A gets right, "
                    + "\(consistent.secondOnly) that only B does.")
        }
        return sentences
    }

    /// The means of either side where it has runs that the other has no partner for; `nil` where the table's are over
    /// all.
    private static func sentence(onAllRunsOf comparison: Comparison) -> String? {
        let sides = [("A", comparison.firstTop1), ("B", comparison.secondTop1)]
        let pairs = comparison.differences.count
        guard sides.contains(where: { $1.n != pairs }) else { return nil }
        let means = sides.map { name, top1 in
            let n = Units.plural(top1.n, "run")
            return top1.mean.map { "\(name) \(Points.unsigned($0)) over \(n)" } ?? "\(name) has none"
        }
        let rest =
            pairs == 0
            ? "."
            : "; the means and the difference above are over the \(Units.plural(pairs, "seed")) that both completed."
        return "Over all completed runs: " + means.joined(separator: ", ") + rest
    }

    /// What the differences of pairs say, and what they cannot.
    static func sentences(onPaired differences: [Double]) -> [String] {
        let n = differences.count
        let pairs = Units.plural(n, "pair")
        let mean = "B − A: \(points(Summary(differences).mean ?? 0)) points over \(pairs)"
        // One pair has no chance to be told from.
        if n < 2 { return ["\(mean); no interval and no test from one pair."] }
        var parts = [mean]
        var sentences: [String] = []
        do {
            let test = try TTest(paired: differences)
            let interval = test.interval()
            parts.append("95 % interval \(points(interval.lower)) to \(points(interval.upper)) (t)")
            parts.append("\(Units.pEquation(test.pValue.value)) (t)")
        } catch {
            sentences.append("No interval and no t-test: \(error)")
        }
        if let flips = try? SignFlipTest(differences) {
            let floor = SignFlipTest.smallestP(pairs: n)
            let limit = floor > 0.05 ? ", which cannot go below \(Units.p(floor)) with \(pairs)" : ""
            parts.append(
                "\(parts.count == 1 ? Units.pEquation(flips.pValue.value) : Units.p(flips.pValue.value)) (sign flips\(limit))"
            )
        }
        var sentence = parts.joined(separator: ", ")
        if let superiority = try? ProbabilityOfSuperiority(paired: differences) {
            let interval = superiority.interval()
            sentence += String(
                format: "; P(B > A) = %.2f, 95 %% interval %.2f to %.2f", superiority.estimate,
                interval.lower,
                interval.upper)
        }
        return [sentence + "."] + sentences
    }

    // MARK: Studies

    package func text(of comparison: StudyComparison) -> String {
        var sections = [legend(comparison.first, comparison.second)]
        if !comparison.changes.isEmpty {
            sections.append(
                section("What differs in recipe and data", Comparison.table(of: comparison.changes)))
        }
        sections.append(section("Steps", comparison.stepTable))
        if let note = Self.note(onPairsOf: comparison) { sections.append(wrapped(note)) }
        for (name, rows, chance) in [
            ("A", comparison.steps.map { ($0.id, $0.firstRuns) }, comparison.firstChance),
            ("B", comparison.steps.map { ($0.id, $0.secondRuns) }, comparison.secondChance),
        ] {
            sections += chance.sentences(on: rows).map { wrapped("\(name): \($0)") }
        }
        for (name, ids) in [("A", comparison.firstOnlySteps), ("B", comparison.secondOnlySteps)]
        where !ids.isEmpty {
            sections.append(wrapped("Only \(name) has \(ids.joined(separator: ", "))."))
        }
        return sections.joined(separator: "\n\n")
    }

    /// Where means and differences are over unequal sets of runs.
    private static func note(onPairsOf comparison: StudyComparison) -> String? {
        let unequal = comparison.steps.contains { step in
            !step.differences.isEmpty
                && [step.firstTop1.n, step.secondTop1.n].contains { $0 != step.differences.count }
        }
        return unequal
            ? "Top-1 is over the n completed runs of a side, B − A over the pairs of one seed: the third need not be the "
                + "difference of the other two." : nil
    }

    // MARK: Parts

    private var lineBreak: String { format == .markdown ? "\n\n" : "\n" }

    private func wrapped(_ sentence: String) -> String {
        guard let width else { return sentence }
        return sentence.wrapped(width).joined(separator: "\n")
    }

    private func legend(_ first: String, _ second: String) -> String {
        format == .markdown
            ? "A: \(first.markdownCode)  \nB: \(second.markdownCode)"
            : "A  \(first.withVisibleControls)\nB  \(second.withVisibleControls)"
    }

    private func section(_ title: String, _ table: Table) -> String {
        (format == .markdown ? "### \(title)\n\n" : "\(title)\n") + table.rendered(as: format, width: width)
    }

    private static func points(_ fraction: Double) -> String { String(format: "%+.2f", fraction * 100) }
}

extension Comparison {
    /// As `ablate compare` prints it; CSV and LaTeX hold the rows by seed.
    package func rendered(as format: OutputFormat, width: Int? = nil) throws -> String {
        switch format {
        case .json: try ComparisonDocument(self).json()
        case .csv, .latex: pairTable.rendered(as: format)
        case .table, .markdown: ComparisonText(format: format, width: width).text(of: self)
        }
    }
}

extension StudyComparison {
    /// As `ablate compare` prints it; CSV and LaTeX hold the rows by step.
    package func rendered(as format: OutputFormat, width: Int? = nil) throws -> String {
        switch format {
        case .json: try ComparisonDocument(self).json()
        case .csv, .latex: stepTable.rendered(as: format)
        case .table, .markdown: ComparisonText(format: format, width: width).text(of: self)
        }
    }
}
