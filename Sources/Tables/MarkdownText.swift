import AblateWords

/// Text in GitHub-flavoured Markdown that is shown as it is written: what would be a mark is escaped, and what is no
/// mark where it stands is left alone, so that numbers and intervals stay readable in the source.
extension String {
    /// Within a line: a cell, a heading, a part of a sentence.
    package var escapedForMarkdown: String {
        let scalars = Array(literalBackticks.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case "\\", "|", "`", "*", "<", "~", "$": result += "\\\(scalar)"
            // An entity, such as &amp; or &#42;.
            case "&" where next.map { $0.properties.isAlphabetic || $0 == "#" } ?? false: result += "\\&"
            // A link or an image needs what follows the bracket; an interval is none.
            case "]" where next.map { "([:".unicodeScalars.contains($0) } ?? false: result += "\\]"
            case "_" where Self.isMark(index, in: scalars): result += "\\_"
            // At the end of a heading it would belong to its marks.
            case "#" where next == nil: result += "\\#"
            case "\n": result += "<br>"
            case "\r": break
            default:
                if scalar.isInvisibleControl {
                    // An escape begins with a backslash, which is one of Markdown's marks.
                    result += "\\" + scalar.controlEscape
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Underscores within a word, as in `top1_mean`, mark nothing.
    private static func isMark(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        func isWord(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
        }
        let before = scalars[..<index].last { $0 != "_" }
        let after = scalars[index...].first { $0 != "_" }
        return !(isWord(before) && isWord(after))
    }

    /// A sentence in which `backticks` enclose names, at the beginning of a line: names become code, and what would
    /// begin a heading, a list or a quotation does not.
    package var markdownSentence: String {
        let text = split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2) ? String(part).escapedForMarkdown : String(part).markdownCode
        }.joined()
        if text.firstMatch(of: /^[#>+=\-]/) != nil { return "\\" + text }
        // `1.` and `1)` begin a list.
        if let number = text.firstMatch(of: /^([0-9]+)([.)])( |$)/) {
            return "\(number.1)\\\(text[number.2.startIndex...])"
        }
        return text
    }

    /// A code span around any text: longer fences than the text holds.
    package var markdownCode: String {
        let text = literalBackticks.withVisibleControls
        if text.isEmpty { return "``" }
        let longest = text.matches(of: /`+/).map { $0.output.count }.max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return fence + space + text + space + fence
    }
}

extension OutputFormat {
    /// Sentences beside a table, a line each, in which names are shown as they are.
    package func sentences(_ text: String) -> String { sentences(text, width: nil) }

    /// The same, broken at spaces where a terminal of so many columns is too narrow.
    package func sentences(_ text: String, width: Int?) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if self == .markdown { return String(line).markdownSentence }
            let line = String(line).withVisibleControls
            return width.map { line.wrapped($0).joined(separator: "\n") } ?? line
        }.joined(separator: "\n")
    }
}
