/// Whether two classifiers err equally often on the same images: only images that one gets right and the other
/// wrong say anything (McNemar 1947, with the exact binomial).
package struct McNemarTest: Hashable, Sendable {
    package let bothRight: Int
    package let onlyOursRight: Int
    package let onlyTheirsRight: Int
    package let bothWrong: Int

    /// 1 when no image tells them apart.
    package var pValue: PValue {
        let telling = onlyOursRight + onlyTheirsRight
        let tail = Binomial.atMost(min(onlyOursRight, onlyTheirsRight), of: telling, probability: 0.5)
        return PValue(value: (2 * tail).clippedToOne, method: .exact)
    }

    /// - Parameters:
    ///   - ours: bit *i* of byte *i/8*, lowest first, is set when image *i* was classified right.
    ///   - theirs: the same.
    ///   - images: how many; bits beyond are passed over.
    /// - Throws: ``StatisticsError/unequalCounts(_:_:)`` when a bitmap is not of that many images.
    package init(
        ours: some Collection<UInt8>, theirs: some Collection<UInt8>, images: Int
    ) throws(StatisticsError) {
        let bytes = (images + 7) / 8
        for count in [ours.count, theirs.count] where count != bytes {
            throw .unequalCounts(count * 8, images)
        }
        var counts = [0, 0, 0, 0]
        for (index, pair) in zip(ours, theirs).enumerated() {
            let used = min(8, images - 8 * index)
            let mask = UInt8(truncatingIfNeeded: (1 << used) - 1)
            let (a, b) = (pair.0 & mask, pair.1 & mask)
            counts[0] += (a & b).nonzeroBitCount
            counts[1] += (a & ~b).nonzeroBitCount
            counts[2] += (b & ~a).nonzeroBitCount
            counts[3] += (~(a | b) & mask).nonzeroBitCount
        }
        (bothRight, onlyOursRight, onlyTheirsRight, bothWrong) = (counts[0], counts[1], counts[2], counts[3])
    }
}

enum Binomial {
    /// P(X ≤ k) of `count` trials.
    static func atMost(_ k: Int, of count: Int, probability: Double) -> Double {
        if k >= count { return 1 }
        if k < 0 { return 0 }
        return SpecialFunctions.incompleteBeta(
            Double(count - k), Double(k + 1), 1 - probability, complement: probability)
    }

    /// P(X ≥ k) of `count` trials, without the loss of digits that 1 − P(X < k) has where it is small.
    static func atLeast(_ k: Int, of count: Int, probability: Double) -> Double {
        if k <= 0 { return 1 }
        if k > count { return 0 }
        return SpecialFunctions.incompleteBeta(
            Double(k), Double(count - k + 1), probability, complement: 1 - probability)
    }

    /// Clopper and Pearson's interval: never covers less than it says, at the price of width.
    static func interval(_ k: Int, of count: Int, confidence: Double) -> Interval {
        let tail = (1 - confidence) / 2
        let lower =
            k == 0
            ? 0 : SpecialFunctions.root(in: 0...1) { 1 - atMost(k - 1, of: count, probability: $0) - tail }
        let upper =
            k == count
            ? 1 : SpecialFunctions.root(in: 0...1) { tail - atMost(k, of: count, probability: $0) }
        return Interval(lower: lower, upper: upper, confidence: confidence)
    }
}
