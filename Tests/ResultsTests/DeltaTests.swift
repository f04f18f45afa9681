import AblateResults
import AblateRunner
import Foundation
import GRDB
import Testing

/// What a study of a few rows says of their differences.
@Suite("Differences between the rows that a study has")
struct DeltaTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
    }

    private func record(_ study: StudyManifest, _ step: String, _ top1: [Double]) throws {
        for (seed, value) in top1.enumerated() {
            try database.record(try Fixture.finished(study, step, seed: seed, top1: value))
        }
    }

    private func deltas(_ columns: String) throws -> [Row] {
        try folder.rows("SELECT id, \(columns) FROM v_delta ORDER BY study, position")
    }

    @Test func areToTheNearestRowBefore() throws {
        let study = Fixture.study(steps: ["resnet-50", "patchify", "kernel-7"], seeds: [0, 1])
        try database.register(study)
        try record(study, "resnet-50", [0.5, 0.625])
        try record(study, "patchify", [0.75, 0.75])
        try record(study, "kernel-7", [0.875, 0.75])
        #expect(
            try deltas("predecessor, reference, delta_mean, baseline, baseline_delta_mean") == [
                [
                    "id": "resnet-50", "predecessor": nil, "reference": nil, "delta_mean": nil,
                    "baseline": nil,
                    "baseline_delta_mean": nil,
                ],
                [
                    "id": "patchify", "predecessor": "stage-ratio", "reference": "resnet-50",
                    "delta_mean": 0.1875, "baseline": "resnet-50", "baseline_delta_mean": 0.1875,
                ],
                [
                    "id": "kernel-7", "predecessor": "move-up", "reference": "patchify", "delta_mean": 0.0625,
                    "baseline": "resnet-50", "baseline_delta_mean": 0.25,
                ],
            ])
        let pairs = try folder.rows(
            "SELECT reference, delta FROM v_pair WHERE id = 'kernel-7' AND against = 'previous' ORDER BY seed"
        )
        #expect(
            pairs == [["reference": "patchify", "delta": 0.125], ["reference": "patchify", "delta": 0.0]])
    }

    /// The paper's difference is between the rows that ours is between: 79.51 − 78.82, not 79.51 − 79.36.
    @Test func arePaperRowsOfTheSameTwo() throws {
        // Another study knows the row in between.
        try database.register(Fixture.study("whole"))
        try database.register(Fixture.study("some", steps: ["resnet-50", "patchify"]))
        let rows = try folder.rows(
            "SELECT reference, paper_delta FROM v_paper WHERE id = 'patchify' ORDER BY study")
        #expect(rows.map { $0["reference"] as String? } == ["resnet-50", "stage-ratio"])
        let differences = rows.compactMap { $0["paper_delta"] as Double? }
        #expect(differences.map { ($0 * 10_000).rounded() } == [69, 15])
    }

    @Test func followRowsThatAreAddedLater() throws {
        let few = Fixture.study(steps: ["resnet-50", "patchify"], seeds: [0])
        try database.register(few)
        try record(few, "resnet-50", [0.5])
        try record(few, "patchify", [0.75])
        let more = Fixture.study(steps: ["resnet-50", "stage-ratio", "patchify"], seeds: [0])
        try database.register(more)
        try record(more, "stage-ratio", [0.625])
        let row = try #require(try deltas("reference, delta_mean, baseline_delta_mean").last)
        #expect(
            row == [
                "id": "patchify", "reference": "stage-ratio", "delta_mean": 0.125,
                "baseline_delta_mean": 0.25,
            ])
    }

    /// By R: `t.test(c(.01, .02, .03))` gives p = 0.07418 and an interval from −0.004841 to 0.044841.
    @Test func haveIntervalsAndP() throws {
        let study = Fixture.study(steps: ["resnet-50", "stage-ratio", "patchify"])
        try database.register(study)
        try record(study, "resnet-50", [0.5, 0.5, 0.5])
        try record(study, "stage-ratio", [0.51, 0.52, 0.53])
        let row = try #require(
            try deltas("delta_lower, delta_upper, delta_p, delta_p_holm, baseline_delta_p").dropFirst().first)
        func isNear(_ column: String, _ value: Double) -> Bool {
            (row[column] as Double?).map { abs($0 - value) < 1e-5 } ?? false
        }
        #expect(isNear("delta_p", 0.07418))
        #expect(isNear("delta_lower", -0.004841) && isNear("delta_upper", 0.044841))
        #expect(isNear("baseline_delta_p", 0.07418))
        // Of the two rows that the study measures against another, whether or not both have run.
        #expect(isNear("delta_p_holm", 2 * 0.07418))
    }

    @Test func haveNoneFromOneSeedOrWithoutSpread() throws {
        let study = Fixture.study(steps: ["resnet-50", "stage-ratio", "patchify"])
        try database.register(study)
        try record(study, "resnet-50", [0.5, 0.625])
        try record(study, "stage-ratio", [0.75, 0.875])
        try record(study, "patchify", [0.75])
        for row in try deltas("delta_lower, delta_upper, delta_p, delta_p_holm") {
            let values = Array(row.databaseValues.dropFirst())
            #expect(values == Array(repeating: .null, count: 4), "\(row)")
        }
    }
}
