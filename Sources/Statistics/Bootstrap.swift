/// Intervals from resamples of the values themselves (Efron), bias-corrected and accelerated (BCa): quantiles of the
/// resampled statistic, moved for bias and skewness. With few values they are too narrow, whatever the
/// method: below ten prefer ``TTest/interval(confidence:)``.
package enum Bootstrap {
    /// Of a statistic, which is the mean unless given. The same seed gives the same interval.
    ///
    /// - Throws: ``StatisticsError`` `tooFew` below three values, `noSpread` when no resample
    ///   differs from another, `notFinite`.
    package static func interval(
        of values: [Double], confidence: Double = 0.95, resamples: Int = 10_000,
        seed: UInt64 = 0, statistic: ([Double]) -> Double = { $0.reduce(0, +) / Double($0.count) }
    ) throws(StatisticsError) -> Interval {
        requireConfidence(confidence)
        precondition(resamples >= 1, "At least one resample is needed, not \(resamples).")
        try require(values, atLeast: 3)
        if values.haveNoSpread { throw .noSpread }
        var random = SplitMix64(seed: seed)
        var drawn = values
        var results = [Double]()
        results.reserveCapacity(resamples)
        for _ in 0..<resamples {
            for index in drawn.indices { drawn[index] = values[random.below(values.count)] }
            results.append(statistic(drawn))
        }
        if !results.allSatisfy(\.isFinite) { throw .notFinite }
        results.sort()
        if results.haveNoSpread { throw .noSpread }
        let tail = (1 - confidence) / 2
        let adjustment = try Adjustment(values, results, statistic)
        let levels = (adjustment.level(tail), adjustment.level(1 - tail))
        return Interval(
            lower: quantile(levels.0, of: results), upper: quantile(levels.1, of: results),
            confidence: confidence)
    }

    /// Between neighbours by proportion (R's type 7, NumPy's default).
    static func quantile(_ level: Double, of sorted: [Double]) -> Double {
        let place = level * Double(sorted.count - 1)
        let below = Int(place.rounded(.down))
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }

    /// What a level is corrected by.
    private struct Adjustment {
        let bias: Double
        let acceleration: Double

        init(
            _ values: [Double], _ results: [Double], _ statistic: ([Double]) -> Double
        ) throws(StatisticsError) {
            let estimate = statistic(values)
            let tolerance = Rounding.tolerance(of: results)
            let below = results.count { $0 < estimate - tolerance }
            let equal = results.count { abs($0 - estimate) <= tolerance }
            bias = SpecialFunctions.normalQuantile(
                (Double(below) + Double(equal) / 2) / Double(results.count))
            // Skewness of the jackknife.
            let left = values.indices.map { index in
                var rest = values
                rest.remove(at: index)
                return statistic(rest)
            }
            let deviations = left.map { left.mean - $0 }
            let squares = deviations.reduce(0) { $0 + $1 * $1 }
            let cubes = deviations.reduce(0) { $0 + $1 * $1 * $1 }
            guard bias.isFinite, squares > 0 else { throw .noSpread }
            acceleration = cubes / (6 * squares * squares.squareRoot())
        }

        func level(_ level: Double) -> Double {
            let z = bias + SpecialFunctions.normalQuantile(level)
            return SpecialFunctions.normalCDF(bias + z / (1 - acceleration * z))
        }
    }
}
