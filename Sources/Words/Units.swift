import Foundation

/// Counts and times as people read them.
package enum Units {
    /// `8.15 M`, `580 k`; three significant digits.
    package static func count(_ value: Double) -> String {
        for (size, letter) in [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        where value >= size * 0.9995 {
            return significant(value / size) + " " + letter
        }
        return significant(value)
    }

    package static func count(_ value: Int) -> String { count(Double(value)) }

    package static func significant(_ value: Double) -> String {
        let magnitude = abs(value)
        let decimals = magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2
        // What is not nothing is not printed as nothing.
        let text =
            magnitude < 0.01 && value != 0
            ? significant(value, 2) : String(format: "%.\(decimals)f", value)
        return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }

    /// `42 s`, `2 min 05 s`, `1 h 03 min`.
    package static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min " + String(format: "%02d s", whole % 60) }
        return "\(whole / 3600) h " + String(format: "%02d min", whole % 3600 / 60)
    }

    package static func plural(_ count: Int, _ noun: String, _ nouns: String? = nil) -> String {
        "\(grouped(count)) \(count == 1 ? noun : nouns ?? noun + "s")"
    }

    /// `a, b and c`
    package static func list(_ items: [String], _ word: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    /// A p-value: `0.038`, `< 0.001`.
    package static func p(_ value: Double) -> String {
        value < 0.001 ? "< 0.001" : String(format: "%.3f", value)
    }

    /// A p-value in a sentence: `p = 0.038`, `p < 0.001`.
    package static func pEquation(_ value: Double) -> String {
        value < 0.001 ? "p < 0.001" : "p = \(p(value))"
    }

    /// So many significant digits, without trailing zeros: `1.2e-13`, `0.0004`.
    package static func significant(_ value: Double, _ digits: Int) -> String {
        let text = String(format: "%.\(digits)g", value)
        // The exponent in as few digits as it has.
        guard let match = text.firstMatch(of: /e([+-])0*([0-9]+)$/) else { return text }
        return "\(text[..<match.range.lowerBound])e\(match.1 == "-" ? "-" : "")\(match.2)"
    }

    /// With so many digits after the point: `85.40`.
    package static func fixed(_ value: Double, _ decimals: Int) -> String {
        let text = String(format: "%.\(decimals)f", value)
        return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }

    /// `1,234,567`
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
