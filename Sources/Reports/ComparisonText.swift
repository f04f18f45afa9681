import Architectures
import Foundation
import Statistics

/// A comparison as people read it: one screen of tables and sentences.
public struct ComparisonText: Sendable {
    public var format: OutputFormat

    /// - Parameter format: `table` or `markdown`.
    public init(format: OutputFormat) {
        self.format = format
    }

    // MARK: Steps and runs

    public func text(of comparison: Comparison) -> String {
        var sections = [legend(comparison.first.name, comparison.second.name)]
        sections.append(section("What differs", Comparison.table(of: comparison.changes)))
        sections.append(section("Cost", comparison.groupTable))
        if comparison.pairs.isEmpty {
            sections.append("Neither has a run yet.")
        } else {
            sections.append(section("Accuracy", comparison.pairTable))
            sections.append(sentences(on: comparison).joined(separator: lineBreak))
            if !comparison.epochs.isEmpty {
                sections.append(section("Epochs", comparison.epochTable(limit: 10)))
            }
        }
        return sections.joined(separator: "\n\n")
    }

    private func sentences(on comparison: Comparison) -> [String] {
        var sentences: [String] = []
        let isPaired = comparison.pairs.allSatisfy { $0.seed != nil }
        if comparison.differences.isEmpty {
            sentences.append("No seed is completed on both sides, so there is no difference to speak of.")
        } else if isPaired {
            sentences += Self.sentences(onPaired: comparison.differences)
        } else {
            sentences.append("The seeds differ, so the difference holds what a seed does, too.")
        }
        if let consistent = comparison.consistent {
            sentences.append(
                "In all \(consistent.pairs) pairs of runs: \(consistent.firstOnly) test images that only A gets right, "
                    + "\(consistent.secondOnly) that only B does.")
        }
        return sentences
    }

    /// What the differences of pairs say, and what they cannot.
    static func sentences(onPaired differences: [Double]) -> [String] {
        let n = differences.count
        let mean = points(Summary(differences).mean ?? 0)
        let pairs = "\(n) \(n == 1 ? "pair" : "pairs")"
        let text: String
        do {
            let test = try TTest(paired: differences)
            let interval = test.interval()
            text =
                "B − A: \(mean) points over \(pairs), 95 % interval \(points(interval.lower)) to "
                + "\(points(interval.upper)) (t), p = \(p(test.pValue.value)) (t)"
        } catch {
            return ["B − A: \(mean) points over \(pairs); no interval: \(error)"]
        }
        var sentence = text
        if let flips = try? SignFlipTest(differences) {
            let floor = SignFlipTest.smallestP(pairs: n)
            sentence += ", \(p(flips.pValue.value)) (sign flips"
            if floor > 0.05 { sentence += ", which cannot go below \(p(floor)) with \(pairs)" }
            sentence += ")"
        }
        if let superiority = try? ProbabilityOfSuperiority(paired: differences) {
            let interval = superiority.interval()
            sentence += String(
                format: "; P(B > A) = %.2f, 95 %% interval %.2f to %.2f", superiority.estimate,
                interval.lower,
                interval.upper)
        }
        return [sentence + "."]
    }

    // MARK: Studies

    public func text(of comparison: StudyComparison) -> String {
        var sections = [legend(comparison.first, comparison.second)]
        if !comparison.changes.isEmpty {
            sections.append(
                section("What differs in recipe and data", Comparison.table(of: comparison.changes)))
        }
        sections.append(section("Steps", comparison.stepTable))
        for (name, ids) in [("A", comparison.firstOnlySteps), ("B", comparison.secondOnlySteps)]
        where !ids.isEmpty {
            sections.append("Only \(name) has \(ids.joined(separator: ", ")).")
        }
        return sections.joined(separator: "\n\n")
    }

    // MARK: Parts

    private var lineBreak: String { format == .markdown ? "\n\n" : "\n" }

    private func legend(_ first: String, _ second: String) -> String {
        format == .markdown ? "A: `\(first)`  \nB: `\(second)`" : "A  \(first)\nB  \(second)"
    }

    private func section(_ title: String, _ table: Table) -> String {
        (format == .markdown ? "### \(title)\n\n" : "\(title)\n") + table.rendered(as: format)
    }

    private static func points(_ fraction: Double) -> String { String(format: "%+.2f", fraction * 100) }

    private static func p(_ value: Double) -> String {
        value < 0.0001 ? "below 0.0001" : String(format: "%.4g", (value * 10_000).rounded() / 10_000)
    }
}

extension Comparison {
    /// As `ablate compare` prints it; CSV and LaTeX hold the rows by seed.
    public func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json: try ComparisonDocument(self).json()
        case .csv, .latex: pairTable.rendered(as: format)
        case .table, .markdown: ComparisonText(format: format).text(of: self)
        }
    }
}

extension StudyComparison {
    /// As `ablate compare` prints it; CSV and LaTeX hold the rows by step.
    public func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json: try ComparisonDocument(self).json()
        case .csv, .latex: stepTable.rendered(as: format)
        case .table, .markdown: ComparisonText(format: format).text(of: self)
        }
    }
}
