import AblateResults
import Foundation
import Testing

@Suite("ablate query")
struct QueryTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-query-\(UUID().uuidString)", isDirectory: true)
        try ResultsDatabase(folder: folder).close()
    }

    private func query(_ arguments: String..., results: String? = nil) throws -> Ablate.Output {
        try Ablate.run(["query"] + arguments + ["--results", results ?? folder.path])
    }

    @Test func printsEveryFormat() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let sql = "SELECT 1234 AS images, 0.1 + 0.2 AS top1, NULL AS failure, x'00ff' AS correct, 1 AS images"
        #expect(
            try query(sql).standardOutput
                == """
                images  top1  failure  correct  images:1
                ──────  ────  ───────  ───────  ────────
                 1,234   0.3           00ff            1

                """)
        #expect(
            try query(sql, "--format", "json").standardOutput == """
                [
                  {"images": 1234, "top1": 0.30000000000000004, "failure": null, "correct": "00ff", "images:1": 1}
                ]

                """)
        #expect(
            try query(sql, "--format", "csv").standardOutput == """
                images,top1,failure,correct,images:1
                1234,0.30000000000000004,,00ff,1

                """)
    }

    /// People get hundredths of a point, tenths of a second; what is not nothing is not printed as nothing. Programs
    /// get every digit.
    @Test func roundsByKindForPeople() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let sql =
            "SELECT 0.87056789 AS top1_mean, 0.00199466 AS top1_sd, 12.3456 AS seconds_mean, 9153.4567 AS "
            + "images_per_second_mean, 0.00001234 AS delta_p, 1e-13 AS tiny, 0.123456789 AS other"
        let table = try query(sql).standardOutput.split(separator: "\n")[2].split(separator: " ")
        #expect(table == ["0.8706", "0.0020", "12.3", "9153", "1.2e-5", "1e-13", "0.123457"])
        let latex = try query(sql, "--format", "latex").standardOutput
        #expect(
            latex.contains(
                "0.8706 & 0.0020 & 12.3 & 9153 & $1.2\\cdot10^{-5}$ & $1\\cdot10^{-13}$ & 0.123457"))
        let csv = try query(sql, "--format", "csv").standardOutput.split(separator: "\n")
        #expect(csv[1] == "0.87056789,0.00199466,12.3456,9153.4567,1.234e-05,1e-13,0.123456789")
    }

    @Test func refusesWritesAndErrorsWithASentenceAndStatus65() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for sql in ["DELETE FROM run", "SELEC 1", "SELECT 1; SELECT 2", "SELECT nothing", ""] {
            let answer = try query(sql)
            #expect(answer.status == 65, "\(sql)")
            #expect(answer.standardOutput.isEmpty)
            #expect(answer.standardError.hasPrefix("The query "))
            #expect(
                answer.standardError.hasSuffix(".\n") && answer.standardError.filter { $0 == "\n" }.count == 1
            )
        }
        let missing = try query("SELECT 1", results: folder.appendingPathComponent("nowhere").path)
        #expect(missing.status == 66)
        #expect(missing.standardError.hasPrefix("There is no results database at "))
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("nowhere").path))
    }

    @Test func answersSavedQueriesByName() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let steps = try query("steps", "--format", "csv")
        #expect(steps.status == 0)
        #expect(steps.standardOutput.hasPrefix("study,position,id,branch,peer,macs,parameters,n,"))
        let unknown = try query("stepps")
        #expect(unknown.status == 64)
        #expect(unknown.standardError.hasPrefix("There is no query 'stepps'; did you mean 'steps'"))
        let list = try query("--list", "--format", "csv")
        #expect(list.standardOutput.split(separator: "\n").count == SavedQuery.all.count + 1)
        #expect(try query("SELECT 1", "--list").status == 64)
        #expect(try query().status == 64)
        let latex = try query("steps", "--format", "latex")
        #expect(latex.standardOutput.contains("\\begin{tabular}{@{}"))
    }

    @Test func takesParametersByName() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let answer = try query("SELECT :a + :b AS sum", "--set", "a=-2", "--set", "b=0.5", "--format", "csv")
        #expect(answer.standardOutput == "sum\n-1.5\n")
        for (arguments, sentence) in [
            (["SELECT :a"], "The query needs a value for :a; give --set a=VALUE."),
            (["SELECT 1", "--set", "b=1"], "The query has no parameters, but b is given."),
            (
                ["SELECT :a", "--set", "a"],
                "A parameter and its value are written name=value, but found 'a'."
            ),
            (["steps", "--set", "limit=few"], "The parameter limit must be a whole number, but is 'few'."),
            (
                ["steps", "--set", "study=x"],
                "There is no study 'x': the database holds none yet; run a study first."
            ),
        ] {
            let refused = try Ablate.run(["query"] + arguments + ["--results", folder.path])
            #expect(refused.status == 64)
            #expect(refused.standardError == sentence + "\n")
            #expect(refused.standardOutput.isEmpty)
        }
    }

    @Test(arguments: [
        "-- the first\nSELECT 1 AS one", "--the first\n-- and the second\nSELECT 1 AS one;",
        "/* a\n comment */ SELECT 1 AS one -- and one", "\n  SELECT 1 AS one;\n\n-- done\n",
        "SELECT 1 AS one;;",
        "--\tset=1\nSELECT 1 AS one", "\u{FEFF}SELECT 1 AS one", "-- a\r\nSELECT 1 AS one\r\n",
        "WITH x AS (SELECT 1 AS one) SELECT one FROM x",
    ])
    func readsSQLAsFilesHaveIt(_ sql: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try query(sql, "--format", "csv")
        #expect(output.standardOutput == "one\n1\n", "\(output.standardError)")
    }

    @Test(arguments: [
        "-- one\nSELECT 1;\n-- two\nSELECT 2;", "SELECT 1; SELECT 2 -- two", "SELECT 1; nonsense",
    ])
    func severalStatementsAreRefused(_ sql: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try query(sql)
        #expect(output.status == 65)
        #expect(
            output.standardError
                == "The query holds more than one statement; give one SELECT at a time.\n")
        #expect(try query("-- nothing").standardError.hasPrefix("The query is empty"))
        #expect(try query(" deltas\n", "--format", "csv").status == 0)
    }

    @Test func aLostDatabaseIsGatheredAgain() throws {
        let study = try TinyStudy()
        #expect(try study.run().status == 0)
        let file = study.results.appendingPathComponent("ablate.sqlite")
        let name = try study.query("SELECT name FROM study").split(separator: "\n")[1]
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: file.path + ending)
        }
        let results = ["--results", study.results.path]
        let readers = [
            ["query", "studies"], ["query", "SELECT 1"], ["export"], ["report", "\(name)"],
            ["compare", "resnet-50", "patchify"], ["query", "steps", "--set", "study=\(name)"],
        ]
        for reader in readers {
            let output = try Ablate.run(reader + results)
            #expect(output.status == 66, "\(reader)")
            #expect(
                output.standardError
                    == "There is no results database at \(file.path), but there are runs beside it; `ablate gather "
                    + "--rebuild --results '\(study.results.path)'` makes it anew from them.\n")
        }
        #expect(try Ablate.run(["gather", "--rebuild"] + results).status == 0)
        for reader in readers { #expect(try Ablate.run(reader + results).status == 0, "\(reader)") }
    }
}
