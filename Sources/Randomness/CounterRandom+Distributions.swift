import Foundation

extension CounterRandom {
    /// Uniform in the range.
    package mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Beta(a, b), as a share of two gamma variates.
    ///
    /// - Precondition: both are above 0.
    package mutating func beta(_ a: Double, _ b: Double) -> Double {
        let first = gamma(a)
        let second = gamma(b)
        // Both can vanish when a and b are very small.
        return first + second > 0 ? first / (first + second) : 0.5
    }

    /// Gamma with the given shape and scale 1 (Marsaglia and Tsang, "A simple method for generating gamma
    /// variables", 2000).
    private mutating func gamma(_ shape: Double) -> Double {
        precondition(shape > 0, "A gamma distribution's shape must be above 0, but is \(shape).")
        // Below 1 the method does not hold: one more, and a power of a uniform variate.
        if shape < 1 { return gamma(shape + 1) * pow(1 - uniform(), 1 / shape) }
        let d = shape - 1.0 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v > 0, log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
