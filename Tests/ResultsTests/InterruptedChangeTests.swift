import AblateResults
import Foundation
import GRDB
import Testing

struct InterruptedChangeTests {
    /// A process killed while it makes the database, before there is a write-ahead log.
    @Test func databaseThatWasKilledInTheMakingOpens() throws {
        let folder = try TemporaryFolder()
        let original = folder.url.appendingPathComponent("original.sqlite")
        let queue = try DatabaseQueue(path: original.path)
        try queue.write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT)") }
        try queue.writeWithoutTransaction { db in
            // Pages that do not fit the cache are written before the transaction ends.
            try db.execute(sql: "PRAGMA cache_size = 1")
            try db.inTransaction {
                try db.execute(
                    sql: """
                        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                        INSERT INTO grdb_migrations SELECT 'half written ' || i FROM n
                        """)
                // What a kill would leave here.
                for suffix in ["", "-journal"] {
                    try FileManager.default.copyItem(
                        atPath: original.path + suffix, toPath: folder.database.path + suffix)
                }
                return .rollback
            }
        }
        let database = try ResultsDatabase(folder: folder.url)
        try database.close()
        #expect(try folder.integer("SELECT count(*) FROM run") == 0)
        // The upgrade drops the table, which it does not find where half of it is still written.
        #expect(try folder.integer("SELECT count(*) FROM sqlite_master WHERE name = 'grdb_migrations'") == 0)
    }
}
