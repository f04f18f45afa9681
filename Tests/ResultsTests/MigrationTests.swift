import AblateResults
import AblateRunner
import AblateRuns
import Foundation
import GRDB
import Testing

/// Databases of earlier schemas as the versions of their time wrote them; see the scripts in `Databases`.
@Suite("Databases of earlier schemas")
struct MigrationTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let databases = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Databases")

    private func place(schema version: Int) throws -> Data {
        let file = Self.databases.appendingPathComponent("schema-\(version).sqlite")
        try FileManager.default.copyItem(at: file, to: folder.database)
        return try Data(contentsOf: file)
    }

    private var backups: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
                .filter { $0.contains("schema") }.sorted()
        }
    }

    @Test func thereIsOneOfEverySchemaButTheCurrent() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.databases.path)
        #expect(
            names.filter { $0.hasSuffix(".sqlite") }.sorted()
                == (1..<Schema.current.version).map { "schema-\($0).sqlite" })
    }

    @Test(arguments: 1..<Schema.current.version)
    func isBackedUpUpgradedAndAnswers(version: Int) throws {
        _ = try place(schema: version)
        let identities = "SELECT identity, identity_sha256, top1, weights_sha256 FROM run ORDER BY identity"
        let before = try folder.rows(identities)
        #expect(before.count == 7)
        let epochs = try folder.integer("SELECT COUNT(*) FROM epoch")

        try ResultsDatabase(folder: folder.url).close()
        #expect(try folder.integer("PRAGMA user_version") == Schema.current.version)
        #expect(try folder.rows(identities) == before)
        #expect(try folder.integer("SELECT COUNT(*) FROM epoch") == epochs)
        #expect(try folder.rows("PRAGMA foreign_key_check").isEmpty)
        #expect(try folder.text("PRAGMA integrity_check") == "ok")

        let backup = folder.url.appendingPathComponent(try #require(try backups.first))
        let old = try DatabaseQueue(path: backup.path)
        #expect(try old.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == version)
        #expect(try old.read { try Row.fetchAll($0, sql: identities) } == before)
        // Designs came later.
        for (name, answer) in try folder.answers() where !["effects", "interactions"].contains(name) {
            #expect(!answer.rows.isEmpty, "\(name)")
        }
    }

    /// What the views of schema 1 said of these runs, they say still, and something of the row whose predecessor the
    /// study does not have.
    @Test func theViewsOfSchema1SayTheSameAfterwards() throws {
        _ = try place(schema: 1)
        let questions = [
            "SELECT study, position, id, title, branch, macs, parameters, n, n_planned, n_diverged, n_failed, "
                + "top1_mean, top1_sd, seconds_mean, images_per_second_mean FROM v_step",
            "SELECT study, position, id, branch, predecessor, n_pairs, delta_mean, delta_sd, baseline_n_pairs, "
                + "baseline_delta_mean, baseline_delta_sd FROM v_delta",
            "SELECT study, position, id, against, reference, seed, delta FROM v_pair",
            "SELECT study, position, id, title, n, top1_mean, top1_sd, delta_mean, paper_regime, "
                + "paper_top1_mean, paper_top1_sd, paper_seeds, paper_delta, macs, paper_gmacs FROM v_paper",
            "SELECT study, position, id, seed, status, top1, seconds, weights_sha256 FROM v_run",
            "SELECT study, position, id, seed, status, epoch, train_loss, top1 FROM v_epoch",
            "SELECT study, id, seed, number, status, started, seconds, failure, host FROM v_attempt",
            "SELECT study, step_position, id, position, name, macs FROM v_layer",
            "SELECT study, title, seeds, steps, n_planned, n, n_diverged, n_failed, started, finished FROM v_study",
        ]
        func answers() throws -> [[String]] {
            try questions.map { try folder.rows($0).map { "\($0)" }.sorted() }
        }
        let before = try answers()
        #expect(before.allSatisfy { !$0.isEmpty })
        let alone = "separate-downsampling"
        // A reader upgrades too: it could not answer otherwise.
        _ = try ResultsReader(folder: folder.url)
        #expect(try folder.integer("PRAGMA user_version") == Schema.current.version)
        let after = try answers()
        for (before, after) in zip(before, after) {
            // A line that was there is there, but for those that had NULL in place of a difference.
            let gone = Set(before).subtracting(after)
            #expect(gone.allSatisfy { $0.contains("id:\"\(alone)\"") && $0.contains("NULL") })
            #expect(after.count - before.count == (before[0].contains("against") ? 2 : 0))
        }
        let differences = try folder.rows(
            "SELECT seed, reference FROM v_pair WHERE id = '\(alone)' AND against = 'previous' ORDER BY seed")
        #expect(
            differences == [
                ["seed": 0, "reference": "stage-ratio"], ["seed": 1, "reference": "stage-ratio"],
            ])
    }

    /// Differences, intervals and p-values are what an import of the same runs makes of them.
    @Test(arguments: 1..<Schema.current.version)
    func anUpgradedDatabaseSaysWhatAnImportSays(version: Int) throws {
        _ = try place(schema: version)
        try ResultsDatabase(folder: folder.url).close()
        let questions = [
            "SELECT * FROM step_summary ORDER BY study_id, position",
            "SELECT * FROM step ORDER BY study_id, position",
        ]
        let upgraded = try questions.map { try folder.rows($0) }
        #expect(upgraded[0].contains { $0["delta_p"] as Double? != nil })
        let manifests = try folder.rows("SELECT manifest FROM study").map { row in
            try JSONDecoder().decode(StudyManifest.self, from: Data((row["manifest"] as String).utf8))
        }
        // An unchanged declaration is not imported again, so it is changed and changed back.
        let database = try ResultsDatabase(folder: folder.url)
        for manifest in manifests {
            var other = manifest
            other.title += "?"
            try database.register(other)
            try database.register(manifest)
        }
        try database.close()
        #expect(try questions.map { try folder.rows($0) } == upgraded)
    }

    @Test(arguments: 1..<Schema.current.version)
    func aNewDatabaseAndAnUpgradedOneHaveOneSchema(version: Int) throws {
        _ = try place(schema: version)
        try ResultsDatabase(folder: folder.url).close()
        let other = try TemporaryFolder()
        try ResultsDatabase(folder: other.url).close()
        let schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        #expect(try folder.rows(schema) == other.rows(schema))
    }

    /// The identity of a run recorded once is its identity for ever: a field that is added has a default which old
    /// texts leave out, or `semantics` is raised.
    @Test func identitiesOfOldRunsAreStillTheirs() throws {
        _ = try place(schema: 1)
        let rows = try folder.rows("SELECT identity, identity_sha256 FROM run")
        #expect(rows.count == 7)
        for row in rows {
            let text: String = row["identity"]
            let identity = try JSONDecoder().decode(RunIdentity.self, from: Data(text.utf8))
            #expect(identity.canonicalJSON == text)
            #expect(identity.sha256 == row["identity_sha256"])
        }
    }

    /// Schema 4 had a row before the roadmap's first at −1.
    @Test func positionsBeginAtZero() throws {
        _ = try place(schema: 4)
        let old = try DatabaseQueue(path: folder.database.path)
        try old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO step (study_id, position, id, title, branch, variant_id, protocol, protocol_sha256)
                    SELECT study_id, -1, 'before', 'Before', 0, variant_id, '{}', 'none' FROM step
                    WHERE id = 'resnet-50' AND study_id = (SELECT MIN(study_id) FROM step WHERE position = 15);
                    UPDATE step SET predecessor = 'before' WHERE id = 'resnet-50'
                        AND study_id IN (SELECT study_id FROM step WHERE position = -1);
                    """)
        }
        let question =
            "SELECT id, position FROM v_step WHERE study = (SELECT study FROM v_step WHERE id = 'before')"
        #expect(
            try folder.rows(question + " ORDER BY position").map { $0["position"] as Int } == [-1, 0, 1, 15])
        try old.close()
        try ResultsDatabase(folder: folder.url).close()
        let rows = try folder.rows(question + " ORDER BY position")
        #expect(rows.map { $0["position"] as Int } == [0, 1, 2, 16])
        #expect(
            rows.map { $0["id"] as String } == [
                "before", "resnet-50", "stage-ratio", "separate-downsampling",
            ])
        // What later rows are measured from is still the roadmap's first row, and its runs are still its own.
        let baselines = try folder.rows("SELECT baseline, n_pairs FROM v_delta WHERE id = 'stage-ratio'")
        #expect(baselines.map { $0["baseline"] as String? } == ["resnet-50"])
        #expect(baselines.map { $0["n_pairs"] as Int } == [2])
    }

    @Test func manyProcessesMayUpgradeAtOnce() async throws {
        _ = try place(schema: 1)
        let url = folder.url
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let database = try ResultsDatabase(folder: url)
                    let rows = try database.stepRows(study: "quick epochs=2 train-images=256 test-images=100")
                    try database.close()
                    return rows.map(\.n).reduce(0, +)
                }
            }
            for try await n in group { #expect(n == 6) }
        }
        #expect(try backups.count == 1)
        #expect(try folder.text("PRAGMA integrity_check") == "ok")
    }

    @Test func anUpgradeThatFailsLeavesTheOldDatabase() throws {
        _ = try place(schema: 1)
        let before = try folder.contents()
        let broken = Schema(migrations: [
            Schema.current.migrations[0],
            Schema.Migration(
                version: 2, sql: "DROP VIEW v_run; CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);"),
        ])
        #expect(throws: ResultsError.self) { try ResultsDatabase(folder: folder.url, schema: broken) }
        #expect(try folder.integer("PRAGMA user_version") == 1)
        #expect(try folder.contents() == before)
        #expect(try backups.count == 1)
        // And the next version upgrades it all the same.
        try ResultsDatabase(folder: folder.url).close()
        #expect(try folder.integer("PRAGMA user_version") == Schema.current.version)
    }
}
