/// Billions of multiply–accumulates to two decimals, as the paper prints them; kept as whole hundredths, so
/// that rounding and comparing are exact.
public struct RoundedGMACs: Hashable, Sendable, CustomStringConvertible {
    /// In units of 10⁷ MACs.
    public let hundredths: Int

    /// Rounds half up.
    public init(macs: Int) {
        hundredths = (macs + 5_000_000) / 10_000_000
    }

    /// A figure in 10⁹ MACs that has two decimals already.
    public init(printed: Double) {
        hundredths = Int((printed * 100).rounded())
    }

    /// In 10⁹ MACs.
    public var value: Double { Double(hundredths) / 100 }

    /// With two decimals: `4.09`.
    public var description: String {
        let decimals = hundredths % 100
        return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals)"
    }
}
