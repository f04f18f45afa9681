import Foundation

/// From values to places on an axis.
package struct Scale: Sendable {
    package let domain: ClosedRange<Double>
    package let start: Double
    package let end: Double
    /// Round numbers in the domain.
    package let ticks: [Double]
    private let decimals: Int

    /// - Parameters:
    ///   - values: all are within the domain.
    ///   - count: about how many ticks.
    ///   - padding: room beyond the values at each end, as a share of what they span.
    package init(
        _ values: [Double], from start: Double, to end: Double, count: Int = 5, includesZero: Bool = false,
        padding: Double = 0
    ) {
        var least = min(values.min() ?? 0, includesZero ? 0 : .infinity)
        var most = max(values.max() ?? 1, includesZero ? 0 : -.infinity)
        if most - least < 1e-9 {
            (least, most) = (least - max(abs(least) * 0.01, 1e-6), most + max(abs(most) * 0.01, 1e-6))
        }
        let margin = padding * (most - least)
        (least, most) = (least - margin, most + margin)
        let rough = (most - least) / Double(max(count, 1))
        let power = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
        let (low, high) = ((least / step - 1e-9).rounded(.up), (most / step + 1e-9).rounded(.down))
        domain = least...most
        self.start = start
        self.end = end
        ticks = high < low ? [] : (Int(low)...Int(high)).map { Double($0) * step }
        var decimals = 0
        while decimals < 6,
            abs((step * pow(10, Double(decimals))).rounded() - step * pow(10, Double(decimals))) > 1e-6
        {
            decimals += 1
        }
        self.decimals = decimals
    }

    package func callAsFunction(_ value: Double) -> Double {
        start + (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound) * (end - start)
    }

    package func label(_ tick: Double, signed: Bool = false) -> String {
        let text = String(format: signed ? "%+.\(decimals)f" : "%.\(decimals)f", tick)
        if text.allSatisfy({ "+-0.".contains($0) }) { return "0" }
        return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }
}
