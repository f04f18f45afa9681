import Foundation
import Statistics

/// Counts and times as people read them.
enum Units {
    /// `8.15 M`, `580 k`; three significant digits.
    static func count(_ value: Double) -> String {
        for (size, letter) in [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        where value >= size * 0.9995 {
            return significant(value / size) + " " + letter
        }
        return significant(value)
    }

    static func count(_ value: Int) -> String { count(Double(value)) }

    static func significant(_ value: Double) -> String {
        let magnitude = abs(value)
        let decimals = magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2
        // What is not nothing is not printed as nothing.
        let text =
            magnitude < 0.01 && value != 0
            ? Table.Value.significant(value, 2) : String(format: "%.\(decimals)f", value)
        return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }

    /// `42 s`, `2 min 05 s`, `1 h 03 min`.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min " + String(format: "%02d s", whole % 60) }
        return "\(whole / 3600) h " + String(format: "%02d min", whole % 3600 / 60)
    }

    /// `88.67 ± 0.12 (3)`; without a deviation `88.67 (1)`.
    static func mean(_ summary: Summary) -> String? {
        summary.mean.map { mean in
            Points.unsigned(mean)
                + (summary.standardDeviation.map { " ± " + Points.unsigned($0) } ?? "") + " (\(summary.n))"
        }
    }

    static func plural(_ count: Int, _ noun: String, _ nouns: String? = nil) -> String {
        "\(Table.Value.integer(count).readable) \(count == 1 ? noun : nouns ?? noun + "s")"
    }

    /// `a, b and c`
    static func list(_ items: [String], _ word: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }
}
