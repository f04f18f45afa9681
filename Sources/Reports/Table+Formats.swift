import Foundation

extension Table.Value {
    /// For people: digits grouped, fractions as per cent, an empty cell for nothing.
    var readable: String {
        switch self {
        case .text(let text): text
        case .integer(let integer): Self.grouped(integer)
        case .real(let real, let decimals): real.isFinite ? Self.fixed(real, decimals) : "\(real)"
        case .fraction(let fraction, let decimals): Self.fixed(fraction * 100, decimals)
        case .truth(let truth): truth ? "yes" : "no"
        case .list(let items): items.joined(separator: "; ")
        case .missing: ""
        }
    }

    /// For programs: every digit, no grouping.
    fileprivate var exact: String {
        switch self {
        case .integer(let integer): "\(integer)"
        case .real(let value, _), .fraction(let value, _): "\(value)"
        case .truth(let truth): "\(truth)"
        default: readable
        }
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .real, .fraction: true
        case .text, .truth, .list, .missing: false
        }
    }

    fileprivate var json: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .list(let items): "[" + items.map(Self.quoted).joined(separator: ", ") + "]"
        // JSON has no word for infinities.
        case .real(let value, _), .fraction(let value, _): value.isFinite ? "\(value)" : "null"
        case .missing: "null"
        case .integer, .truth: exact
        }
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
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

    fileprivate static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                result += "\\u" + String(format: "%04x", control.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Table {
    /// Numbers to the right, everything else to the left.
    private var alignsRight: [Bool] {
        columns.indices.map { column in
            rows.contains { $0[column].isNumber }
                && rows.allSatisfy { $0[column].isNumber || $0[column] == .missing }
        }
    }

    var plainText: String {
        let cells = [columns.map(\.title)] + rows.map { $0.map(\.readable) }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let right = alignsRight
        func line(_ row: [String]) -> String {
            var text = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                text += (column > 0 ? "  " : "") + (right[column] ? padding + cell : cell + padding)
            }
            return text.trimmingTrailingSpaces
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return ([line(cells[0]), rule] + cells.dropFirst().map(line)).joined(separator: "\n")
    }

    var markdown: String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        let rule = alignsRight.map { $0 ? "---:" : "---" }
        return ([line(columns.map(\.title)), line(rule)] + rows.map { line($0.map(\.readable)) })
            .joined(separator: "\n")
    }

    /// RFC 4180, with keys as the header.
    var csv: String {
        func field(_ text: String) -> String {
            guard text.contains(where: { "\",\r\n".contains($0) }) else { return text }
            return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        }
        return ([columns.map(\.key)] + rows.map { $0.map(\.exact) })
            .map { $0.map(field).joined(separator: ",") }.joined(separator: "\n")
    }

    /// An array of objects, one a row, keys in the order of the columns.
    var json: String {
        let objects = rows.map { row in
            "  {" + zip(columns, row).map { "\(Value.quoted($0.key)): \($1.json)" }.joined(separator: ", ")
                + "}"
        }
        return objects.isEmpty ? "[]" : "[\n" + objects.joined(separator: ",\n") + "\n]"
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var end = endIndex
        while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
        return String(self[..<end])
    }
}
