import Foundation

extension Table.Value {
    /// For people: digits grouped, fractions as per cent, an empty cell for nothing.
    var readable: String {
        switch self {
        case .text(let text): text
        case .integer(let integer): Self.grouped(integer)
        case .real(let real, let decimals): Self.fixed(real, decimals)
        // Accuracies are counts of images over counts of images: what is left of a difference beyond that is rounding.
        case .fraction(let fraction, let decimals):
            Self.fixed(abs(fraction) < 1e-12 ? 0 : fraction * 100, decimals)
        case .written(_, let text): text
        case .truth(let truth): truth ? "yes" : "no"
        case .list(let items): items.joined(separator: "; ")
        case .shape(let sizes): sizes.map(String.init).joined(separator: "×")
        case .object, .shapes: json
        case .missing: ""
        }
    }

    /// For programs: every digit, no grouping.
    var exact: String {
        switch self {
        case .integer(let integer): "\(integer)"
        case .real(let value, _), .fraction(let value, _), .written(let value, _): "\(value)"
        case .truth(let truth): "\(truth)"
        case .text, .list, .shape, .object, .shapes, .missing: readable
        }
    }

    var json: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .list(let items): "[" + items.map(Self.quoted).joined(separator: ", ") + "]"
        case .shape(let sizes): "[" + sizes.map(String.init).joined(separator: ", ") + "]"
        // JSON has no word for infinities.
        case .real(let value, _), .fraction(let value, _), .written(let value, _):
            value.isFinite ? "\(value)" : "null"
        case .object(let members):
            "{"
                + members.map { "\(Self.quoted($0.key)): \(Self.real($0.value, decimals: 0).json)" }
                .joined(separator: ", ") + "}"
        case .shapes(let tensors):
            "{"
                + tensors.map { "\(Self.quoted($0.name)): \(Self.shape($0.sizes).json)" }.joined(
                    separator: ", ")
                + "}"
        case .missing: "null"
        case .integer, .truth: exact
        }
    }

    var isNumber: Bool {
        switch self {
        case .integer, .real, .fraction, .written: true
        case .text, .truth, .list, .shape, .object, .shapes, .missing: false
        }
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return "\(value)" }
        // Beyond 2⁵³ the digits before the point are no longer the number's own.
        if abs(value) > 9e15 { return significant(value, 6) }
        let text = printed(value, decimals)
        let isZero = text.unicodeScalars.allSatisfy { "-0.".unicodeScalars.contains($0) }
        if !isZero { return text }
        // What is not nothing is not printed as nothing.
        if value != 0 { return significant(value, 2) }
        return text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    /// So many significant digits, without trailing zeros: `1.2e-13`, `0.0004`.
    static func significant(_ value: Double, _ digits: Int) -> String {
        let text = String(format: "%.\(digits)g", value)
        // The exponent in as few digits as it has.
        guard let match = text.firstMatch(of: /e([+-])0*([0-9]+)$/) else { return text }
        return "\(text[..<match.range.lowerBound])e\(match.1 == "-" ? "-" : "")\(match.2)"
    }

    /// `String(format:)` takes ten times as long, which a table of ten thousand cells shows.
    private static func printed(_ value: Double, _ decimals: Int) -> String {
        // No double has more than 309 digits before the point.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 320 + decimals) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            let count = withVaList([value]) { vsnprintf(start, buffer.count, "%.\(decimals)f", $0) }
            return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(count)), as: UTF8.self)
        }
    }

    private static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A JSON string with its quotation marks.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain { return "\"\(text)\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            default: result += scalar.value < 0x20 ? scalar.controlEscape : String(scalar)
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// A control character as JSON writes it: `\n`, `\u001b`.
    var controlEscape: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u" + String(format: "%04x", value)
        }
    }
}
