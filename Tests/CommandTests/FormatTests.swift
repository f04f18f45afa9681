import AblateResults
import AblateTables
import Foundation
import Testing

/// Every command that prints rows, on studies in every state, in every format.
@Suite("Formats")
struct FormatTests {
    /// Runs of one seed, of two of which none has an accuracy, and a study that has no run.
    private struct Studies {
        let tiny: TinyStudy
        let empty: URL
        /// Names of those with runs.
        let names: [String]

        init() throws {
            tiny = try TinyStudy(["resnet-50", "patchify", "kernel-7"])
            try #require(try tiny.run().status == 0)
            let diverged = try tiny.run("--learning-rate", "1e30", "--seeds", "2")
            #expect(diverged.status == 0, "\(diverged.standardError)")
            names = try tiny.query("SELECT name FROM study ORDER BY name").split(separator: "\n").dropFirst()
                .map {
                    String($0)
                }
            empty = tiny.folder.appending(path: "empty")
            try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: tiny.results.appending(path: "studies"), to: empty.appending(path: "studies"))
            try #require(try Ablate.run(["gather", "--results", empty.path]).status == 0)
        }

        /// Commands that take `--format` of rows, by what they are called in messages.
        var commands: [[String]] {
            var commands = [
                ["list"], ["list", "--regime", "resnet-200"], ["show", "kernel-7"], ["verify"],
                ["recipe", "list"],
                ["recipe", "show", "enhanced"], ["data", "list"], ["query", "--list"],
                [
                    "query",
                    "SELECT 'α日\"x\"_[1]' AS \"a|b_c\", 1e-13 AS tiny, 0.1 AS \"a|b_c\", 1e300 AS large, -0.5 AS x",
                    "--results", tiny.results.path,
                ],
            ]
            for results in [tiny.results, empty] {
                let place = ["--results", results.path]
                for query in SavedQuery.all { commands.append(["query", query.name] + place) }
                for flags in [[], ["--learning-rate", "1e30", "--seeds", "2"]] {
                    for command in ["plan", "status"] {
                        commands.append([command] + tiny.study(in: results) + flags)
                    }
                }
                for name in names {
                    commands.append(["compare", "\(name)/resnet-50", "\(name)/kernel-7"] + place)
                }
                commands.append(["compare"] + names + place)
                commands.append(["studies"] + place)
            }
            return commands
        }

        var reports: [[String]] {
            [tiny.results, empty].flatMap { results in
                names.map { ["report", $0, "--results", results.path, "-o", "-"] }
                    + [["report", "--compare"] + names + ["--results", results.path, "-o", "-"]]
            }
        }

        func output(_ command: [String], _ format: String) throws -> String {
            let output = try Ablate.run(command + ["--format", format])
            #expect(
                output.status == 0 || !output.standardError.isEmpty,
                "\(command) \(format): \(output.status) \(output.standardError)")
            // A refusal, such as of a comparison without runs, prints a sentence and no rows.
            #expect(output.status == 0 || output.standardOutput.isEmpty, "\(command)")
            return output.standardOutput
        }
    }

    @Test func everyCommandIsReadableInEveryFormat() throws {
        let studies = try Studies()
        var answered = 0
        for command in studies.commands + studies.reports {
            let json = try studies.output(command, "json")
            if json.isEmpty { continue }
            answered += 1
            #expect(throws: Never.self, "\(command)") {
                try JSONSerialization.jsonObject(with: Data(json.utf8))
            }
            let rows = Self.fields(ofCSV: try studies.output(command, "csv"))
            #expect(rows.count >= 1 && Set(rows.map(\.count)).count == 1, "\(command)")
            Self.checkTables(in: try studies.output(command, "markdown"), "\(command)")
        }
        #expect(answered >= 45)
    }

    @Test(
        .enabled(
            if: PDFLaTeX.path != nil,
            "pdflatex is not installed (apt-get install texlive-latex-base), so no table was set."))
    func everyTableIsSetByLaTeXAndFitsThePage() throws {
        let studies = try Studies()
        var printed = try (studies.commands + studies.reports).map {
            (name: "\($0)", text: try studies.output($0, "latex"))
        }.filter { !$0.text.isEmpty }
        #expect(printed.count >= 45)
        printed.append(("odd text", Self.oddTable.rendered(as: .latex)))
        for preamble in PDFLaTeX.Preamble.allCases {
            let faults = try PDFLaTeX.faults(in: printed, preamble)
            #expect(faults.isEmpty, "\(preamble): \(faults.joined(separator: "\n"))")
        }
    }

    /// Text of every kind, in narrow and wide cells and in titles.
    private static var oddTable: Table {
        let texts = [
            "", "plain", "\"quoted\" 'text' `code`", #"a\b{c}_d^e~f#g$h%i&j"#, "[1]", "*", "--steps",
            "naïve café Šł ß",
            "αβγ ΔΩ → × − ≤ ≥ ± ² ½ †", "日本語のクラス", "Жук", "🇩🇪👩‍👩‍👧", "e\u{301}\u{323}", "ά", "\u{202E}x\u{2028}",
            String(repeating: "0123456789abcdef", count: 4),
            "/very/long/path/without/a/space/in/it/anywhere.sqlite",
            "A sentence that is so long that no column could hold it in one line, however small it is set here.",
        ]
        var table = Table(columns: texts.enumerated().map { .init("key_\($0)", $1) })
        for row in 0..<70 {
            table.append(texts.indices.map { .text(texts[($0 + row) % texts.count]) })
        }
        return table
    }

    // MARK: Readers

    /// RFC 4180 by hand.
    private static func fields(ofCSV text: String) -> [[String]] {
        var rows: [[String]] = [[""]]
        var isQuoted = false
        for scalar in text.unicodeScalars {
            switch scalar {
            // A doubled mark closes and opens again, which changes nothing here.
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: rows[rows.count - 1].append("")
            case "\n" where !isQuoted: rows.append([""])
            default: rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(scalar)
            }
        }
        #expect(!isQuoted && rows.last == [""], "\(text.suffix(200))")
        return rows.dropLast()
    }

    /// Lines of a table have equally many cells.
    private static func checkTables(in text: String, _ name: String) {
        var expected: Int?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                expected = nil
                continue
            }
            let cells = line.replacing(/\\[\\|]/, with: "").count { $0 == "|" } - 1
            #expect(expected.map { $0 == cells } ?? true, "\(name): \(line)")
            expected = cells
        }
    }
}
