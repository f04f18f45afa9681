import AblateResults
import AblateRunner
import AblateRuns
import AblateStatistics
import Foundation
import Testing

@Suite("Views")
struct ViewTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase
    let study = Fixture.study()

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
    }

    private func record(_ step: String, _ top1: [Int: Double?], in study: StudyManifest? = nil) throws {
        for (seed, value) in top1 {
            try database.record(try Fixture.finished(study ?? self.study, step, seed: seed, top1: value))
        }
    }

    private func row(_ step: String, of study: String = "quick") throws -> StepRow {
        try #require(try database.stepRows(study: study).first { $0.id == step })
    }

    @Test func theQueryOfTheReadmeAnswers() throws {
        try record("resnet-50", [0: 0.5])
        let rows = try folder.rows("SELECT id, macs, top1_mean, n FROM v_step ORDER BY position")
        #expect(rows.count == 16)
        #expect(rows[0]["id"] == "resnet-50")
        #expect(rows[0]["top1_mean"] == 0.5)
        #expect(rows[0]["n"] == 1)
        #expect(rows[1]["top1_mean"] == nil as Double?)
        #expect(rows[1]["n"] == 0)
    }

    @Test func meansAndSpreadsEqualTheStatisticsOfTheSameNumbers() throws {
        let baseline = [0: 0.8712, 1: 0.8731, 2: 0.8699]
        let patchify = [0: 0.8745, 1: 0.8729, 2: 0.8751]
        try record("resnet-50", baseline.mapValues { $0 })
        try record("stage-ratio", baseline.mapValues { $0 + 0.001 })
        try record("patchify", patchify.mapValues { $0 })
        let row = try row("patchify")
        let levels = Summary(patchify.values.sorted())
        #expect(row.n == levels.n)
        #expect(isEqual(row.top1Mean, levels.mean))
        #expect(isEqual(row.top1SD, levels.standardDeviation))
        let toBaseline = PairedDifferences(patchify, minus: baseline).summary
        #expect(row.baselineDelta.n == toBaseline.n)
        #expect(isEqual(row.baselineDelta.mean, toBaseline.mean))
        #expect(isEqual(row.baselineDelta.standardDeviation, toBaseline.standardDeviation))
        let toPrevious = PairedDifferences(patchify, minus: baseline.mapValues { $0 + 0.001 }).summary
        #expect(isEqual(row.delta.mean, toPrevious.mean))
        #expect(isEqual(row.delta.standardDeviation, toPrevious.standardDeviation))
    }

    /// Equal but for the order of summation.
    private func isEqual(_ sql: Double?, _ swift: Double?) -> Bool {
        guard let sql, let swift else { return false }
        return abs(sql - swift) <= 1e-14
    }

    @Test func theSpreadKeepsItsDigitsWhereRunsAlmostAgree() throws {
        try record("resnet-50", [0: 0.9, 1: 0.9 + 1e-9, 2: 0.9 + 2e-9])
        let sd = try #require(try row("resnet-50").top1SD)
        #expect(abs(sd - 1e-9) < 1e-14)
    }

    @Test func oneRunHasNoSpread() throws {
        try record("resnet-50", [0: 0.9])
        try record("stage-ratio", [0: 0.8])
        let row = try row("stage-ratio")
        #expect(row.n == 1 && row.top1SD == nil)
        #expect(row.delta.n == 1 && row.delta.standardDeviation == nil)
        #expect(isEqual(row.delta.mean, 0.8 - 0.9))
    }

    @Test func differencesPairOnlyEqualSeeds() throws {
        try record("resnet-50", [0: 0.5, 1: 0.75])
        try record("stage-ratio", [1: 0.875, 2: 0.25])
        let row = try row("stage-ratio")
        #expect(row.n == 2)
        #expect(row.delta.n == 1 && row.delta.mean == 0.125)
        #expect(
            try folder.rows("SELECT seed, delta FROM v_pair WHERE against = 'previous'") == [
                ["seed": 1, "delta": 0.125]
            ])
    }

    @Test func divergedAndFailedRunsEnterNoMeanAndNoPair() throws {
        try record("resnet-50", [0: 0.5, 1: nil, 2: 0.5])
        try record("stage-ratio", [0: 0.75, 1: 0.75])
        try database.record(
            try Fixture.attempt(study, "stage-ratio", seed: 2, state: .failed("It was killed.")))
        #expect(try row("resnet-50").n == 2)
        #expect(try row("resnet-50").divergedN == 1)
        #expect(try row("stage-ratio").failedN == 1)
        #expect(try row("stage-ratio").delta.n == 1)
    }

    @Test func branchesAndTheRowAfterThemAreComparedWithTheAdoptedRow() throws {
        for (step, top1) in [
            ("resnet-50", 0.1), ("move-up", 0.5), ("kernel-7", 0.625), ("kernel-9", 0.75),
            ("kernel-11", 0.875),
            ("gelu", 0.75),
        ] {
            try record(step, [0: top1])
        }
        #expect(try row("kernel-9").predecessor == "move-up")
        #expect(try row("kernel-9").delta.mean == 0.25)
        #expect(try row("kernel-11").delta.mean == 0.375)
        #expect(try row("gelu").predecessor == "kernel-7")
        #expect(try row("gelu").delta.mean == 0.125)
        #expect(try row("resnet-50").delta.n == 0)
        #expect(try row("resnet-50").baselineDelta.n == 0)
    }

    @Test func studiesThatAskForTheSameRunShareIt() throws {
        let other = Fixture.study("pair", steps: ["resnet-50", "patchify"], seeds: [0, 1])
        try database.register(other)
        try record("resnet-50", [0: 0.5])
        #expect(try row("resnet-50").n == 1)
        #expect(try row("resnet-50", of: "pair").n == 1)
        #expect(try folder.integer("SELECT COUNT(*) FROM run") == 1)
        // The step before patchify is not in this study; the first row is, and stands for it.
        try record("patchify", [0: 0.75])
        #expect(try row("patchify").delta.n == 0)
        #expect(try row("patchify", of: "pair").delta.mean == 0.25)
        #expect(try row("patchify", of: "pair").baselineDelta.mean == 0.25)
    }

    @Test func aStudyCountsOnlyTheSeedsThatItDeclared() throws {
        try database.register(Fixture.study("one seed", seeds: [0]))
        try record("resnet-50", [0: 0.5, 1: 0.75])
        #expect(try row("resnet-50").n == 2)
        #expect(try row("resnet-50", of: "one seed").n == 1)
        #expect(try row("resnet-50", of: "one seed").top1Mean == 0.5)
    }

    @Test func runsOfDifferentProtocolsAreNeverAveragedOrPaired() throws {
        var recipe = Fixture.recipe
        recipe.weightDecay = 0
        var newer = Fixture.study("newer engine")
        newer.semantics += 1
        let longer = Fixture.study("no decay", recipe: recipe)
        try database.register(newer)
        try database.register(longer)
        try record("resnet-50", [0: 0.5])
        try record("resnet-50", [0: 0.75], in: newer)
        try record("stage-ratio", [0: 0.25], in: longer)
        #expect(try row("resnet-50").top1Mean == 0.5)
        #expect(try row("resnet-50", of: "newer engine").top1Mean == 0.75)
        #expect(try row("resnet-50", of: "no decay").n == 0)
        #expect(try row("stage-ratio", of: "no decay").n == 1)
        #expect(try row("stage-ratio", of: "no decay").delta.n == 0)
        #expect(try folder.integer("SELECT COUNT(DISTINCT variant_id) FROM run") == 2)
    }

    /// The same network under another recipe: its runs belong to its own row, and what the recipe gives is the
    /// difference to it. The first row of the roadmap stays what the others are measured from.
    @Test func aRowWithARecipeOfItsOwnHasRunsOfItsOwn() throws {
        var study = Fixture.study("two recipes")
        var original = study.steps[0]
        original.id = "resnet-50-original-recipe"
        original.position = -1
        original.recipe = Fixture.recipe
        original.recipe?.optimizer = .sgd(SGD())
        study.steps[0].predecessor = original.id
        study.steps.insert(original, at: 0)
        try database.register(study)
        try record("resnet-50-original-recipe", [0: 0.5, 1: 0.75], in: study)
        try record("resnet-50", [0: 0.625, 1: 0.875], in: study)
        try record("stage-ratio", [0: 0.75, 1: 0.875], in: study)
        let name = "two recipes"
        #expect(try row("resnet-50-original-recipe", of: name).top1Mean == 0.625)
        #expect(try row("resnet-50", of: name).top1Mean == 0.75)
        #expect(try row("resnet-50", of: name).delta.mean == 0.125)
        let baselines = try folder.rows(
            "SELECT id, delta FROM v_pair WHERE study = 'two recipes' AND against = 'baseline' ORDER BY seed")
        #expect(baselines.map { $0["id"] as String } == ["stage-ratio", "stage-ratio"])
        #expect(baselines.map { $0["delta"] as Double } == [0.125, 0])
        #expect(try folder.integer("SELECT COUNT(*) FROM v_run WHERE study = 'two recipes'") == 6)
        #expect(try folder.integer("SELECT COUNT(DISTINCT variant_id) FROM run") == 2)
        let protocols = "SELECT id FROM step WHERE protocol IS NOT NULL"
        #expect(try folder.rows(protocols).map { $0["id"] as String } == ["resnet-50-original-recipe"])
        // The study of one recipe has the runs of its own protocol alone.
        #expect(try row("resnet-50").n == 2)
    }

    @Test func thePaperStandsBesideOurs() throws {
        try record("stage-ratio", [0: 0.5])
        try record("patchify", [0: 0.75])
        let row = try row("patchify")
        #expect(row.paperRegime == "resnet-50" && row.paperSeeds == 3 && row.paperGMACs == 4.42)
        #expect(row.paperTop1Mean == 0.7951 && row.paperTop1SD == 0.0018)
        #expect(isEqual(row.paperDelta, 0.0015))
        #expect(row.delta.mean == 0.25)
        #expect(try self.row("resnet-50").paperDelta == nil)
        #expect(try self.row("gelu").paperTop1Mean == nil)
    }
}
