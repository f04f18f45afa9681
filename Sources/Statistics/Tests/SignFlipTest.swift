/// The exact test of paired differences that assumes least: were there no effect, each difference could as well
/// have had the other sign. The statistic is the absolute mean.
package struct SignFlipTest: Hashable, Sendable {
    package let pValue: PValue

    /// Beyond it, signs are drawn at random.
    package static let largestExactCount = 20

    /// The least p-value that so many differences can give, whatever they are: 2 of the 2ⁿ sign patterns are as
    /// extreme as one that is all of one sign. 0.25 for 3 seeds.
    package static func smallestP(pairs n: Int) -> Double {
        precondition(n >= 0, "There are no \(n) differences.")
        return (0..<n).reduce(2) { p, _ in p / 2 }.clippedToOne
    }

    /// - Parameters:
    ///   - draws: how many random sign patterns stand for all where there are too many.
    ///   - seed: of these.
    /// - Throws: ``StatisticsError`` `tooFew` for none, `notFinite`.
    package init(
        _ differences: [Double], draws: Int = 100_000, seed: UInt64 = 0
    ) throws(StatisticsError) {
        try require(differences, atLeast: 1)
        let observed = abs(differences.sum)
        // Equal sums added in another order differ in the last bits.
        let threshold =
            observed - Rounding.tolerance(of: differences) * Double(differences.count)
        if differences.count <= Self.largestExactCount {
            // A pattern and its opposite are equally extreme, so the first sign is left as it is.
            let extreme = Self.countOfExtreme(differences[0], differences[1...], threshold)
            let patterns = Double(1 << (differences.count - 1))
            pValue = PValue(value: Double(extreme) / patterns, method: .exact)
        } else {
            var random = SplitMix64(seed: seed)
            var extreme = 0
            for _ in 0..<draws {
                var sum = 0.0
                var bits: UInt64 = 0
                for (index, difference) in differences.enumerated() {
                    if index % 64 == 0 { bits = random.next() }
                    sum += bits & 1 == 1 ? difference : -difference
                    bits >>= 1
                }
                if abs(sum) >= threshold { extreme += 1 }
            }
            pValue = PValue(
                value: Double(extreme + 1) / Double(draws + 1), method: .resampled(draws))
        }
    }

    private static func countOfExtreme(
        _ sum: Double, _ rest: ArraySlice<Double>, _ threshold: Double
    ) -> Int {
        guard let first = rest.first else { return abs(sum) >= threshold ? 1 : 0 }
        let others = rest.dropFirst()
        return countOfExtreme(sum + first, others, threshold) + countOfExtreme(sum - first, others, threshold)
    }
}
