/// Billions of multiply–accumulates to one or two decimals, as papers print them; kept as whole hundredths, so
/// that rounding and comparing are exact.
public struct RoundedGMACs: Hashable, Sendable, CustomStringConvertible {
    /// In units of 10⁷ MACs.
    public let hundredths: Int
    /// Decimals that it is printed to: 1 or 2.
    public let decimals: Int

    /// Rounds half up.
    public init(macs: Int, decimals: Int = 2) {
        let unit = decimals == 1 ? 10 : 1
        hundredths = (macs + unit * 5_000_000) / (unit * 10_000_000) * unit
        self.decimals = decimals
    }

    /// A figure in 10⁹ MACs that has so many decimals already.
    public init(printed: Double, decimals: Int = 2) {
        hundredths = Int((printed * 100).rounded())
        self.decimals = decimals
    }

    /// In 10⁹ MACs.
    public var value: Double { Double(hundredths) / 100 }

    /// With its decimals: `4.09`, `4.5`.
    public var description: String {
        let rest = hundredths % 100
        if decimals == 1 { return "\(hundredths / 100).\(rest / 10)" }
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
