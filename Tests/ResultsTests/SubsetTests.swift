import AblateResults
import AblateRoadmaps
import AblateRunner
import Foundation
import GRDB
import Testing

/// Rows of designs in the database.
struct SubsetTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
    }

    @Test func everyRowSaysWhatIsOnInIt() throws {
        let study = try Fixture.designed("all", .cumulative, .leaveOneOut, .groups)
        try database.register(study)
        try database.record(try Fixture.finished(study, "convnext--gelu", seed: 0, top1: 0.5))
        let rows = try folder.rows(
            "SELECT space, players, n_players, n, top1_mean FROM v_subset WHERE id = 'convnext--gelu'")
        #expect(rows.count == 1)
        #expect(rows[0]["space"] == "steps")
        #expect(rows[0]["n_players"] == 11)
        #expect(rows[0]["top1_mean"] == 0.5)
        let last = try folder.rows(
            "SELECT space, players FROM v_subset WHERE id = 'separate-downsampling' ORDER BY space")
        #expect(last.map { $0["space"] as String } == ["groups", "steps"])
        #expect(last[0]["players"] == #"["macro","resnextify","inverted","large-kernel","micro"]"#)
        #expect(try folder.integer("SELECT COUNT(*) FROM v_subset WHERE space = 'groups'") == 32)
    }

    /// A design's row is a subset and departs from no row.
    @Test func rowsOfDesignsAreMeasuredAgainstNothing() throws {
        try database.register(try Fixture.designed("all", .cumulative, .addOneIn))
        let designed = try folder.rows(
            "SELECT reference, baseline, peer FROM v_delta WHERE designed = 1")
        #expect(designed.count == 11)
        #expect(
            designed.allSatisfy { ($0["reference"] as String?) == nil && ($0["baseline"] as String?) == nil })
        #expect(
            try folder.integer("SELECT COUNT(*) FROM v_delta WHERE designed = 0 AND reference IS NULL") == 1)
    }

    @Test func registeringAgainChangesNothing() throws {
        let study = try Fixture.designed("all", .pairs("gelu", "width", others: true))
        try database.register(study)
        let before = try folder.rows("SELECT * FROM subset")
        try database.register(study)
        #expect(try folder.rows("SELECT * FROM subset") == before)
        #expect(before.count == 4)
    }
}
