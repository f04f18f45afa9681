import AblateResults
import Foundation
import GRDB
import Testing

@Suite("Schema")
struct SchemaTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
    }

    private func statements(ofType type: String? = nil) throws -> [String] {
        try folder.rows(
            "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'grdb%' AND sql IS NOT NULL "
                + (type.map { "AND type = '\($0)' " } ?? "")
                + "ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name"
        ).map { $0["sql"] }
    }

    /// What `.schema` prints for a new database.
    private static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Databases/schema.sql")

    /// Released steps of the schema are never edited. `ABLATE_RECORD=1 swift test` writes the text anew, and
    /// fails, so that a recording run cannot pass for a test.
    @Test func theSchemaIsTheRecordedOne() throws {
        let text = try statements().joined(separator: ";\n\n") + ";\n"
        if ProcessInfo.processInfo.environment["ABLATE_RECORD"] != nil {
            try text.write(to: Self.recorded, atomically: true, encoding: .utf8)
            Issue.record(
                "The schema was recorded in \(Self.recorded.lastPathComponent); run again without ABLATE_RECORD."
            )
        } else {
            #expect(text == (try String(contentsOf: Self.recorded, encoding: .utf8)))
        }
    }

    @Test func tablesAndViewsSpeakSnakeCase() throws {
        let names = try folder.rows(
            """
            SELECT m.name AS name, c.name AS column FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'grdb%'
            """)
        #expect(
            Set(names.map { $0["name"] as String }).isSuperset(of: [
                "study", "study_seed", "variant", "step", "step_summary", "run", "attempt", "epoch", "layer",
                "prediction", "paper_result",
                "v_step", "v_delta", "v_paper", "v_run", "v_epoch", "v_layer", "v_attempt", "v_failure",
                "v_pair",
                "v_study",
            ]))
        for row in names {
            let column: String = row["column"]
            #expect(column.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(column)")
        }
    }

    @Test func tablesAreStrict() throws {
        #expect(try statements(ofType: "table").allSatisfy { $0.hasSuffix("STRICT") })
    }

    /// Any client can read the views: they call nothing but SQLite's own functions.
    @Test func viewsCallOnlyBuiltInFunctions() throws {
        let known: Set = [
            "COUNT", "SUM", "MIN", "MAX", "COALESCE", "IN",
        ]
        for view in try statements(ofType: "view") {
            let code = view.split(separator: "\n").filter { !$0.contains("--") }.joined(separator: "\n")
            for match in code.matches(of: /([A-Za-z_]+) ?\(/) {
                #expect(known.contains(String(match.1)), "\(match.1) in \(view.prefix(40))")
            }
        }
    }

    private static let shell = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(.enabled(if: SchemaTests.shell != nil, "sqlite3 is not installed."))
    func theShellReadsEveryView() throws {
        let study = Fixture.study()
        try database.register(study)
        for step in ["resnet-50", "stage-ratio"] {
            try database.record(try Fixture.finished(study, step, seed: 0, top1: 0.5))
            try database.record(try Fixture.finished(study, step, seed: 1, top1: 0.75))
        }
        try database.record(try Fixture.finished(study, "gelu", seed: 0, top1: nil))
        let pairs = try Fixture.designed("pairs", .pairs("gelu", "width"))
        try database.register(pairs)
        for step in pairs.steps {
            try database.record(try Fixture.finished(pairs, step.id, seed: 0, top1: 0.5))
        }
        let views = try folder.rows("SELECT name FROM sqlite_master WHERE type = 'view'").map {
            $0["name"] as String
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.shell))
        process.arguments = [
            "-bail", folder.database.path,
            views.map { "SELECT '\($0)', COUNT(*) > 0 FROM (SELECT * FROM \($0));" }.joined(),
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.split(separator: "\n").map(String.init) == views.map { "\($0)|1" })
    }
}
