/// Why a quantity cannot be computed, as a sentence that a report can print in the number's place.
package enum StatisticsError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooFew(found: Int, needed: Int)
    /// All values are equal, up to rounding.
    case noSpread
    /// Every paired difference is zero.
    case noDifference
    case notFinite
    case unequalCounts(Int, Int)
    /// A rank correlation of 1 or −1, where Fisher's transformation is infinite.
    case perfectCorrelation
    case tooManyNeeded(atLeast: Int)

    package var description: String {
        switch self {
        case .tooFew(let found, let needed):
            "At least \(needed) values are needed, but there \(found == 1 ? "is" : "are") \(found)."
        case .noSpread: "All values are equal, so their spread says nothing of chance."
        case .noDifference: "All differences are zero, so there is nothing to rank."
        case .notFinite: "A value is not a finite number."
        case .unequalCounts(let first, let second):
            "Both sides need equally many values, but there are \(first) and \(second)."
        case .perfectCorrelation: "The correlation is perfect, where the interval's formula has no answer."
        case .tooManyNeeded(let count): "More than \(count) seeds would be needed."
        }
    }
}

/// A confidence interval.
package struct Interval: Hashable, Sendable {
    package let lower: Double
    package let upper: Double
    /// As a fraction of 1.
    package let confidence: Double

    package init(lower: Double, upper: Double, confidence: Double) {
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }
}

/// A two-sided p-value and how it was come by.
package struct PValue: Hashable, Sendable {
    package let value: Double
    package let method: Method

    package enum Method: Hashable, Sendable {
        /// From the whole distribution under the null hypothesis.
        case exact
        /// From a distribution that holds for many values, or for normal ones.
        case model
        /// From this many random draws; never below 1 / (draws + 1).
        case resampled(Int)
    }
}

/// - Throws: ``StatisticsError/tooFew(found:needed:)`` or ``StatisticsError/notFinite``.
func require(_ values: [Double], atLeast needed: Int) throws(StatisticsError) {
    if values.count < needed { throw .tooFew(found: values.count, needed: needed) }
    if !values.allSatisfy(\.isFinite) { throw .notFinite }
}

func requireConfidence(_ confidence: Double) {
    precondition(
        confidence > 0 && confidence < 1, "A confidence lies between 0 and 1, but is \(confidence).")
}
