/// Fisher's F with degrees of freedom above and below, which need not be whole.
struct FDistribution {
    /// Degrees of freedom above.
    let numerator: Double
    /// Degrees of freedom below.
    let denominator: Double

    init(_ numerator: Double, _ denominator: Double) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// P(F ≥ f)
    func upperP(_ f: Double) -> Double {
        let sum = denominator + numerator * f
        return SpecialFunctions.incompleteBeta(
            denominator / 2, numerator / 2, denominator / sum, complement: numerator * f / sum)
    }
}
