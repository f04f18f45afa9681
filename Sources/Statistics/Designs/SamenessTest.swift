/// Whether a difference is the same in every context that it was measured in: the F-test of repeated measures, contexts
/// within seeds. Contexts may vary unequally and together, which gives F fewer degrees of freedom, by a factor ε
/// between 1/(K − 1) and 1 that is estimated after Huynh and Feldt (1976).
///
/// How often the test of 5 % errs, in 200,000 simulated tables of 10 seeds without a difference between contexts, by the
/// correction (200,000 tables give ± 0.1). Deviations are equal, rise from 1 to 3, are 3 in half of the contexts, or 3
/// in one of them:
///
/// | contexts | deviations | none | Greenhouse and Geisser | Huynh and Feldt | mean of both | Chi and Muller |
/// |---|---|---|---|---|---|---|
/// | 2 | any | 5.0 | 5.0 | 5.0 | 5.0 | 5.0 |
/// | 4 | equal | 5.0 | 3.4 | 4.6 | 4.0 | 4.1 |
/// | 4 | 1 to 3 | 6.4 | 4.1 | 5.4 | 4.7 | 4.7 |
/// | 4 | half 3 | 7.2 | 4.3 | 5.6 | 5.0 | 4.8 |
/// | 4 | one 3 | 8.6 | 5.0 | 5.9 | 5.5 | 5.2 |
/// | 17 | equal | 5.0 | 0.5 | 4.5 | 2.3 | 4.0 |
/// | 17 | 1 to 3 | 7.1 | 0.9 | 5.4 | 3.1 | 4.6 |
/// | 17 | half 3 | 9.3 | 1.3 | 5.5 | 3.5 | 4.6 |
/// | 17 | one 3 | 10.9 | 3.0 | 6.9 | 5.2 | 6.1 |
///
/// With 5 seeds and 17 contexts Huynh and Feldt's errs in 4.2 % to 6.1 % (8.3 % with one context of three times the
/// deviation), Greenhouse and Geisser's in 0.03 % to 0.3 %, Chi and Muller's in 1.6 % to 1.9 %: they would find next to
/// nothing. Lecoutre's correction of Huynh and Feldt's is about several groups; of one group it is the same number.
package struct SamenessTest: Hashable, Sendable {
    /// F: how far the contexts' means are apart against the noise within seeds.
    package let statistic: Double
    /// What the degrees of freedom are multiplied by, at most 1.
    package let epsilon: Double
    /// Of a difference between two contexts, pooled over all pairs of contexts: what a detectable change follows from.
    package let standardDeviation: Double
    private let contexts: Int
    private let design: PairedDesign

    /// - Parameter differences: by seed and context.
    /// - Throws: ``StatisticsError`` `tooFew` below two seeds or contexts, `unequalCounts`, `notFinite`, `noSpread` where
    ///   all contexts differ by the same in every seed.
    package init(_ differences: [[Double]]) throws(StatisticsError) {
        if differences.count < 2 { throw .tooFew(found: differences.count, needed: 2) }
        let contexts = differences[0].count
        for row in differences {
            if row.count != contexts { throw .unequalCounts(contexts, row.count) }
            try require(row, atLeast: 2)
        }
        // The rule of a paired test, which this is where there are two contexts.
        let isEven = (1..<contexts).allSatisfy { context in
            differences.map { $0[context] - $0[0] }.haveNoSpread
        }
        if isEven { throw .noSpread }
        let n = Double(differences.count)
        let freedom = Double(contexts - 1)
        let bySeed = differences.map(\.mean)
        let mean = bySeed.mean
        let byContext = (0..<contexts).map { context in differences.map { $0[context] }.mean }
        let residuals = zip(differences, bySeed).map { row, own in
            zip(row, byContext).map { $0 - own - $1 + mean }
        }
        let between = byContext.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * n / freedom
        let within = residuals.joined().reduce(0) { $0 + $1 * $1 } / (freedom * (n - 1))
        statistic = between / within
        epsilon = Self.epsilon(residuals)
        standardDeviation = (2 * within).squareRoot()
        self.contexts = contexts
        design = try PairedDesign(seeds: differences.count, standardDeviation: standardDeviation)
    }

    /// Of F, above and below, with ε.
    package var degreesOfFreedom: (numerator: Double, denominator: Double) {
        let numerator = epsilon * Double(contexts - 1)
        return (numerator, numerator * Double(design.seeds - 1))
    }

    /// The chance of such an F where all contexts are the same.
    package var pValue: PValue {
        let (numerator, denominator) = degreesOfFreedom
        return PValue(value: FDistribution(numerator, denominator).upperP(statistic), method: .model)
    }

    /// The smallest true change from one context to another that their paired t-test of 5 % finds with this chance.
    package func smallestDetectableChange(power: Double = 0.8) -> Double {
        design.smallestDetectableDifference(power: power)
    }

    /// Huynh and Feldt's, from Box's estimate (Greenhouse and Geisser's) tr(S)²/((K − 1) tr(S²)) of the covariance S of
    /// what is left without seeds' and contexts' means.
    private static func epsilon(_ residuals: [[Double]]) -> Double {
        let n = Double(residuals.count)
        let freedom = Double(residuals[0].count - 1)
        let least = 1 / freedom
        // Two seeds have one direction of residuals, which says nothing of the others.
        if residuals.count == 2 { return least }
        // R Rᵀ has the traces of (n − 1) S, and is small where contexts are many.
        var (trace, square) = (0.0, 0.0)
        for (place, ours) in residuals.enumerated() {
            for theirs in residuals[..<place] {
                let product = zip(ours, theirs).reduce(0) { $0 + $1.0 * $1.1 }
                square += 2 * product * product
            }
            let own = ours.reduce(0) { $0 + $1 * $1 }
            trace += own
            square += own * own
        }
        let box = trace * trace / (freedom * square)
        let above = n * freedom * box - 2
        let below = freedom * (n - 1 - freedom * box)
        return below > 0 ? min(1, max(least, above / below)) : 1
    }
}
