#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where looks at a growing number of paired differences may stop, so that exactly the error that a spending function
/// allows is spent at each: found by integration over the t statistics themselves, not over the normal ones that they
/// come to with many seeds.
///
/// Let τ = t/√(n − 1) of n differences, which are normal with mean zero. The direction of the vector of differences
/// is uniform and knows nothing of its length, so that the τ of successive n are a Markov chain, and of n − 1 given that of
/// n it is
///
///     (ρ τ + σ sin φ) / cos φ,  ρ² = (n − 1)/n,  σ² = 1/n,  the density of φ ∝ cosⁿ⁻³ φ.
///
/// What is carried from one number of seeds to the next is the chance that no look so far was crossed, given τ.
struct SequentialBoundary {
    /// The two-sided p of each look, at or below which its t-test stops.
    private(set) var nominal: [Double] = []
    /// The same as the size of t; infinite where nothing may be spent.
    private(set) var criticalValues: [Double] = []

    /// - Parameters:
    ///   - looks: numbers of seeds, ascending.
    ///   - significance: of all looks together, two-sided.
    init(looks: [Int], significance: Double) {
        var spent = 0.0
        var chain = TChain(seeds: looks[0])
        for look in looks {
            while chain.seeds < look { chain.addSeed() }
            let all = Self.spending(of: significance, at: Double(look) / Double(looks[looks.count - 1]))
            let share = all - spent
            spent = all
            let distribution = TDistribution(Double(look - 1))
            // Of so little, what earlier looks have taken is below the integral's error. Nothing is lost to them at the
            // first look; at others the boundary is a little harder to cross than it need be.
            if share < 1e-12 || look == looks[0] {
                nominal.append(share)
                criticalValues.append(
                    share < 1e-100 ? .infinity : distribution.criticalValue(twoSidedP: share))
            } else {
                criticalValues.append(chain.criticalValue(crossedWith: share))
                nominal.append(distribution.twoSidedP(criticalValues[criticalValues.count - 1]))
            }
            chain.stop(at: criticalValues[criticalValues.count - 1])
        }
    }

    /// What may be spent up to this fraction of all seeds (Lan and DeMets 1983): nearly nothing at first, as
    /// O'Brien and Fleming's boundaries have it.
    static func spending(of significance: Double, at fraction: Double) -> Double {
        let quantile = -SpecialFunctions.normalQuantile(significance / 4)
        return 4 * SpecialFunctions.normalCDF(-quantile / fraction.squareRoot())
    }
}

/// The chance that no look so far was crossed, by the t statistic of the seeds so far.
///
/// It is kept at points of y = √ln(1 + τ²), in which the density of τ is nearly normal, up to the τ beyond which a look must
/// have been crossed. There the chance ends like a square root: points and integrals are spaced by a sine, which makes
/// it smooth. With these numbers of points nominal p-values are right to seven digits up to 20 seeds, to five at 200.
private struct TChain {
    private(set) var seeds: Int
    /// At `y = reach × sin(π/2 × place/(count − 1))`; empty where it is 1 everywhere.
    private var chances: [Double] = []
    private var reach = Double.infinity
    /// The τ beyond which the chance is zero.
    private var edge = Double.infinity

    private static let points = 64
    /// Spaced by a sine on −1 to 1, with the weights of an integral.
    private static let sines: [(place: Double, weight: Double)] = {
        let rule = GaussLegendre(40)
        return zip(rule.points, rule.weights).map { point, weight in
            let angle = Double.pi / 2 * point
            return (sin(angle), Double.pi / 2 * weight * cos(angle))
        }
    }()
    private static let rule = GaussLegendre(40)
    /// Of Lagrange's polynomial through six neighbours.
    private static let denominators: [Double] = [-120, 24, -12, 12, -24, 120]

    init(seeds: Int) {
        self.seeds = seeds
    }

    /// From here on a look at these seeds has been crossed where t is as large.
    mutating func stop(at t: Double) {
        edge = min(edge, t / Double(seeds - 1).squareRoot())
    }

    /// Goes on to one seed more.
    mutating func addSeed() {
        let n = Double(seeds + 1)
        let (rho, sigma) = (((n - 1) / n).squareRoot(), (1 / n).squareRoot())
        // Beyond this angle, and this y, there is no chance worth the name.
        let widest = acos(exp(-32 / (n - 3)))
        let newEdge = hypot(sigma, edge) / rho
        let newReach = min((82 / (n - 2)).squareRoot(), log1p(newEdge * newEdge).squareRoot())
        let scale = exp(
            SpecialFunctions.logGamma((n - 1) / 2) - SpecialFunctions.logGamma((n - 2) / 2))
        let (size, turn) = (hypot(sigma, edge), atan2(edge, sigma))
        let new = (0..<Self.points).map { place in
            let y = newReach * sin(Double.pi / 2 * Double(place) / Double(Self.points - 1))
            let tau = expm1(y * y).squareRoot()
            // Where (ρ τ + σ sin φ)/cos φ is within the edge on both sides.
            let angle = asin(min(1, rho * tau / size))
            let high = max(-widest, min(widest, turn - angle))
            let low = max(-widest, min(widest, rho * tau < sigma ? -turn - angle : turn + angle - Double.pi))
            let (middle, half) = ((high + low) / 2, (high - low) / 2)
            if half <= 0 { return 0.0 }
            var sum = 0.0
            for (sine, weight) in Self.sines {
                let phi = middle + half * sine
                let cosine = cos(phi)
                let earlier = (rho * tau + sigma * sin(phi)) / cosine
                sum += weight * exp((n - 3) * log(cosine)) * chance(log1p(earlier * earlier).squareRoot())
            }
            return sum * half * scale / Double.pi.squareRoot()
        }
        (chances, reach, edge) = (new, newReach, newEdge)
        seeds += 1
    }

    /// The t that is exceeded, with no earlier look crossed, with this chance.
    func criticalValue(crossedWith share: Double) -> Double {
        let angle = SpecialFunctions.root(in: 0...(Double.pi / 2)) { share - crossing(from: $0) }
        let y = reach * sin(angle)
        return (expm1(y * y) * Double(seeds - 1)).squareRoot()
    }

    /// The chance of a y, on either side, beyond `reach × sin(angle)`, with no earlier look crossed.
    private func crossing(from angle: Double) -> Double {
        let n = Double(seeds)
        let scale = exp(
            SpecialFunctions.logGamma(n / 2) - SpecialFunctions.logGamma((n - 1) / 2))
        let half = (Double.pi / 2 - angle) / 2
        var sum = 0.0
        for (point, weight) in zip(Self.rule.points, Self.rule.weights) {
            let place = Double.pi / 2 - half + half * point
            let y = reach * sin(place)
            // dτ/dy = y (1 + τ²)/τ, the density of τ ∝ (1 + τ²)^(−n/2).
            let density = exp(y * y * (1 - n / 2)) * y / expm1(y * y).squareRoot()
            sum += weight * density * reach * cos(place) * chance(y)
        }
        return 2 * sum * half * scale / Double.pi.squareRoot()
    }

    /// Between the points, by the polynomial through six of them.
    private func chance(_ y: Double) -> Double {
        if chances.isEmpty { return 1 }
        let place = asin(min(y / reach, 1)) / (Double.pi / 2) * Double(Self.points - 1)
        // Below zero the points go on as they came.
        let first = min(Int(place), Self.points - 4) - 2
        let offset = place - Double(first)
        var sum = 0.0
        for index in 0..<6 {
            var product = chances[abs(first + index)] / Self.denominators[index]
            for other in 0..<6 where other != index { product *= offset - Double(other) }
            sum += product
        }
        return sum
    }
}
