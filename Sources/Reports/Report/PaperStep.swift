import AblateResults
import AblateStatistics

/// What the paper prints of a step, in its own regime and on its own data. Fractions of 1.
package struct PaperStep: Sendable {
    /// Id of the paper's regime.
    package let regime: String
    package let top1Mean: Double
    /// `nil` where none is printed.
    package let top1SD: Double?
    package let seeds: Int
    package let gmacs: Double
    /// Against the paper's row of what ours is measured against; `nil` where it has none.
    package let difference: Double?
    /// Welch's test of both printed means; a failure where no deviations are printed.
    package let test: Result<TTest, StatisticsError>

    /// - Parameters:
    ///   - rows: of the whole study, among which the reference is looked for.
    init?(_ row: StepRow, among rows: [StepRow]) {
        guard let regime = row.paperRegime, let mean = row.paperTop1Mean else { return nil }
        self.regime = regime
        top1Mean = mean
        top1SD = row.paperTop1SD
        seeds = row.paperSeeds ?? 1
        gmacs = row.paperGMACs ?? 0
        difference = row.paperDelta
        let before = rows.first { $0.id == row.reference }
        test = capture { () throws(StatisticsError) in
            guard let ours = Self.printedMean(row), let theirs = before.flatMap(Self.printedMean) else {
                throw .tooFew(found: 1, needed: 2)
            }
            return try TTest(welch: ours, theirs)
        }
    }

    /// Whether the paper's own seeds tell its difference from zero, without correction; `nil` where it prints no
    /// deviations.
    package var isDistinguishable: Bool? { test.value.map { $0.pValue.value < PairedEstimate.significance } }

    private static func printedMean(_ row: StepRow) -> PrintedMean? {
        guard let mean = row.paperTop1Mean, let deviation = row.paperTop1SD, let seeds = row.paperSeeds else {
            return nil
        }
        return PrintedMean(mean: mean, standardDeviation: deviation, n: seeds)
    }
}
