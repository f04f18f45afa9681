/// How many of several pairs of numbers have one sign: whether two studies agree on the direction of what they both
/// changed. Pairs with a zero say nothing and are left out.
package struct SignAgreement: Hashable, Sendable {
    package let agreeing: Int
    /// Pairs without a zero.
    package let n: Int

    /// - Throws: ``StatisticsError`` `unequalCounts`, `tooFew` when no pair is left, `notFinite`.
    package init(_ ours: [Double], _ theirs: [Double]) throws(StatisticsError) {
        if ours.count != theirs.count { throw .unequalCounts(ours.count, theirs.count) }
        try require(ours + theirs, atLeast: 0)
        let pairs = zip(ours, theirs).filter { !$0.isZeroUpToRounding && !$1.isZeroUpToRounding }
        if pairs.isEmpty { throw .tooFew(found: 0, needed: 1) }
        agreeing = pairs.count { $0 * $1 > 0 }
        n = pairs.count
    }

    /// Of the share, by Clopper and Pearson.
    package func interval(confidence: Double = 0.95) -> Interval {
        requireConfidence(confidence)
        return Binomial.interval(agreeing, of: n, confidence: confidence)
    }

    /// Against signs that agree by chance, one time in two.
    package var pValue: PValue {
        let tail = Binomial.atMost(min(agreeing, n - agreeing), of: n, probability: 0.5)
        return PValue(value: (2 * tail).clippedToOne, method: .exact)
    }
}
