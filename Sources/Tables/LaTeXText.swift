import AblateWords
import Foundation

/// Text for pdfLaTeX and its successors under OT1 or T1, without a package: what is beyond ASCII becomes a command,
/// and a letter that these fonts lack its code point, `U+65E5`.
extension String {
    package var escapedForLaTeX: String {
        var result = ""
        var isOpen = false
        var previous: Unicode.Scalar?
        // Letters apart from their accents.
        let scalars = Array(literalBackticks.decomposedStringWithCanonicalMapping.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            var text = scalar.latex(opens: !isOpen)
            if scalar == "\"" { isOpen.toggle() }
            // Two hyphens would become a dash, two apostrophes a quotation mark.
            if scalar == previous && (scalar == "-" || scalar == "'") { text = "{}" + text }
            while index < scalars.count, scalars[index].properties.generalCategory == .nonspacingMark {
                text =
                    scalars[index].latexAccent.map { "\($0){\(text)}" } ?? text
                    + scalars[index].latex(opens: false)
                index += 1
            }
            result += text
            previous = scalar
        }
        // After the end of a row a bracket would be read as space to add, a star as a wish to keep the page.
        return result.hasPrefix("[") || result.hasPrefix("*")
            ? "{\(result.prefix(1))}" + result.dropFirst() : result
    }

    /// A sentence in which `backticks` enclose names.
    package var latexSentence: String {
        split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            let text = String(part)
            return index.isMultiple(of: 2) ? text.escapedForLaTeX : "\\texttt{\(text.breakableForLaTeX)}"
        }.joined()
    }

    /// Long words may be parted, without a hyphen.
    package var breakableForLaTeX: String {
        split(separator: " ", omittingEmptySubsequences: false).map { word in
            if word.utf8.allSatisfy({ $0 < 0x80 }) {
                return Self.partsOfWord(word).map(\.escapedForLaTeX).joined(separator: "\\allowbreak{}")
            }
            // A letter that stands as its code point is as wide as a word, and an emoji may be several.
            return word.flatMap(\.partsForLaTeX).map(\.escapedForLaTeX).joined(separator: "\\allowbreak{}")
        }.joined(separator: " ")
    }

    /// After what joins words, and within what is still too long for a narrow column.
    private static func partsOfWord(_ word: Substring) -> [String] {
        var parts: [String] = [""]
        for character in word {
            parts[parts.count - 1].append(character)
            if "-_./=,:".contains(character) { parts.append("") }
        }
        return parts.filter { !$0.isEmpty }.flatMap { part -> [String] in
            let characters = Array(part)
            if characters.count <= 10 { return [part] }
            return stride(from: 0, to: characters.count, by: 6).map { start in
                String(characters[start..<Swift.min(start + 6, characters.count)])
            }
        }
    }

    /// A number as mathematics where it has a sign or an exponent: `-0.31`, `1.2e-13`.
    package var latexNumber: String {
        if let match = wholeMatch(of: /(-?[0-9.,]+)e(-?[0-9]+)/) {
            return "$\(match.1)\\cdot10^{\(match.2)}$"
        }
        let text = escapedForLaTeX
        return text.hasPrefix("-") ? "$-$" + text.dropFirst() : text
    }
}

extension Character {
    /// A letter with its accents, or what it is put together from.
    fileprivate var partsForLaTeX: [String] {
        let isLetter = unicodeScalars.dropFirst().allSatisfy {
            $0.properties.generalCategory == .nonspacingMark
        }
        return isLetter ? [String(self)] : unicodeScalars.map { String($0) }
    }
}

extension Unicode.Scalar {
    fileprivate var latexCodePoint: String { "U+" + String(format: "%04X", value) }

    /// - Parameter opens: a quotation mark that is the first of a pair.
    fileprivate func latex(opens: Bool) -> String {
        switch self {
        case "&", "%", "$", "#", "_", "{", "}": return "\\\(self)"
        case "\"": return opens ? "``" : "''"
        case "\n", "\t", "\r", "\u{A0}": return " "
        default: break
        }
        if let command = Self.commands[self] { return command }
        if isASCII { return value < 0x20 || value == 0x7F ? "" : String(self) }
        return latexCodePoint
    }

    fileprivate var latexAccent: String? { Self.accents[value] }

    /// By the code points of combining marks.
    private static let accents: [UInt32: String] = [
        0x300: "\\`", 0x301: "\\'", 0x302: "\\^", 0x303: "\\~", 0x304: "\\=", 0x306: "\\u", 0x307: "\\.",
        0x308: "\\\"", 0x30A: "\\r", 0x30B: "\\H", 0x30C: "\\v", 0x323: "\\d", 0x327: "\\c", 0x331: "\\b",
    ]

    private static let commands: [Unicode.Scalar: String] = {
        var commands: [Unicode.Scalar: String] = [
            "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
            "<": "\\textless{}",
            ">": "\\textgreater{}", "|": "\\textbar{}", "`": "\\`{}", "†": "\\dag{}", "‡": "\\ddag{}",
            "§": "\\S{}", "¶": "\\P{}", "©": "\\copyright{}", "ß": "\\ss{}", "æ": "\\ae{}", "Æ": "\\AE{}",
            "œ": "\\oe{}", "Œ": "\\OE{}", "ø": "\\o{}", "Ø": "\\O{}", "ł": "\\l{}", "Ł": "\\L{}",
            "ı": "\\i{}",
            "¡": "!`", "¿": "?`", "–": "--", "—": "---", "…": "\\dots{}", "‘": "`", "’": "'", "‚": ",",
            "“": "``", "”": "''", "„": ",,", "‐": "-", "‑": "-", "\u{2009}": "\\,", "\u{202F}": "\\,",
            "€": "EUR", "✓": "yes", "✗": "no", "ﬁ": "fi", "\u{200B}": "", "\u{FEFF}": "",
            // What joins or varies signs of which none is there.
            "\u{200D}": "", "\u{FE0E}": "", "\u{FE0F}": "",
        ]
        for (symbol, command) in symbols { commands[symbol] = "$\(command)$" }
        return commands
    }()

    /// Commands of mathematics.
    private static let symbols: [Unicode.Scalar: String] = [
        "×": "\\times", "÷": "\\div", "→": "\\rightarrow", "←": "\\leftarrow", "↔": "\\leftrightarrow",
        "↑": "\\uparrow", "↓": "\\downarrow", "⇒": "\\Rightarrow", "↗": "\\nearrow", "−": "-", "±": "\\pm",
        "∓": "\\mp", "≤": "\\leq", "≥": "\\geq", "≠": "\\neq", "≈": "\\approx", "≡": "\\equiv",
        "∞": "\\infty",
        "·": "\\cdot", "•": "\\bullet", "∘": "\\circ", "°": "^\\circ", "√": "\\surd", "∑": "\\sum",
        "∏": "\\prod",
        "∂": "\\partial", "∇": "\\nabla", "∈": "\\in", "∉": "\\notin", "∪": "\\cup", "∩": "\\cap",
        "«": "\\ll", "»": "\\gg", "¬": "\\neg", "⌊": "\\lfloor", "⌋": "\\rfloor", "⌈": "\\lceil",
        "⌉": "\\rceil",
        "²": "^2", "³": "^3", "¹": "^1", "⁻": "^-", "½": "\\frac12", "¼": "\\frac14", "¾": "\\frac34",
        "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon", "ζ": "\\zeta",
        "η": "\\eta", "θ": "\\theta", "ι": "\\iota", "κ": "\\kappa", "λ": "\\lambda", "μ": "\\mu",
        "µ": "\\mu",
        "ν": "\\nu", "ξ": "\\xi", "ο": "o", "π": "\\pi", "ρ": "\\rho", "σ": "\\sigma", "ς": "\\varsigma",
        "τ": "\\tau", "υ": "\\upsilon", "φ": "\\varphi", "χ": "\\chi", "ψ": "\\psi", "ω": "\\omega", "Α": "A",
        "Β": "B", "Γ": "\\Gamma", "Δ": "\\Delta", "Ε": "E", "Ζ": "Z", "Η": "H", "Θ": "\\Theta", "Ι": "I",
        "Κ": "K", "Λ": "\\Lambda", "Μ": "M", "Ν": "N", "Ξ": "\\Xi", "Ο": "O", "Π": "\\Pi", "Ρ": "P",
        "Σ": "\\Sigma", "Τ": "T", "Υ": "\\Upsilon", "Φ": "\\Phi", "Χ": "X", "Ψ": "\\Psi", "Ω": "\\Omega",
    ]
}
