/// Student's t with ν degrees of freedom, which need not be whole (Welch).
struct TDistribution {
    let degreesOfFreedom: Double

    init(_ degreesOfFreedom: Double) {
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(|T| ≥ |t|)
    func twoSidedP(_ t: Double) -> Double {
        let nu = degreesOfFreedom
        return SpecialFunctions.incompleteBeta(
            nu / 2, 0.5, nu / (nu + t * t), complement: t * t / (nu + t * t))
    }

    /// The t that |T| exceeds with this probability, from above 0 to 1.
    func criticalValue(twoSidedP p: Double) -> Double {
        var high = 2.0
        while twoSidedP(high) > p { high *= 2 }
        return SpecialFunctions.root(in: 0...high) { p - twoSidedP($0) }
    }

    /// P(|T'| > t) for the noncentral T' = (Z + δ) / S: what a two-sided test detects when the truth is δ standard
    /// errors away.
    ///
    /// P(T' > t) = ∫ Φ(δ − t s) f(s) ds over the density of S = √(χ²/ν), by Simpson's rule on the parts where
    /// Φ rests and where it falls.
    func power(noncentrality delta: Double, criticalValue t: Double) -> Double {
        upperTail(delta, t) + upperTail(-delta, t)
    }

    private func upperTail(_ delta: Double, _ t: Double) -> Double {
        let nu = degreesOfFreedom
        let halfWidth = 13 / (2 * nu).squareRoot()
        let range = (max(0, 1 - halfWidth), 1 + halfWidth)
        let logScale =
            SpecialFunctions.logarithm(2) + nu / 2 * SpecialFunctions.logarithm(nu / 2)
            - SpecialFunctions.logGamma(nu / 2)
        func integrand(_ s: Double) -> Double {
            // s^(ν − 1) at zero is 1 for ν = 1 and 0 beyond.
            let logPower = nu == 1 ? 0 : (nu - 1) * SpecialFunctions.logarithm(s)
            return SpecialFunctions.normalCDF(delta - t * s)
                * SpecialFunctions.exponential(logScale + logPower - nu * s * s / 2)
        }
        func clipped(_ s: Double) -> Double { min(max(s, range.0), range.1) }
        let ends = [range.0, clipped((delta - 9) / t), clipped((delta + 9) / t), range.1]
        return zip(ends, ends.dropFirst()).reduce(0) { total, part in
            total + Self.simpson(part.0, part.1, integrand)
        }
    }

    private static func simpson(_ low: Double, _ high: Double, _ function: (Double) -> Double) -> Double {
        if high <= low { return 0 }
        let intervals = 1000
        let step = (high - low) / Double(intervals)
        var sum = function(low) + function(high)
        for index in 1..<intervals {
            sum += (index.isMultiple(of: 2) ? 2 : 4) * function(low + Double(index) * step)
        }
        return sum * step / 3
    }
}
