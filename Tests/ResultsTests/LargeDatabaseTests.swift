import AblateResults
import Foundation
import GRDB
import Testing

/// 100,000 runs and 1,000,000 epochs. Prints how long each saved query takes, best of five; times are not asserted.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["ABLATE_LONG_TESTS"] != nil,
        "Long: run with ABLATE_LONG_TESTS=1."))
struct LargeDatabaseTests {
    @Test func everySavedQueryAnswersOnAHundredThousandRuns() throws {
        let folder = try TemporaryFolder()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Databases/make-large.sql")
        do {
            let database = try ResultsDatabase(folder: folder.url)
            let sql = try String(contentsOf: script, encoding: .utf8)
            try folder.connection().writeWithoutTransaction { try $0.execute(sql: sql) }
            _ = try database.gather(manifests: [], attempts: [])
            try database.close()
        }
        #expect(try folder.integer("SELECT COUNT(*) FROM run") == 100_000)
        #expect(try folder.integer("SELECT COUNT(*) FROM epoch") == 1_000_000)
        #expect(try folder.integer("SELECT SUM(n) FROM v_step") == 98_000)
        let clock = ContinuousClock()
        for query in SavedQuery.all {
            var best = Duration.seconds(1000)
            for _ in 0..<5 {
                let start = clock.now
                let answer = try ResultsReader(folder: folder.url).rows(of: query)
                best = min(best, clock.now - start)
                #expect(!answer.rows.isEmpty, "\(query.name)")
            }
            print("\(query.name): \(best)")
        }
    }
}
