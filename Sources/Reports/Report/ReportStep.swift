import AblateArchitectures
import AblateRunner
import AblateStatistics

/// One row of a report. Accuracies are fractions of 1.
package struct ReportStep: StudyRow, Sendable {
    package let id: String
    package let title: String
    package let position: Int
    /// Later rows do not build on it: it was tried and not adopted, or is a peer.
    package let isBranch: Bool
    /// Stands after the last row and is compared with its predecessor alone.
    package let isPeer: Bool
    /// A design's and no row of the roadmap.
    package let isDesigned: Bool
    /// In the whole roadmap, whether or not the study has it.
    package let predecessor: String?
    /// Trained by another recipe than the study's.
    package let hasOwnRecipe: Bool
    /// The row that it is measured against has another recipe: the difference is what the recipe gives, and what the
    /// changes give if there are any.
    package let isRecipeChange: Bool
    /// In what the recipe differs from that of the row that it is measured against.
    package let recipeChanges: [FieldChange]
    /// What it does to the architecture of the row that it is measured against.
    package let changes: [FieldChange]
    package let macs: Int
    package let parameters: Int

    package let plannedN: Int
    package let divergedN: Int
    package let failedN: Int
    /// Completed runs, ascending by seed.
    package let runs: [Run]
    package let diverged: [Divergence]
    package let curve: LearningCurve

    /// Against the predecessor, or where the study does not have it the nearest row before; `nil` for a first row.
    package internal(set) var difference: PairedEstimate?
    /// Against the first row that the study has; `nil` for that row and those before it.
    package let differenceToFirst: PairedEstimate?
    package let paper: PaperStep?
    /// Whether ours and the paper's difference are distinguishable; `nil` where that has no test.
    package internal(set) var fromPaper: AdjustedTest?
    package internal(set) var finding: Verdict.Finding?

    package struct Run: Sendable {
        package let seed: Int
        package let identitySHA256: String
        package let top1: Double
        package let seconds: Double?
        package let imagesPerSecond: Double?
    }

    /// A run whose loss was not finite.
    package struct Divergence: Hashable, Sendable {
        package let seed: Int
        package let identitySHA256: String
        /// From 1.
        package let step: Int?
    }

    package var n: Int { runs.count }
    package var top1: Summary { Summary(runs.map(\.top1)) }
    /// Of the mean, 95 %, from the t distribution.
    package var top1Interval: Result<Interval, StatisticsError> {
        capture { () throws(StatisticsError) in try TTest(paired: runs.map(\.top1)).interval() }
    }
    package var seconds: Summary { Summary(runs.compactMap(\.seconds)) }
    package var imagesPerSecond: Summary { Summary(runs.compactMap(\.imagesPerSecond)) }
    var top1BySeed: [Int: Double] {
        Dictionary(runs.map { ($0.seed, $0.top1) }) { first, _ in first }
    }

    /// The row that it is measured against where that is not its predecessor.
    var substitute: String? {
        difference.flatMap { $0.reference == predecessor ? nil : $0.reference }
    }

    /// Ours and the paper's difference between the same two rows; `nil` unless both are there.
    var bothDifferences: (ours: Double, paper: Double)? {
        guard let ours = difference?.mean, let paper = paper?.difference else { return nil }
        return (ours, paper)
    }

    /// Of our difference against the paper's: Welch's with the noise of both, or against the printed value where
    /// that has no deviation.
    var testAgainstPaper: TTest? {
        guard let difference, let paper, let printed = paper.difference, let ours = difference.test.value
        else {
            return nil
        }
        if let theirs = paper.test.value { return try? TTest(ours, minus: theirs) }
        return try? TTest(paired: difference.pairs.map { $0.difference - printed })
    }

    /// What is not complete, in words; `nil` when all is.
    var remark: String? {
        let open = plannedN - n - divergedN - failedN
        let parts = [(divergedN, "diverged"), (failedN, "failed"), (open, "missing")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
