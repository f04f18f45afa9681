import AblateResults
import Foundation
import GRDB
import Testing

@Suite("Opening a database")
struct OpeningTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let newerSchema = Schema(
        migrations: Schema.current.migrations + [
            Schema.Migration(
                version: Schema.current.version + 1, sql: "ALTER TABLE study ADD COLUMN remark TEXT;")
        ])

    @Test func aNewDatabaseCarriesItsSchemaNumber() throws {
        let inner = folder.url.appendingPathComponent("made/on/the/way")
        try ResultsDatabase(folder: inner).close()
        // Closed, the file alone is the database.
        let files = try FileManager.default.contentsOfDirectory(atPath: inner.path).sorted()
        #expect(files == ["ablate.sqlite", "metadata.json"])
        let queue = try DatabaseQueue(path: inner.appendingPathComponent("ablate.sqlite").path)
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.current.version)
    }

    @Test func anOlderSchemaIsCopiedAndThenMigrated() throws {
        let old = try ResultsDatabase(folder: folder.url)
        try old.register(Fixture.study())
        try old.close()
        try ResultsDatabase(folder: folder.url, schema: Self.newerSchema).close()
        #expect(try folder.integer("PRAGMA user_version") == Schema.current.version + 1)
        #expect(try folder.integer("SELECT COUNT(*) FROM study WHERE remark IS NULL") == 1)

        let copies = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter {
            $0.hasPrefix("ablate-schema-")
        }
        let name = try #require(copies.first)
        #expect(
            name.wholeMatch(of: /ablate-schema-(\d+)-\d{8}T\d{6}Z\.sqlite/)?.1 == "\(Schema.current.version)")
        let copy = folder.url.appendingPathComponent(name)
        let queue = try DatabaseQueue(path: copy.path)
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.current.version)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM step") } == 16)
        #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        // Opening it once more makes no further copy.
        try ResultsDatabase(folder: folder.url, schema: Self.newerSchema).close()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(files.filter { $0.contains("schema") } == [name])
    }

    @Test func aNewerSchemaIsRefusedAndLeftAsItIs() throws {
        try ResultsDatabase(folder: folder.url, schema: Self.newerSchema).close()
        let before = try Data(contentsOf: folder.database)
        let error = ResultsError.newerSchema(
            path: folder.database.path, found: Schema.current.version + 1, known: Schema.current.version)
        #expect(throws: error) { try ResultsDatabase(folder: folder.url) }
        #expect(throws: error) { try ResultsReader(folder: folder.url) }
        #expect(throws: error) {
            try ResultsDatabase.rebuild(in: folder.url, manifests: [], attempts: [])
        }
        #expect(try Data(contentsOf: folder.database) == before)
    }

    @Test func anotherKindOfFileIsRefusedAndLeftAsItIs() throws {
        let text = Data(String(repeating: "No database, but long enough for a header. ", count: 99).utf8)
        try text.write(to: folder.database)
        #expect(throws: ResultsError.notADatabase(path: folder.database.path)) {
            try ResultsDatabase(folder: folder.url)
        }
        #expect(throws: ResultsError.notADatabase(path: folder.database.path)) {
            try ResultsReader(folder: folder.url)
        }
        #expect(try Data(contentsOf: folder.database) == text)
    }

    @Test func aTruncatedDatabaseIsOneSentence() throws {
        try ResultsDatabase(folder: folder.url).close()
        let whole = try Data(contentsOf: folder.database)
        let half = whole.prefix(whole.count / 2)
        try half.write(to: folder.database)
        let error = #expect(throws: ResultsError.self) { try ResultsDatabase(folder: folder.url) }
        guard case .damaged? = error else {
            Issue.record("Not reported as damaged: \(String(describing: error))")
            return
        }
        #expect(try Data(contentsOf: folder.database) == half)
    }

    @Test func aDatabaseOfSomeoneElseIsRefused() throws {
        try folder.connection().write { try $0.execute(sql: "CREATE TABLE player (id INTEGER)") }
        let before = try Data(contentsOf: folder.database)
        let error = ResultsError.foreign(path: folder.database.path)
        #expect(throws: error) { try ResultsDatabase(folder: folder.url) }
        #expect(throws: error) { try ResultsReader(folder: folder.url) }
        #expect(throws: error) { try ResultsDatabase.rebuild(in: folder.url, manifests: [], attempts: []) }
        #expect(try Data(contentsOf: folder.database) == before)
    }

    @Test func twoProcessesMayOpenANewDatabaseAtOnce() async throws {
        let url = folder.url
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask {
                    let database = try ResultsDatabase(folder: url)
                    try database.register(Fixture.study("study \(number)"))
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.integer("SELECT COUNT(*) FROM study") == 4)
    }

    @Test func readersSeeTheLastCommitWhileAWriterWrites() throws {
        let database = try ResultsDatabase(folder: folder.url)
        try database.register(Fixture.study())
        let writer = try folder.connection()
        try writer.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            try db.execute(sql: "UPDATE study SET title = 'Half done'")
            let reader = try ResultsReader(folder: folder.url)
            #expect(try reader.rows(of: "SELECT title FROM study").rows == [[.text("A study")]])
            try db.execute(sql: "COMMIT")
            #expect(try reader.rows(of: "SELECT title FROM study").rows == [[.text("Half done")]])
        }
    }
}
