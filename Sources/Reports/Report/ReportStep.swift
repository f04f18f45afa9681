import AblateArchitectures
import AblateRunner
import AblateStatistics

/// One row of a report. Accuracies are fractions of 1.
public struct ReportStep: StudyRow, Sendable {
    public let id: String
    public let title: String
    public let position: Int
    /// Tried and not adopted.
    public let isBranch: Bool
    /// In the whole roadmap, whether or not the study has it.
    public let predecessor: String?
    /// Trained by another recipe than the study's.
    public let hasOwnRecipe: Bool
    /// The row that it is measured against has another recipe: the difference is what the recipe gives, and what the
    /// changes give if there are any.
    public let isRecipeChange: Bool
    /// In what the recipe differs from that of the row that it is measured against.
    public let recipeChanges: [FieldChange]
    /// What it does to the architecture of the row that it is measured against.
    public let changes: [FieldChange]
    public let macs: Int
    public let parameters: Int

    public let plannedN: Int
    public let divergedN: Int
    public let failedN: Int
    /// Completed runs, ascending by seed.
    public let runs: [Run]
    public let diverged: [Divergence]
    public let curve: LearningCurve

    /// Against the predecessor, or where the study does not have it the nearest row before; `nil` for a first row.
    public internal(set) var difference: PairedEstimate?
    /// Against the first row that the study has; `nil` for that row and those before it.
    public let differenceToFirst: PairedEstimate?
    public let paper: PaperStep?
    /// Whether ours and the paper's difference are distinguishable; `nil` where that has no test.
    public internal(set) var fromPaper: AdjustedTest?
    public internal(set) var finding: Verdict.Finding?

    public struct Run: Sendable {
        public let seed: Int
        public let identitySHA256: String
        public let top1: Double
        public let seconds: Double?
        public let imagesPerSecond: Double?
    }

    /// A run whose loss was not finite.
    public struct Divergence: Hashable, Sendable {
        public let seed: Int
        public let identitySHA256: String
        /// From 1.
        public let step: Int?
    }

    public var n: Int { runs.count }
    public var top1: Summary { Summary(runs.map(\.top1)) }
    /// Of the mean, 95 %, from the t distribution.
    public var top1Interval: Result<Interval, StatisticsError> {
        capture { () throws(StatisticsError) in try TTest(paired: runs.map(\.top1)).interval() }
    }
    public var seconds: Summary { Summary(runs.compactMap(\.seconds)) }
    public var imagesPerSecond: Summary { Summary(runs.compactMap(\.imagesPerSecond)) }
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
