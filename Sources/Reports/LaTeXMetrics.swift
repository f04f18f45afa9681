import Foundation

/// How wide text is in Computer Modern, whose digits are half an em: enough to choose a size and a layout in which a
/// table fits a page. The width is never less than what TeX sets, to which kerns and ligatures only take away.
enum LaTeXMetrics {
    /// A size of plain LaTeX classes at 10 points.
    struct Size: Sendable {
        /// `nil` for the size of the text around.
        let command: String?
        /// Of an em, in points; smaller sizes of the family are wider for their height.
        let em: Double
        /// Between two baselines.
        let leading: Double
        /// On either side of a column.
        let separation: Double
    }

    static let sizes = [
        Size(command: nil, em: 10, leading: 12, separation: 6),
        Size(command: "\\small", em: 9.25, leading: 11, separation: 5),
        Size(command: "\\footnotesize", em: 8.5, leading: 9.5, separation: 4),
        Size(command: "\\scriptsize", em: 7.97, leading: 8, separation: 3),
    ]

    /// In points.
    static func width(of text: String, _ size: Size) -> Double {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        return (isASCII ? text : text.decomposedStringWithCanonicalMapping).unicodeScalars
            .reduce(0) { $0 + em($1) } * size.em * 1.02
    }

    /// Ems of a character; what is no letter of the family stands for its code point or a command's sign.
    private static func em(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "0"..."9", "/": 0.51
        case "i", "j", "l", "f", "t", ".", ",", ":", ";", "!", "'", "I": 0.39
        case "r", "s", "c", "e", "z", " ", "-", "(", ")", "[", "]": 0.46
        case "m", "w", "%", "&", "@", "#": 0.85
        case "M", "W", "\"": 1.03
        case "a"..."z": 0.56
        case "A"..."Z", "+", "=", "<", ">", "~", "_", "|", "\\", "{", "}", "*", "^", "$": 0.79
        default:
            scalar.isASCII
                ? 0.56 : scalar.properties.generalCategory == .nonspacingMark ? 0.1 : unknown(scalar)
        }
    }

    private static func unknown(_ scalar: Unicode.Scalar) -> Double {
        // Signs of mathematics are at most an em, Latin letters with accents a letter; others are four or five digits.
        switch scalar.value {
        case 0xA0...0x24F: 0.79
        case 0x370...0x3FF, 0x2000...0x22FF, 0x2300...0x230F: 1.03
        default: 5.3
        }
    }
}
