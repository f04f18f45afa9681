import AblateTables
import Foundation
import Testing

/// Text that breaks careless formats.
@Suite struct TableTextTests {
    static let odd = [
        "", " ", "plain", "a,b", "say \"hi\"", "two\nlines", "carriage\rreturn", "both\r\n", "tab\there",
        "back\\slash", "back\\|pipe", "pipe|pipe", "\u{1B}[31mred\u{1B}[0m", "nul\u{0}", "\u{7F}\u{9F}",
        "é e\u{301}",
        "\"\u{301}accented quote", ",\u{301}", "\n\u{301}", "日本語", "🇩🇪👩‍👩‍👧", "→ × ⌊⌋", "\u{2028}", "</script>",
    ]

    private func table(_ values: [Table.Value], key: String = "text") -> Table {
        var table = Table(columns: [.init(key)])
        for value in values { table.append([value]) }
        return table
    }

    @Test func `JSON gives any text back`() throws {
        let json = table(Self.odd.map(Table.Value.text), key: "odd \"key\"\n").rendered(as: .json)
        let objects = try #require(
            JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: String]])
        #expect(objects.map { $0["odd \"key\"\n"].map(scalars) } == Self.odd.map(scalars))
    }

    @Test func `JSON gives numbers back, and null for what it has no word for`() throws {
        let values = [0.1, 1e-6, -0.0, 1e300, 2.5e-308, 0.7882, .infinity, .nan]
        let json = table(values.map { .real($0, decimals: 1) }).rendered(as: .json)
        let objects = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(objects.prefix(6).map { $0["text"] as? Double } == values.prefix(6).map { $0 })
        #expect(objects.suffix(2).allSatisfy { $0["text"] is NSNull })
        #expect(table([.integer(.min)]).rendered(as: .json) == "[\n  {\"text\": -9223372036854775808}\n]")
        #expect(table([.integer(.min)]).rendered(as: .table).hasSuffix("-9,223,372,036,854,775,808"))
        #expect(table([.real(.infinity, decimals: 2)]).rendered(as: .table).hasSuffix("inf"))
    }

    @Test func `CSV quotes what needs it and nothing else`() {
        func field(_ text: String) -> String {
            var table = Table(columns: [.init("a"), .init("b")])
            table.append([.text(text), .text("b")])
            return String(table.rendered(as: .csv).dropFirst("a,b\n".count).dropLast(",b".count))
        }
        #expect(field("plain") == "plain")
        #expect(field("") == "")
        #expect(field("a,b") == "\"a,b\"")
        #expect(field("say \"hi\"") == "\"say \"\"hi\"\"\"")
        #expect(field("two\nlines") == "\"two\nlines\"")
        #expect(field("both\r\n") == "\"both\r\n\"")
        #expect(scalars(field("\"\u{301}")) == scalars("\"\"\"\u{301}\""))
        #expect(table([.missing]).rendered(as: .csv) == "text\n\"\"")
    }

    @Test func `CSV gives any text back`() {
        var table = Table(columns: [.init("a"), .init("b")])
        for text in Self.odd { table.append([.text(text), .text(text)]) }
        let rows = parsedCSV(table.rendered(as: .csv))
        #expect(rows.dropFirst().map { $0.map(scalars) } == Self.odd.map { [scalars($0), scalars($0)] })
    }

    @Test func `a cell stays one line on the terminal and cannot steer it`() {
        let text = table(Self.odd.map(Table.Value.text)).rendered(as: .table)
        #expect(text.unicodeScalars.count { $0 == "\n" } == Self.odd.count + 1)
        #expect(
            text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(text.contains("two\\nlines"))
    }

    @Test func `a cell stays one cell in Markdown`() {
        let lines = table(Self.odd.map(Table.Value.text)).rendered(as: .markdown).unicodeScalars
            .split(separator: "\n").map(String.init)
        #expect(lines.count == Self.odd.count + 2)
        #expect(lines.contains("| two<br>lines |"))
        #expect(lines.contains("| pipe\\|pipe |"))
        #expect(lines.contains("| back\\\\\\|pipe |"))
    }

    @Test func `marks of direction and titles cannot steer the terminal either`() {
        var table = Table(columns: [.init("a\nb\u{1B}[2J")])
        for text in ["\u{202E}evil\u{202C}", "\u{2066}x\u{2069}", "a\u{200F}b", "a\u{2028}b", "👩‍👧"] {
            table.append([.text(text)])
        }
        let lines = table.rendered(as: .table).unicodeScalars.split(separator: "\n").map(String.init)
        #expect(lines[0] == "a\\nb\\u001b[2J")
        #expect(lines[2...5] == ["\\u202eevil\\u202c", "\\u2066x\\u2069", "a\\u200fb", "a\\u2028b"])
        #expect(lines[6] == "👩‍👧")
    }

    /// Numbers that are not nothing are not printed as nothing.
    @Test(
        arguments: [
            (1e-13, "1e-13"), (-1e-13, "-1e-13"), (0.00001234, "1.2e-5"), (-0.0001, "-0.0001"),
            (0.004, "0.004"), (0.006, "0.01"), (0, "0.00"), (-0.0, "0.00"), (Double.nan, "nan"),
        ] as [(Double, String)])
    func `small numbers keep their digits`(number: Double, text: String) {
        let cell = table([.real(number, decimals: 2)]).rendered(as: .table).split(separator: "\n").last
        #expect(cell.map { $0.trimmingCharacters(in: .whitespaces) } == text)
        #expect(table([.real(number, decimals: 2)]).rendered(as: .csv) == "text\n\(number)")
    }

    @Test func `columns are padded by the cells that text takes`() {
        var table = Table(columns: [.init("text"), .init("n")])
        for text in ["e\u{301}e\u{301}", "日本", "ab", "👩‍👩‍👧", "\u{200B}a"] {
            table.append([.text(text), .integer(1)])
        }
        #expect(
            scalars(table.rendered(as: .table))
                == scalars(
                    """
                    text  n
                    ────  ─
                    e\u{301}e\u{301}    1
                    日本  1
                    ab    1
                    👩‍👩‍👧    1
                    \u{200B}a     1
                    """))
    }

    /// Compared scalar by scalar: strings that differ in composition alone are equal to Swift.
    private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

    /// RFC 4180 by hand.
    private func parsedCSV(_ text: String) -> [[String]] {
        var rows: [[String]] = [[""]]
        var isQuoted = false
        let scalars = Array(text.unicodeScalars)
        var index = 0
        func append(_ scalar: Unicode.Scalar) {
            rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(scalar)
        }
        while index < scalars.count {
            let scalar = scalars[index]
            switch scalar {
            case "\"" where !isQuoted: isQuoted = true
            case "\"" where index + 1 < scalars.count && scalars[index + 1] == "\"":
                append(scalar)
                index += 1
            case "\"": isQuoted = false
            case "," where !isQuoted: rows[rows.count - 1].append("")
            case "\n" where !isQuoted: rows.append([""])
            default: append(scalar)
            }
            index += 1
        }
        return rows
    }
}
