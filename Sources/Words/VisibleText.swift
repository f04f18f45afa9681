import Foundation

// Text is looked at scalar by scalar: to Swift "\r\n", and a quotation mark under an accent, are single
// characters, which a search for the bare character does not find.
extension String {
    package func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result += text
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// What has no form of its own, or turns what stands beside it around, as escapes: control characters, line
    /// breaks of every kind, and marks of direction. A cell is one line, cannot steer the terminal, and reads in the
    /// order in which it is written.
    package var withVisibleControls: String {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        return replacingScalars { $0.isInvisibleControl ? $0.controlEscape : nil }
    }
}

extension Unicode.Scalar {
    package var isInvisibleControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}

extension Unicode.Scalar {
    /// A control character as JSON writes it: `\n`, `\u001b`.
    package var controlEscape: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u" + String(format: "%04x", value)
        }
    }
}
