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
    /// Subsets of players that have no values, of so many that are needed.
    case missingSubsets([Subset], of: Int)
    /// No walk that has all its values adds a player; subsets that walks visit and that have none.
    case neverAdded(player: Int, missing: [Subset])
    /// Numbers of seeds at which nobody can look.
    case looks([Int])

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
        case .missingSubsets(let missing, let count):
            "Values of \(count) subsets are needed, but \(Self.text(missing)) \(missing.count == 1 ? "has" : "have") none."
        case .neverAdded(let player, let missing):
            missing.isEmpty
                ? "No walk adds player \(player)."
                : "No walk that has all its values adds player \(player): \(Self.text(missing)) "
                    + "\(missing.count == 1 ? "has" : "have") none."
        case .looks(let looks):
            "Looks are taken at growing numbers of seeds, the first at 3 or more, but not at "
                + (looks.isEmpty ? "none." : looks.map(String.init).joined(separator: ", ") + ".")
        }
    }

    /// The first of many: a reader wants to know which, not all.
    private static func text(_ subsets: [Subset]) -> String {
        let shown = 6
        let names = subsets.prefix(shown).map(\.description).joined(separator: ", ")
        return subsets.count > shown ? "\(names) and \(subsets.count - shown) more" : names
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
