/// What a rank correlation comes to when two studies measure the same true values and only noise parts them. A
/// correlation found between studies is to be read beside it: 1 is out of reach.
package struct NoiseCeiling: Hashable, Sendable {
    /// Mean of the coefficient over the draws.
    package let expected: Double
    /// The middle of the draws, of the share that was asked for.
    package let range: Interval

    /// Adds normal noise to the truth, independently for each value and side.
    ///
    /// - Parameters:
    ///   - truth: the values that both measure.
    ///   - ourErrors: standard errors of ours, one a value.
    ///   - theirErrors: the same of theirs.
    /// - Throws: ``StatisticsError`` `unequalCounts`, `tooFew` below two values, `noSpread` when all are equal,
    ///   `notFinite`.
    package init(
        _ kind: RankCorrelation.Kind, truth: [Double], ourErrors: [Double], theirErrors: [Double],
        confidence: Double = 0.95, draws: Int = 2_000, seed: UInt64 = 0
    ) throws(StatisticsError) {
        requireConfidence(confidence)
        precondition(draws >= 1, "At least one draw is needed, not \(draws).")
        for errors in [ourErrors, theirErrors] where errors.count != truth.count {
            throw .unequalCounts(errors.count, truth.count)
        }
        try require(truth, atLeast: 2)
        try require(ourErrors + theirErrors, atLeast: 0)
        if truth.haveNoSpread { throw .noSpread }
        var random = SplitMix64(seed: seed)
        func noisy(_ errors: [Double]) -> [Double] {
            zip(truth, errors).map { $0 + $1 * random.normal() }
        }
        var coefficients: [Double] = []
        for _ in 0..<draws {
            let (ours, theirs) = (noisy(ourErrors), noisy(theirErrors))
            coefficients.append(try RankCorrelation(kind, ours, theirs).coefficient)
        }
        coefficients.sort()
        expected = coefficients.mean
        range = Interval(
            lower: Bootstrap.quantile((1 - confidence) / 2, of: coefficients),
            upper: Bootstrap.quantile((1 + confidence) / 2, of: coefficients), confidence: confidence)
    }
}

extension SplitMix64 {
    /// Of mean 0 and variance 1.
    mutating func normal() -> Double {
        // The middle of one of 2⁵³ steps, so never 0 or 1.
        let uniform = (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992
        return SpecialFunctions.normalQuantile(uniform)
    }
}
