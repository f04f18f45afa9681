#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The functions behind the distributions, to about 14 digits.
enum SpecialFunctions {
    /// ln Γ(x) for x > 0: Stirling's series beyond 12, the recurrence below.
    static func logGamma(_ x: Double) -> Double {
        var x = x
        var product = 1.0
        while x < 12 {
            product *= x
            x += 1
        }
        let inverse = 1 / x
        let square = inverse * inverse
        var series = -691.0 / 360_360
        for coefficient in [1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12] {
            series = series * square + coefficient
        }
        return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series * inverse - log(product)
    }

    /// The regularised incomplete beta function I_x(a, b), with `complement` = 1 − x given apart, so that neither
    /// end loses digits.
    static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double, complement: Double) -> Double {
        if x <= 0 { return 0 }
        if complement <= 0 { return 1 }
        let logFactor =
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(complement)
        // The fraction converges fast on one side of the mean only.
        if x < (a + 1) / (a + b + 2) {
            return exp(logFactor) * betaFraction(a, b, x) / a
        }
        return 1 - exp(logFactor) * betaFraction(b, a, complement) / b
    }

    /// The continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22).
    private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        func awayFromZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
        var fraction = d
        for m in 1...100_000 {
            let m = Double(m)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / awayFromZero(1 + even * d)
            c = awayFromZero(1 + even / c)
            fraction *= d * c
            d = 1 / awayFromZero(1 + odd * d)
            c = awayFromZero(1 + odd / c)
            fraction *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return fraction
    }

    static func normalCDF(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// - Parameter probability: from 0 to 1; the ends give infinities.
    static func normalQuantile(_ probability: Double) -> Double {
        if probability <= 0 { return -.infinity }
        if probability >= 1 { return .infinity }
        return root(in: -40...40) { normalCDF($0) - probability }
    }

    static func inverseHyperbolicTangent(_ x: Double) -> Double { atanh(x) }
    static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
    static func logarithm(_ x: Double) -> Double { log(x) }
    static func exponential(_ x: Double) -> Double { exp(x) }
    static func cosine(_ x: Double) -> Double { cos(x) }

    /// Where a function that rises over the range is zero, to the last bit, by bisection.
    static func root(in range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double {
        var (low, high) = (range.lowerBound, range.upperBound)
        while true {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { return middle }
            if function(middle) < 0 { low = middle } else { high = middle }
        }
    }
}
