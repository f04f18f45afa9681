/// A mean as a table prints it, whose values are not known.
package struct PrintedMean: Hashable, Sendable {
    package let mean: Double
    /// Of the sample.
    package let standardDeviation: Double
    package let n: Int

    package init(mean: Double, standardDeviation: Double, n: Int) {
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.n = n
    }
}

extension TTest {
    /// Welch's test of two printed means, ours minus theirs.
    ///
    /// - Throws: ``StatisticsError`` `tooFew` below two values on a side, `noSpread` when neither side has any,
    ///   `notFinite`.
    package init(welch ours: PrintedMean, _ theirs: PrintedMean) throws(StatisticsError) {
        for side in [ours, theirs] {
            if side.n < 2 { throw .tooFew(found: side.n, needed: 2) }
            if !side.mean.isFinite || !side.standardDeviation.isFinite { throw .notFinite }
        }
        try self.init(difference: ours.mean - theirs.mean, parts: [ours.part, theirs.part])
    }

    /// Whether two differences differ from each other, as those of two studies may: variances add up and degrees of
    /// freedom are Satterthwaite's.
    ///
    /// - Throws: ``StatisticsError`` `noSpread` when neither has any.
    package init(_ ours: TTest, minus theirs: TTest) throws(StatisticsError) {
        try self.init(difference: ours.difference - theirs.difference, parts: [ours.part, theirs.part])
    }

    private init(difference: Double, parts: [VariancePart]) throws(StatisticsError) {
        let variance = parts.map(\.variance).sum
        if variance == 0 { throw .noSpread }
        self.difference = difference
        standardError = variance.squareRoot()
        degreesOfFreedom = variance * variance / parts.map(\.weight).sum
    }

    fileprivate var part: VariancePart {
        VariancePart(variance: standardError * standardError, degreesOfFreedom: degreesOfFreedom)
    }
}

/// What one mean adds to the variance of a difference.
private struct VariancePart {
    let variance: Double
    let degreesOfFreedom: Double

    /// In Satterthwaite's formula.
    var weight: Double { variance * variance / degreesOfFreedom }
}

extension PrintedMean {
    fileprivate var part: VariancePart {
        VariancePart(
            variance: standardDeviation * standardDeviation / Double(n), degreesOfFreedom: Double(n - 1))
    }
}
