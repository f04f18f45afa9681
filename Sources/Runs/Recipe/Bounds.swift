/// From where to where a number may be.
package struct Bounds: Hashable, Sendable, CustomStringConvertible {
    private let lower: Double
    private let hasLower: Bool
    private let upper: Double
    private let hasUpper: Bool

    private init(_ lower: Double, _ hasLower: Bool, _ upper: Double, _ hasUpper: Bool) {
        self.lower = lower
        self.hasLower = hasLower
        self.upper = upper
        self.hasUpper = hasUpper
    }

    package static func from(_ lower: Double) -> Bounds { Bounds(lower, true, .infinity, false) }
    package static func above(_ lower: Double) -> Bounds { Bounds(lower, false, .infinity, false) }
    package static func above(_ lower: Double, atMost upper: Double) -> Bounds {
        Bounds(lower, false, upper, true)
    }
    package static func within(_ range: ClosedRange<Double>) -> Bounds {
        Bounds(range.lowerBound, true, range.upperBound, true)
    }
    package static func within(_ range: Range<Double>) -> Bounds {
        Bounds(range.lowerBound, true, range.upperBound, false)
    }

    package func contains(_ value: Double) -> Bool {
        value.isFinite && (hasLower ? value >= lower : value > lower)
            && (hasUpper ? value <= upper : value < upper)
    }

    /// `0 or more`, `above 0`, `from 0 to 1`, `from 0 to below 1`, `above 0 and at most 1`.
    package var description: String {
        func text(_ value: Double) -> String {
            value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        }
        let (lower, upper) = (text(lower), text(upper))
        switch (hasLower, self.upper == .infinity) {
        case (true, true): return "\(lower) or more"
        case (false, true): return "above \(lower)"
        case (true, false): return "from \(lower) to \(hasUpper ? "" : "below ")\(upper)"
        case (false, false): return "above \(lower) and \(hasUpper ? "at most" : "below") \(upper)"
        }
    }
}
