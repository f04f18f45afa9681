/// How far two lists agree in order: Spearman's ρ or Kendall's τ-b, both with ties.
package struct RankCorrelation: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Pearson's correlation of the ranks.
        case spearman
        /// Concordant less discordant pairs, over the pairs that are not tied (τ-b).
        case kendall
    }

    package let kind: Kind
    /// From −1 to 1.
    package let coefficient: Double
    private let ours: Ranks
    private let theirs: Ranks

    package var n: Int { ours.values.count }

    /// Up to this many pairs every order is tried for the p-value; beyond, orders are drawn.
    package static let largestExactCount = 9

    /// - Throws: ``StatisticsError`` `unequalCounts`, `tooFew` below two pairs, `noSpread` when all values of a
    ///   list are equal, `notFinite`.
    package init(_ kind: Kind, _ ours: [Double], _ theirs: [Double]) throws(StatisticsError) {
        if ours.count != theirs.count { throw .unequalCounts(ours.count, theirs.count) }
        try require(ours, atLeast: 2)
        try require(theirs, atLeast: 2)
        self.kind = kind
        self.ours = Ranks(ours)
        self.theirs = Ranks(theirs)
        if self.ours.areAllEqual || self.theirs.areAllEqual { throw .noSpread }
        let association = Association(kind, self.ours, self.theirs)
        coefficient = max(-1, min(1, association.of(Array(ours.indices)) / association.largest))
    }

    /// By Fisher's transformation, with the variance of Bonett and Wright (2000) for ρ and of Fieller, Hartley
    /// and Pearson (1957) for τ. Rough below ten pairs.
    ///
    /// - Throws: ``StatisticsError`` `tooFew` below five pairs, `perfectCorrelation`.
    package func interval(confidence: Double = 0.95) throws(StatisticsError) -> Interval {
        requireConfidence(confidence)
        if n < 5 { throw .tooFew(found: n, needed: 5) }
        if abs(coefficient) >= 1 - 1e-12 { throw .perfectCorrelation }
        let variance =
            switch kind {
            case .spearman: (1 + coefficient * coefficient / 2) / Double(n - 3)
            case .kendall: 0.437 / Double(n - 4)
            }
        let centre = SpecialFunctions.inverseHyperbolicTangent(coefficient)
        let reach = SpecialFunctions.normalQuantile((1 + confidence) / 2) * variance.squareRoot()
        return Interval(
            lower: SpecialFunctions.hyperbolicTangent(centre - reach),
            upper: SpecialFunctions.hyperbolicTangent(centre + reach), confidence: confidence)
    }

    /// The share of orders of one list with a coefficient at least as far from zero.
    ///
    /// - Parameters:
    ///   - draws: how many random orders stand for all where there are too many.
    ///   - seed: of these.
    package func permutationP(draws: Int = 100_000, seed: UInt64 = 0) -> PValue {
        let association = Association(kind, ours, theirs)
        var order = Array(ours.values.indices)
        // Equal sums added in another order differ in the last bits.
        let threshold = abs(association.of(order)) - Rounding.relative * association.largest
        var extreme = 0
        if n <= Self.largestExactCount {
            var total = 0
            Self.forEachOrder(&order) { order in
                total += 1
                if abs(association.of(order)) >= threshold { extreme += 1 }
            }
            return PValue(value: Double(extreme) / Double(total), method: .exact)
        }
        var random = SplitMix64(seed: seed)
        for _ in 0..<draws {
            random.shuffle(&order)
            if abs(association.of(order)) >= threshold { extreme += 1 }
        }
        return PValue(value: Double(extreme + 1) / Double(draws + 1), method: .resampled(draws))
    }

    /// Heap's algorithm.
    private static func forEachOrder(_ order: inout [Int], _ body: ([Int]) -> Void) {
        var counters = [Int](repeating: 0, count: order.count)
        body(order)
        var index = 1
        while index < order.count {
            if counters[index] < index {
                order.swapAt(index.isMultiple(of: 2) ? 0 : counters[index], index)
                body(order)
                counters[index] += 1
                index = 1
            } else {
                counters[index] = 0
                index += 1
            }
        }
    }
}

/// The numerator of a coefficient for any order of the second list.
private struct Association {
    private let kind: RankCorrelation.Kind
    private let ours: [Double]
    private let theirs: [Double]
    /// The denominator, which no order changes.
    let largest: Double

    init(_ kind: RankCorrelation.Kind, _ ours: Ranks, _ theirs: Ranks) {
        self.kind = kind
        let centre = Double(ours.values.count + 1) / 2
        self.ours = ours.values.map { $0 - centre }
        self.theirs = theirs.values.map { $0 - centre }
        func size(_ ranks: Ranks) -> Double {
            switch kind {
            case .spearman: ranks.values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
            case .kendall:
                Double(ranks.values.count * (ranks.values.count - 1) / 2)
                    - ranks.groups.reduce(0) { $0 + Double($1 * ($1 - 1) / 2) }
            }
        }
        largest = (size(ours) * size(theirs)).squareRoot()
    }

    func of(_ order: [Int]) -> Double {
        switch kind {
        case .spearman:
            var sum = 0.0
            for index in ours.indices { sum += ours[index] * theirs[order[index]] }
            return sum
        case .kendall:
            var sum = 0
            for second in ours.indices {
                for first in 0..<second {
                    let product =
                        (ours[first] - ours[second]) * (theirs[order[first]] - theirs[order[second]])
                    sum += product > 0 ? 1 : product < 0 ? -1 : 0
                }
            }
            return Double(sum)
        }
    }
}
