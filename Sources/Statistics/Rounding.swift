/// The one rule of what counts as equal: numbers that differ by what rounding makes of equal ones. Every test,
/// interval and design asks it, so that none prints a figure where another refuses.
enum Rounding {
    /// What sums and differences may be off by, against the largest of them: far below one test image in a million,
    /// far above the last bits.
    static let relative = 1e-9
    /// What differences of fractions of 1 may be off by when they are zero on paper, where nothing is left to
    /// measure them against: 0.3 − 0.2 − 0.1 is −2.8 × 10⁻¹⁷. One image in a million, over ten thousand seeds, is a
    /// hundred times as much.
    static let absolute = 1e-12

    /// Below or at it two of these values are equal.
    static func tolerance(of values: [Double]) -> Double {
        max(relative * values.largestMagnitude, absolute)
    }
}

extension Double {
    /// Whether this difference of fractions of 1 is zero but for rounding.
    package var isZeroUpToRounding: Bool { abs(self) <= Rounding.absolute }

    var clippedToOne: Double { min(self, 1) }
}

extension [Double] {
    var largestMagnitude: Double { reduce(0) { Swift.max($0, abs($1)) } }
    var sum: Double { reduce(0, +) }
    var mean: Double { sum / Double(count) }

    /// Whether the spread is what rounding makes of equal values: 0.8512 − 0.8498 and 0.8612 − 0.8598 differ
    /// in the last bits.
    var haveNoSpread: Bool {
        guard let least = self.min(), let most = self.max() else { return true }
        return most - least <= Rounding.tolerance(of: self)
    }
}
