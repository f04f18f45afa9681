/// Looks at a growing number of seeds, declared before the first: a paired t-test at each, whose chances of erring
/// add up to the level, with little spent early (Lan and DeMets 1983, with a spending like O'Brien and Fleming's).
///
/// The boundary is exact for normal differences, however few: the usual one, from normal statistics, applied to the p of
/// t-tests errs in 5.28 % of studies with looks at 4, 6, 8, 10, 12, 16 and 20 seeds, this one in 5.01 % (10,000,000
/// simulated studies, ± 0.01 %). With many seeds both are the same.
package struct SequentialDesign: Hashable, Sendable {
    /// How many seeds there are at each look, ascending.
    package let looks: [Int]
    /// Of all looks together, two-sided.
    package let significance: Double
    /// The two-sided p of each look: where that of the t-test is at or below it, the boundary is crossed.
    package let nominal: [Double]
    /// The same as the size of t.
    let criticalValues: [Double]

    /// - Parameters:
    ///   - looks: numbers of seeds, ascending, the first at least 3.
    ///   - significance: 0.05, or a part of it where there are several tests.
    /// - Throws: ``StatisticsError`` `looks`.
    package init(looks: [Int], significance: Double = 0.05) throws(StatisticsError) {
        precondition(significance > 0 && significance < 1, "The level \(significance) is not within 0 and 1.")
        try Self.check(looks)
        let boundary = SequentialBoundary(looks: looks, significance: significance)
        self.looks = looks
        self.significance = significance
        nominal = boundary.nominal
        criticalValues = boundary.criticalValues
    }

    /// A schedule that ends with this many seeds: 4, 6, 8, 10 and 12, then every four.
    package static func looks(upTo maxSeeds: Int) -> [Int] {
        let all = [4, 6, 8, 10, 12] + Array(stride(from: 16, to: max(17, maxSeeds), by: 4))
        return all.filter { $0 < maxSeeds } + [maxSeeds]
    }

    /// Whether the t-test of a look, with all seeds of it, crosses the boundary.
    func isCrossed(by test: TTest, at look: Int) -> Bool {
        abs(test.statistic) >= criticalValues[look]
    }

    /// The repeated confidence interval: that of the test at the look's nominal level. All of a study's hold the true
    /// difference together, but for the level. `nil` where nothing may be spent at the look.
    func interval(of test: TTest, at look: Int) -> Interval? {
        let reach = criticalValues[look] * test.standardError
        if !reach.isFinite { return nil }
        return Interval(
            lower: test.difference - reach, upper: test.difference + reach, confidence: 1 - nominal[look])
    }

    private static func check(_ looks: [Int]) throws(StatisticsError) {
        let ascend = zip(looks, looks.dropFirst()).allSatisfy { $0 < $1 }
        guard let first = looks.first, first >= 3, ascend else { throw .looks(looks) }
    }
}

/// What is known of a hypothesis after its looks. A look is named by its place among the declared ones, from 0.
package enum SequentialOutcome: Hashable, Sendable {
    /// The difference is not zero.
    case crossed(look: Int)
    /// The repeated interval lies within ± the smallest difference that matters.
    case equivalent(look: Int)
    /// More seeds are needed, or were after the last look.
    case undecided
}
