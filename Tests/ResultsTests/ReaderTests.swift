import AblateResults
import Foundation
import Testing

@Suite("Reading by SQL")
struct ReaderTests {
    let folder: TemporaryFolder
    let reader: ResultsReader

    init() throws {
        folder = try TemporaryFolder()
        let study = Fixture.study()
        let database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        reader = try ResultsReader(folder: folder.url)
    }

    @Test func valuesKeepTheirTypes() throws {
        let result = try reader.rows(
            of: "SELECT 1 AS one, 0.5, 'text', NULL, correct FROM prediction -- a comment\n;\n")
        #expect(result.columns == ["one", "0.5", "'text'", "NULL", "correct"])
        #expect(result.rows == [[.integer(1), .real(0.5), .text("text"), .null, .blob(Data([5, 8]))]])
    }

    @Test(arguments: [
        "DELETE FROM run", "UPDATE run SET top1 = 1", "INSERT INTO study VALUES (1)",
        "DELETE FROM run RETURNING id", "WITH x AS (SELECT 1) DELETE FROM run", "CREATE TABLE t (a)",
        "DROP VIEW v_step", "VACUUM", "VACUUM INTO 'elsewhere.sqlite'", "ATTACH 'elsewhere.sqlite' AS e",
        "BEGIN", "PRAGMA user_version = 9", "PRAGMA query_only = 0", "PRAGMA journal_mode = DELETE",
        "/* so */ -- then\n PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA writable_schema = 1",
        "PRAGMA busy_timeout = 0",
        "EXPLAIN PRAGMA user_version = 9; DELETE FROM run", "CREATE TEMP TABLE t AS SELECT 1",
        "SELECT load_extension('mod')",
    ])
    func whatIsNoSelectIsRefusedAndChangesNothing(sql: String) throws {
        let before = try folder.contents()
        let error = #expect(throws: ResultsError.self) { try reader.rows(of: sql) }
        switch error {
        case .changingQuery?, .invalidQuery?, .severalStatements?: break
        default: Issue.record("\(sql): \(String(describing: error))")
        }
        #expect(try folder.contents() == before)
        #expect(!FileManager.default.fileExists(atPath: "elsewhere.sqlite"))
    }

    @Test(arguments: [
        ("SELEC 1", "near \"SELEC\": syntax error"), ("SELECT * FROM no_table", "no such table: no_table"),
        ("SELECT top2 FROM v_step", "no such column: top2"),
        ("SELECT abs(-9223372036854775808)", "integer overflow"),
        ("SELECT 'open", "unrecognized token"),
    ])
    func sqlErrorsAreToldInSQLitesWords(sql: String, words: String) throws {
        let error = #expect(throws: ResultsError.self) { try reader.rows(of: sql) }
        guard case .invalidQuery(let detail)? = error else {
            Issue.record("\(sql): \(String(describing: error))")
            return
        }
        #expect(detail.contains(words))
    }

    @Test func columnsOfTheSchemaCanBeAskedFor() throws {
        let result = try reader.rows(of: "SELECT name FROM pragma_table_info('epoch')")
        #expect(result.rows.first == [.text("run_id")])
        #expect(!(try reader.rows(of: "EXPLAIN QUERY PLAN SELECT * FROM v_run").rows.isEmpty))
    }

    @Test func oneStatementAtATime() throws {
        #expect(throws: ResultsError.severalStatements) { try reader.rows(of: "SELECT 1; SELECT 2") }
        #expect(throws: ResultsError.severalStatements) { try reader.rows(of: "SELECT 1; nonsense") }
        #expect(throws: ResultsError.emptyQuery) { try reader.rows(of: " -- nothing\n") }
    }

    @Test func aMissingDatabaseIsOneSentenceAndIsNotMade() throws {
        let empty = try TemporaryFolder()
        #expect(throws: ResultsError.missing(path: empty.database.path)) {
            try ResultsReader(folder: empty.url)
        }
        #expect(!FileManager.default.fileExists(atPath: empty.database.path))
    }

    /// The superuser may write into every folder, so this needs an ordinary one.
    @Test(.enabled(if: geteuid() != 0, "The user root reads and writes everything."))
    func aReadOnlyFolderCanBeRead() throws {
        let path = folder.url.path
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
        let result = try ResultsReader(folder: folder.url).rows(of: "SELECT COUNT(*) FROM run")
        #expect(result.rows == [[.integer(1)]])
    }
}
