import AblateWords

extension Table {
    /// Columns on the terminal, padded by what the terminal shows and not by what the text counts.
    package var plainText: String {
        let shown = columns(for: .people)
        let body = (rows + (total.map { [$0] } ?? [])).map { row in
            shown.map { row[$0].readable.withVisibleControls }
        }
        let cells = [shown.map { columns[$0].title.withVisibleControls }] + body
        let widths = shown.indices.map { column in cells.map { $0[column].terminalWidth }.max() ?? 0 }
        let right = shown.map(alignsRight)
        func line(_ row: [String]) -> String {
            var text = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.terminalWidth)
                text += (column > 0 ? "  " : "") + (right[column] ? padding + cell : cell + padding)
            }
            return text.trimmingTrailingSpaces
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        var lines = [line(cells[0]), rule] + cells.dropFirst().map(line)
        if total != nil { lines.insert(rule, at: lines.count - 1) }
        return lines.joined(separator: "\n")
    }

    /// A GitHub-flavoured table.
    package var markdown: String {
        let shown = columns(for: .people)
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let head = line(shown.map { columns[$0].title.escapedForMarkdown })
        let rule = line(shown.map { alignsRight($0) ? "---:" : "---" })
        let body = (rows + (total.map { [$0] } ?? [])).map { row in
            line(shown.map { row[$0].readable.escapedForMarkdown })
        }
        return ([head, rule] + body).joined(separator: "\n")
    }

    /// RFC 4180 with keys as the header, but with lines that end as text files do here, in a newline alone.
    package var csv: String {
        let shown = columns(for: .programs)
        func line(_ fields: [String]) -> String {
            // A line of one empty field would be a blank line, which readers skip.
            fields == [""] ? "\"\"" : fields.map(\.quotedForCSV).joined(separator: ",")
        }
        return ([line(shown.map { columns[$0].key })] + rows.map { row in line(shown.map { row[$0].exact }) })
            .joined(separator: "\n")
    }

    /// An array of objects, one a row, keys in the order of the columns.
    package var json: String {
        let shown = columns(for: .programs)
        let objects = rows.map { row in
            "  {" + shown.map { "\(Value.quoted(columns[$0].key)): \(row[$0].json)" }.joined(separator: ", ")
                + "}"
        }
        return objects.isEmpty ? "[]" : "[\n" + objects.joined(separator: ",\n") + "\n]"
    }

    package func columns(for audience: Audience) -> [Int] {
        columns.indices.filter { columns[$0].audience == .everyone || columns[$0].audience == audience }
    }

    /// Numbers to the right, everything else to the left.
    package func alignsRight(_ column: Int) -> Bool {
        rows.contains { $0[column].isNumber }
            && rows.allSatisfy { $0[column].isNumber || $0[column] == .missing }
    }
}

extension String {
    /// Values come back from CSV as they are: it is for programs, so a text that begins with `=` is not changed
    /// for the sake of those that would take it for a formula.
    package var quotedForCSV: String {
        let isPlain = utf8.allSatisfy { byte in
            byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ",") && byte != 0x0A && byte != 0x0D
        }
        if isPlain { return self }
        return "\"" + replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\""
    }

    package var trimmingTrailingSpaces: String {
        var scalars = unicodeScalars
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }
}
