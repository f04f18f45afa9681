/// Wilcoxon's signed-rank test of paired differences. Zeros are left out first, as Wilcoxon did.
package struct WilcoxonTest: Hashable, Sendable {
    /// Of the differences that are not zero.
    package let n: Int
    package let positiveRankSum: Double
    package let negativeRankSum: Double
    package let pValue: PValue

    /// The smaller of both rank sums.
    package var statistic: Double { min(positiveRankSum, negativeRankSum) }

    /// Beyond it, the normal approximation is used.
    package static let largestExactCount = 50

    /// - Throws: ``StatisticsError`` `tooFew` for no values, `noDifference` when all are zero, `notFinite`.
    package init(_ differences: [Double]) throws(StatisticsError) {
        try require(differences, atLeast: 1)
        let tolerance = Rounding.tolerance(of: differences)
        let kept = differences.filter { abs($0) > tolerance }
        guard !kept.isEmpty else { throw .noDifference }
        let ranks = Ranks(kept.map { abs($0) })
        let positive = zip(kept, ranks.values).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
        n = kept.count
        positiveRankSum = positive
        negativeRankSum = Double(n * (n + 1)) / 2 - positive
        pValue =
            n <= Self.largestExactCount
            ? PValue(value: Self.exactP(ranks, positive), method: .exact)
            : PValue(value: Self.normalP(ranks, positive), method: .model)
    }

    /// From the number of sign patterns that lead to each rank sum, given the ties: ranks are doubled, so that
    /// shared ones are whole.
    private static func exactP(_ ranks: Ranks, _ positive: Double) -> Double {
        let doubled = ranks.values.map { Int(2 * $0) }
        let total = doubled.reduce(0, +)
        var patterns = [Double](repeating: 0, count: total + 1)
        patterns[0] = 1
        var reached = 0
        for rank in doubled {
            reached += rank
            for sum in stride(from: reached, through: rank, by: -1) { patterns[sum] += patterns[sum - rank] }
        }
        let smaller = min(Int(2 * positive), total - Int(2 * positive))
        let all = patterns.sum
        return (2 * patterns[...smaller].reduce(0, +) / all).clippedToOne
    }

    /// With the variance corrected for ties, without correction for continuity.
    private static func normalP(_ ranks: Ranks, _ positive: Double) -> Double {
        let n = Double(ranks.values.count)
        let ties = ranks.groups.reduce(0.0) { $0 + Double($1 * $1 * $1 - $1) }
        let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
        let z = (positive - n * (n + 1) / 4) / variance.squareRoot()
        return 2 * SpecialFunctions.normalCDF(-abs(z))
    }
}
