extension Table {
    /// A `tabular` with the rules of the package booktabs, for pdfLaTeX and its successors. Math signs and arrows
    /// are written as commands; other text beyond ASCII is left as UTF-8.
    var latex: String {
        let shown = columns(for: .people)
        func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }
        func row(_ values: [Value]) -> String {
            line(
                shown.map { column in
                    let value = values[column]
                    let text = value.readable.escapedForLaTeX
                    return value.isNumber && text.hasPrefix("-") ? "$-$" + text.dropFirst() : text
                })
        }
        let alignment = shown.map { alignsRight($0) ? "r" : "l" }.joined()
        let lines =
            [
                "% \\usepackage{booktabs}", "\\begin{tabular}{\(alignment)}", "\\toprule",
                line(shown.map { columns[$0].title.escapedForLaTeX }), "\\midrule",
            ] + rows.map(row) + (total.map { ["\\midrule", row($0)] } ?? [])
        return (lines + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n")
    }
}

extension String {
    fileprivate var escapedForLaTeX: String {
        let text = replacingScalars { scalar in
            switch scalar {
            case "&", "%", "$", "#", "_", "{", "}": "\\\(scalar)"
            case "\\": "\\textbackslash{}"
            case "~": "\\textasciitilde{}"
            case "^": "\\textasciicircum{}"
            case "<": "\\textless{}"
            case ">": "\\textgreater{}"
            case "|": "\\textbar{}"
            // A straight one would print as a closing mark.
            case "\"": "\\textquotedbl{}"
            case "×": "$\\times$"
            case "→": "$\\rightarrow$"
            case "−": "$-$"
            case "±": "$\\pm$"
            case "†": "\\textdagger{}"
            case "ρ": "$\\rho$"
            case "τ": "$\\tau$"
            case "≤": "$\\leq$"
            case "≥": "$\\geq$"
            case "÷": "$\\div$"
            case "\n", "\t": " "
            default: scalar.properties.generalCategory == .control ? "" : nil
            }
        }
        // A line that begins with a bracket would be read as the space after the line before it.
        return text.hasPrefix("[") ? "{[}" + text.dropFirst() : text
    }
}
