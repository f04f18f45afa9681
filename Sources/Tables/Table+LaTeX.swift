import AblateWords

extension Table {
    /// A `tabular` for pdfLaTeX and its successors that needs no package, narrow and low enough for a page (see
    /// ``LaTeXLayout``). Its rules are those of booktabs where that is loaded.
    package var latex: String { Self.latexRules + "\n" + latexParts.map(\.text).joined(separator: "\n\n") }

    /// A floating `table` with a caption and a label, or several where one page does not hold it.
    ///
    /// - Parameters:
    ///   - caption: a sentence in which `backticks` enclose names.
    ///   - label: letters, digits and hyphens; what is none becomes a hyphen.
    package func latexFloat(caption: String, label: String) -> String {
        var floats: [String] = []
        var rows: Range<Int>?
        for part in latexParts {
            if part.rows == rows {
                floats[floats.count - 1] += "\n\n\\medskip\n" + part.text
                continue
            }
            rows = part.rows
            let name = label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
            let head =
                floats.isEmpty
                ? "\\caption{\(caption.latexSentence)}\n\\label{tab:\(String(name))}"
                : "\\caption{\(caption.latexSentence) (Continued.)}"
            floats.append("\\begin{table}[htbp]\n\\centering\n\\sloppy\n\(head)\n" + part.text)
        }
        return floats.map { $0 + "\n\\end{table}" }.joined(separator: "\n\n")
    }

    /// What a document without booktabs has in the place of its rules.
    package static let latexRules = """
        % Rules of the package booktabs where it is loaded, else plain ones.
        \\providecommand{\\toprule}{\\hline}\\providecommand{\\midrule}{\\hline}\\providecommand{\\bottomrule}{\\hline}
        """

    private var latexParts: [(rows: Range<Int>, text: String)] {
        let shown = columns(for: .people)
        let lines = rows + (total.map { [$0] } ?? [])
        let keys = keyColumns(among: shown)
        let read = shown.map { column in
            LaTeXLayout.Column(
                title: columns[column].title, cells: lines.map { latexText($0[column], in: columns[column]) },
                alignsRight: alignsRight(column), isKey: keys.contains(column))
        }
        let layout = LaTeXLayout(read)
        return layout.parts.map { part in
            var text = layout.parts.count > 1 ? note(on: part, of: layout, read) + "\n" : ""
            let alignment = part.columns.map { column in
                layout.paragraphs[column].map { "p{\(Int($0))pt}" } ?? (read[column].alignsRight ? "r" : "l")
            }.joined()
            // In a ragged cell the usual end of a row would be the end of a line.
            let end = part.columns.contains { layout.paragraphs[$0] != nil } ? " \\tabularnewline" : " \\\\"
            text += "\\begin{tabular}{@{}\(alignment)@{}}\n\\toprule\n"
            text +=
                part.columns.map { Self.title(read[$0], layout.size, width: layout.paragraphs[$0]) }.joined(
                    separator: " & ")
                + end + "\n\\midrule\n"
            for row in part.rows {
                if row == rows.count && !rows.isEmpty { text += "\\midrule\n" }
                text +=
                    part.columns.map { column in
                        cell(
                            lines[row][shown[column]], read[column].cells[row],
                            isLong: layout.paragraphs[column] != nil)
                    }.joined(separator: " & ") + end + "\n"
            }
            text += "\\bottomrule\n\\end{tabular}"
            if let command = layout.size.command {
                text =
                    "{\(command)\\setlength{\\tabcolsep}{\(Int(layout.size.separation))pt}\\noindent\n\(text)\\par}"
            } else {
                text = "\\noindent\n" + text
            }
            return (part.rows, text)
        }
    }

    private func note(on part: LaTeXLayout.Part, of layout: LaTeXLayout, _ read: [LaTeXLayout.Column])
        -> String
    {
        let titles = part.columns.map { read[$0].title.withVisibleControls }.joined(separator: ", ")
        return "% Rows \(part.rows.lowerBound + 1) to \(part.rows.upperBound): \(titles)."
    }

    /// What names a row: the first column, or those up to the step's where others stand before it.
    private func keyColumns(among shown: [Int]) -> [Int] {
        let names = shown.prefix(4).firstIndex {
            ["id", "step", "step_text", "name"].contains(columns[$0].key)
        }
        let keys = shown.prefix(upTo: names.map { $0 + 1 } ?? min(1, shown.count))
        return keys.filter { !alignsRight($0) || $0 == keys.last }
    }

    /// Counts of a network are rounded as a paper prints them.
    private func latexText(_ value: Value, in column: Column) -> String {
        if case .integer(let count) = value, ["macs", "parameters"].contains(where: column.key.hasSuffix) {
            return Units.count(count)
        }
        return value.readable
    }

    private func cell(_ value: Value, _ text: String, isLong: Bool) -> String {
        if value.isNumber { return text.latexNumber }
        // Words that fill no line leave it ragged instead of pulling it apart.
        return isLong ? "\\raggedright \(text.breakableForLaTeX)" : text.escapedForLaTeX
    }

    private static func title(
        _ column: LaTeXLayout.Column, _ size: LaTeXMetrics.Size, width: Double?
    ) -> String {
        if width != nil { return "\\raggedright \(column.title.breakableForLaTeX)" }
        let lines = LaTeXLayout.titleLines(column, size).map(\.escapedForLaTeX)
        if lines.count == 1 { return lines[0] }
        return "\\shortstack[\(column.alignsRight ? "r" : "l")]{\(lines.joined(separator: "\\\\"))}"
    }
}
