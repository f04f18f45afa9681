import Foundation

/// How wide text is in Computer Modern Roman, so that a size and a layout can be chosen in which a table fits a page.
package enum LaTeXMetrics {
    /// A size of the class `article` at 10 points.
    package struct Size: Sendable {
        /// `nil` for the size of the text around.
        package let command: String?
        /// Of an em, in points; smaller sizes of the family are wider for their height.
        package let em: Double
        /// Between two baselines.
        package let leading: Double
        /// On either side of a column.
        package let separation: Double
    }

    package static let sizes = [
        Size(command: nil, em: 10, leading: 12, separation: 6),
        Size(command: "\\small", em: 9.25, leading: 11, separation: 5),
        Size(command: "\\footnotesize", em: 8.5, leading: 9.5, separation: 4),
        Size(command: "\\scriptsize", em: 7.97, leading: 8, separation: 3),
    ]

    /// In points. Not less than what TeX sets: kerns and ligatures only take away.
    package static func width(of text: String, _ size: Size) -> Double {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        return (isASCII ? text : text.decomposedStringWithCanonicalMapping).unicodeScalars
            .reduce(0) { $0 + thousandths($1) } / 1000 * size.em * 1.01
    }

    /// Of an em; of signs that are commands, what these set.
    private static func thousandths(_ scalar: Unicode.Scalar) -> Double {
        if let width = widths[scalar] { return width }
        if scalar.isASCII { return 833 }
        switch scalar.value {
        // Accents stand above their letter.
        case 0x300...0x333: return 0
        case 0xA1...0x24F, 0x370...0x3FF, 0x2000...0x23FF: return 1000
        // A code point, with its letters.
        default: return 5300
        }
    }

    private static let widths: [Unicode.Scalar: Double] = {
        let rows: [(String, [Double])] = [
            (
                "abcdefghijklmnopqrstuvwxyz",
                [
                    500, 556, 444, 556, 444, 306, 500, 556, 278, 306, 528, 278, 833, 556, 500, 556, 528, 392,
                    394, 389,
                    556, 528, 722, 528, 528, 444,
                ]
            ),
            (
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                [
                    750, 708, 722, 764, 681, 653, 785, 750, 361, 514, 778, 625, 917, 750, 778, 681, 778, 736,
                    556, 722,
                    750, 750, 1028, 750, 750, 611,
                ]
            ),
            ("0123456789", Array(repeating: 500, count: 10)),
            (" .,:;!'|-()[]/", [333, 278, 278, 278, 278, 278, 278, 278, 333, 389, 389, 278, 278, 500]),
            ("+=<>±×−†·°", [778, 778, 778, 778, 778, 778, 778, 444, 278, 444]),
        ]
        return rows.reduce(into: [:]) { widths, row in
            for (scalar, width) in zip(row.0.unicodeScalars, row.1) { widths[scalar] = width }
        }
    }()
}
