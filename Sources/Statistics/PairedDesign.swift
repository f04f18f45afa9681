/// What a comparison paired by seed can find, before anything runs: a two-sided t-test of the differences, whose
/// power is the noncentral t's.
package struct PairedDesign: Hashable, Sendable {
    /// Seeds that both variants are trained with.
    package let seeds: Int
    /// Of the paired differences, not of either variant.
    package let standardDeviation: Double
    /// Level of the test, two-sided.
    package let significance: Double

    /// As many seeds as there are differences, with the deviation that they have.
    ///
    /// - Throws: ``StatisticsError`` `tooFew` below two, `noSpread` when all are equal up to rounding, `notFinite`:
    ///   where ``TTest`` throws.
    package init(_ differences: [Double], significance: Double = 0.05) throws(StatisticsError) {
        let test = try TTest(paired: differences)
        try self.init(
            seeds: differences.count,
            standardDeviation: test.standardError * Double(differences.count).squareRoot(),
            significance: significance)
    }

    /// - Throws: ``StatisticsError`` `tooFew` below two seeds, `noSpread` for a deviation of zero up to rounding,
    ///   `notFinite`.
    package init(
        seeds: Int, standardDeviation: Double, significance: Double = 0.05
    ) throws(StatisticsError) {
        precondition(significance > 0 && significance < 1, "The level \(significance) is not within 0 and 1.")
        precondition(!(standardDeviation < 0), "A deviation is not negative, as \(standardDeviation) is.")
        if seeds < 2 { throw .tooFew(found: seeds, needed: 2) }
        if !standardDeviation.isFinite { throw .notFinite }
        if standardDeviation.isZeroUpToRounding { throw .noSpread }
        self.seeds = seeds
        self.standardDeviation = standardDeviation
        self.significance = significance
    }

    /// The chance that the test finds a true mean difference of this size.
    package func power(of difference: Double) -> Double { Power(self).of(difference) }

    /// The smallest true mean difference that the test finds with this chance.
    package func smallestDetectableDifference(power: Double = 0.8) -> Double {
        precondition(
            power > significance && power < 1,
            "A power lies between the level \(significance) and 1, but is \(power).")
        let test = Power(self)
        var high = standardDeviation
        while test.of(high) < power { high *= 2 }
        return SpecialFunctions.root(in: 0...high) { test.of($0) - power }
    }

    /// The fewest seeds with which the test finds a true mean difference of this size with this chance.
    ///
    /// - Throws: ``StatisticsError`` `noDifference` for zero up to rounding, `noSpread`, `notFinite`, `tooManyNeeded` beyond
    ///   a million.
    package static func seedsNeeded(
        difference: Double, standardDeviation: Double, power: Double = 0.8, significance: Double = 0.05
    ) throws(StatisticsError) -> Int {
        precondition(
            power > significance && power < 1,
            "A power lies between the level \(significance) and 1, but is \(power).")
        if !difference.isFinite { throw .notFinite }
        if difference.isZeroUpToRounding { throw .noDifference }
        // With a known deviation fewer seeds would do, so the search starts there.
        let quantiles =
            SpecialFunctions.normalQuantile(1 - significance / 2) + SpecialFunctions.normalQuantile(power)
        let start = quantiles * standardDeviation / difference
        let limit = 1_000_000
        guard start * start < Double(limit) else { throw .tooManyNeeded(atLeast: limit) }
        var seeds = max(2, Int(start * start) - 2)
        while try PairedDesign(
            seeds: seeds, standardDeviation: standardDeviation, significance: significance
        ).power(of: difference) < power {
            seeds += 1
        }
        return seeds
    }

    /// The critical value is found once.
    private struct Power {
        let design: PairedDesign
        let distribution: TDistribution
        let criticalValue: Double

        init(_ design: PairedDesign) {
            self.design = design
            distribution = TDistribution(Double(design.seeds - 1))
            criticalValue = distribution.criticalValue(twoSidedP: design.significance)
        }

        func of(_ difference: Double) -> Double {
            let standardErrors = difference / design.standardDeviation * Double(design.seeds).squareRoot()
            return distribution.power(noncentrality: abs(standardErrors), criticalValue: criticalValue)
        }
    }
}
