import AblateWords
import Foundation

extension Table.Value {
    /// For people: digits grouped, fractions as per cent, an empty cell for nothing.
    package var readable: String {
        switch self {
        case .text(let text): text
        case .integer(let integer): Units.grouped(integer)
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
    package var exact: String {
        switch self {
        case .integer(let integer): "\(integer)"
        case .real(let value, _), .fraction(let value, _), .written(let value, _): "\(value)"
        case .truth(let truth): "\(truth)"
        case .text, .list, .shape, .object, .shapes, .missing: readable
        }
    }

    package var json: String {
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

    package var isNumber: Bool {
        switch self {
        case .integer, .real, .fraction, .written: true
        case .text, .truth, .list, .shape, .object, .shapes, .missing: false
        }
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return "\(value)" }
        // Beyond 2⁵³ the digits before the point are no longer the number's own.
        if abs(value) > 9e15 { return Units.significant(value, 6) }
        let text = printed(value, decimals)
        let isZero = text.unicodeScalars.allSatisfy { "-0.".unicodeScalars.contains($0) }
        if !isZero { return text }
        // What is not nothing is not printed as nothing.
        if value != 0 { return Units.significant(value, 2) }
        return text.hasPrefix("-") ? String(text.dropFirst()) : text
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

    /// A JSON string with its quotation marks.
    package static func quoted(_ text: String) -> String {
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
