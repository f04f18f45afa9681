/// A mean or a difference of means under the t distribution.
package struct TTest: Hashable, Sendable {
    /// The mean difference, ours minus theirs.
    package let difference: Double
    package let standardError: Double
    package let degreesOfFreedom: Double

    package var statistic: Double { difference / standardError }

    package var pValue: PValue {
        PValue(value: TDistribution(degreesOfFreedom).twoSidedP(statistic), method: .model)
    }

    /// Of an estimate whose error is known from elsewhere.
    init(difference: Double, standardError: Double, degreesOfFreedom: Double) {
        self.difference = difference
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// Of paired differences against zero (or of the values of one sample).
    ///
    /// - Throws: ``StatisticsError`` `tooFew` below two values, `noSpread`, `notFinite`.
    package init(paired differences: [Double]) throws(StatisticsError) {
        try require(differences, atLeast: 2)
        if differences.haveNoSpread { throw .noSpread }
        let summary = Summary(differences)
        difference = summary.mean ?? 0
        standardError = summary.standardError ?? 0
        degreesOfFreedom = Double(differences.count - 1)
    }

    /// Of two samples whose variances may differ (Welch, Satterthwaite's degrees of freedom).
    ///
    /// - Throws: ``StatisticsError`` `tooFew` below two values on a side, `noSpread` when neither side has any,
    ///   `notFinite`.
    package init(welch ours: [Double], _ theirs: [Double]) throws(StatisticsError) {
        try require(ours, atLeast: 2)
        try require(theirs, atLeast: 2)
        if ours.haveNoSpread && theirs.haveNoSpread { throw .noSpread }
        let errors = [ours, theirs].map { values in
            let error = Summary(values).standardError ?? 0
            return error * error
        }
        difference = ours.mean - theirs.mean
        standardError = errors.sum.squareRoot()
        degreesOfFreedom =
            errors.sum * errors.sum
            / (errors[0] * errors[0] / Double(ours.count - 1)
                + errors[1] * errors[1] / Double(theirs.count - 1))
    }

    /// Of the difference.
    package func interval(confidence: Double = 0.95) -> Interval {
        requireConfidence(confidence)
        let reach =
            TDistribution(degreesOfFreedom).criticalValue(twoSidedP: 1 - confidence) * standardError
        return Interval(lower: difference - reach, upper: difference + reach, confidence: confidence)
    }
}
