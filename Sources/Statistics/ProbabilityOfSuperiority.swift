/// P(A > B): how likely a run of ours beats one of theirs, ties counted half. It speaks of single runs, where a
/// mean difference, however surely not zero, may be too small to notice.
package struct ProbabilityOfSuperiority: Hashable, Sendable {
    /// From 0 to 1.
    package let estimate: Double
    private let bounds: Bounds

    private enum Bounds: Hashable, Sendable {
        /// Of so many pairs.
        case signs(wins: Int, ties: Int, n: Int)
        case model(standardError: Double, degreesOfFreedom: Double)
    }

    /// Over paired differences, ours minus theirs: the share that is positive.
    ///
    /// - Throws: ``StatisticsError`` `tooFew` for none, `notFinite`.
    package init(paired differences: [Double]) throws(StatisticsError) {
        try require(differences, atLeast: 1)
        let wins = differences.count { $0 > 0 && !$0.isZeroUpToRounding }
        let ties = differences.count(where: \.isZeroUpToRounding)
        estimate = (Double(wins) + Double(ties) / 2) / Double(differences.count)
        bounds = .signs(wins: wins, ties: ties, n: differences.count)
    }

    /// Over all pairs of a run of ours and one of theirs, with the interval of Brunner and Munzel (2000).
    ///
    /// - Throws: ``StatisticsError`` `tooFew` below two values on a side, `noSpread` when the two sides do not
    ///   overlap, which leaves no variance to build an interval on, `notFinite`.
    package init(_ ours: [Double], over theirs: [Double]) throws(StatisticsError) {
        try require(ours, atLeast: 2)
        try require(theirs, atLeast: 2)
        let (m, n) = (Double(ours.count), Double(theirs.count))
        let all = Ranks(ours + theirs).values
        let ourRanks = Array(all[..<ours.count])
        let theirRanks = Array(all[ours.count...])
        // A value's place among the other side: its rank among all less its rank among its own.
        func variance(_ ranks: [Double], _ own: [Double]) -> Double {
            let placements = zip(ranks, own).map { $0 - $1 }
            let spread = Summary(placements).standardDeviation ?? 0
            return spread * spread
        }
        let ourVariance = variance(ourRanks, Ranks(ours).values)
        let theirVariance = variance(theirRanks, Ranks(theirs).values)
        if ourVariance == 0 && theirVariance == 0 { throw .noSpread }
        let (a, b) = (ourVariance / (m * n * n), theirVariance / (n * m * m))
        estimate = (ourRanks.mean - (m + 1) / 2) / n
        bounds = .model(
            standardError: (a + b).squareRoot(),
            degreesOfFreedom: (a + b) * (a + b) / (a * a / (m - 1) + b * b / (n - 1)))
    }

    /// For pairs Clopper and Pearson's, which never covers less than it says: ties count against us at the lower
    /// end and for us at the upper. Else from the t distribution, cut at 0 and 1.
    package func interval(confidence: Double = 0.95) -> Interval {
        requireConfidence(confidence)
        switch bounds {
        case .signs(let wins, let ties, let n):
            return Interval(
                lower: Binomial.interval(wins, of: n, confidence: confidence).lower,
                upper: Binomial.interval(wins + ties, of: n, confidence: confidence).upper,
                confidence: confidence)
        case .model(let standardError, let degreesOfFreedom):
            let reach =
                TDistribution(degreesOfFreedom).criticalValue(twoSidedP: 1 - confidence) * standardError
            return Interval(
                lower: max(0, estimate - reach), upper: min(1, estimate + reach), confidence: confidence)
        }
    }
}
