import AblateResults
import AblateRoadmaps
import AblateRunner
import AblateRuns
import Foundation
import GRDB
import Testing

/// What imports make of the rows of designs.
struct EffectTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
    }

    /// Accuracies of a row by seed.
    private func record(_ study: StudyManifest, _ row: String, _ top1: [Double?]) throws {
        for (seed, value) in top1.enumerated() {
            try database.record(try Fixture.finished(study, row, seed: seed, top1: value))
        }
    }

    private func effect(_ player: String, _ estimate: String, space: String) throws -> Row {
        try #require(
            try folder.rows(
                "SELECT * FROM v_effect WHERE player = '\(player)' AND estimate = '\(estimate)' AND space = '\(space)'"
            ).first)
    }

    private static let pair = "factorial:gelu,layer-norm"

    private func factorial() throws -> StudyManifest {
        let study = try Fixture.designed("two", .factorial("gelu", "layer-norm"))
        try database.register(study)
        try record(study, "resnet-50", [0.50, 0.51, 0.52])
        try record(study, "resnet-50+gelu", [0.54, 0.56, 0.56])
        try record(study, "resnet-50+layer-norm", [0.50, 0.50, 0.53])
        try record(study, "resnet-50+gelu+layer-norm", [0.60, 0.62, 0.61])
        return study
    }

    /// By hand: gelu alone 4, 5, 4 points, beside layer norm 10, 12, 8; layer norm alone 0, −1, 1, beside gelu 6, 6, 5.
    @Test func aTwoByTwoSaysWhatEachIsWorthWhereverItStands() throws {
        _ = try factorial()
        func mean(_ player: String, _ estimate: String) throws -> Double {
            try effect(player, estimate, space: Self.pair)["mean"]
        }
        #expect(abs(try mean("gelu", "first") - 0.13 / 3) < 1e-12)
        #expect(abs(try mean("gelu", "last") - 0.10) < 1e-12)
        #expect(abs(try mean("gelu", "shapley") - (0.13 / 3 + 0.10) / 2) < 1e-12)
        #expect(abs(try mean("layer-norm", "shapley") - (0 + 0.17 / 3) / 2) < 1e-12)
        // Worths add up to the last row less the first.
        let total = try mean("gelu", "shapley") + mean("layer-norm", "shapley")
        #expect(abs(total - (0.61 - 0.51)) < 1e-12)
        let shapley = try effect("gelu", "shapley", space: Self.pair)
        #expect(shapley["n"] == 3)
        #expect(shapley["n_orders"] == 2)
        #expect((shapley["reason"] as String?) == nil)
        // Per seed 7, 8.5, 6: t with two degrees of freedom.
        let lower: Double = shapley["lower"]
        #expect(abs(lower - (0.0716666666667 - 4.30265273 * 0.0125830574 / 3.0.squareRoot())) < 1e-8)
    }

    @Test func togetherIsWhatTheLastAddsBeyondTheSum() throws {
        _ = try factorial()
        let rows = try folder.rows("SELECT * FROM v_interaction")
        #expect(rows.count == 1)
        #expect(rows[0]["first"] == "gelu")
        // 6, 7, 4 points.
        #expect(abs((rows[0]["mean"] as Double) - 0.17 / 3) < 1e-12)
        #expect(rows[0]["n"] == 3)
    }

    /// Two places are a paired t-test: 4, 5, 4 against 10, 12, 8 points.
    @Test func dependenceOnTheOrderIsTestedOverThePlaces() throws {
        _ = try factorial()
        let row = try #require(
            try folder.rows("SELECT * FROM v_order_dependence WHERE player = 'gelu'").first)
        #expect(row["n_places"] == 2)
        let t = (0.17 / 3) / (0.0152752523 / 3.0.squareRoot())
        #expect(abs((row["f"] as Double) - t * t) < 1e-4)
        #expect(row["verdict"] == "depends on order")
        #expect((row["least"] as Double) < 0.05)
        #expect(abs((row["most"] as Double) - 0.10) < 1e-12)
    }

    @Test func withoutSeedsEnoughItCannotBeTold() throws {
        let study = try Fixture.designed("two", .factorial("gelu", "layer-norm"))
        try database.register(study)
        for row in ["resnet-50", "resnet-50+gelu", "resnet-50+layer-norm", "resnet-50+gelu+layer-norm"] {
            try record(study, row, [0.5])
        }
        let verdicts = try folder.rows("SELECT verdict FROM v_order_dependence").map {
            $0["verdict"] as String
        }
        #expect(verdicts == ["cannot be told", "cannot be told"])
        #expect((try effect("gelu", "last", space: Self.pair)["reason"] as String?)?.isEmpty == false)
    }

    /// A row that has no run takes the orders through it along, and the exact value with them.
    @Test func aMissingSubsetLeavesTheOrdersThatHaveAllTheirRows() throws {
        let study = try Fixture.designed("two", .factorial("gelu", "layer-norm"))
        try database.register(study)
        try record(study, "resnet-50", [0.50, 0.52])
        try record(study, "resnet-50+gelu", [0.54, 0.55])
        try record(study, "resnet-50+layer-norm", [nil, nil])
        try record(study, "resnet-50+gelu+layer-norm", [0.60, 0.62])
        let gelu = try effect("gelu", "shapley", space: Self.pair)
        #expect(abs((gelu["mean"] as Double) - 0.035) < 1e-12)
        #expect(gelu["n_orders"] == 1)
        #expect(gelu["n_orders_planned"] == 2)
        let reason: String = gelu["reason"]
        #expect(
            reason
                == "No completed run of 'resnet-50+layer-norm', so this is the mean over 1 of 2 orders and no Shapley value."
        )
        #expect(try folder.integer("SELECT COUNT(*) FROM v_interaction WHERE mean IS NOT NULL") == 0)
    }

    /// A seed that one row lacks is in no estimate with that row.
    @Test func onlySeedsOfAllRowsArePaired() throws {
        let study = try factorial()
        try database.register(study)
        let wider = try Fixture.designed("two", .factorial("gelu", "layer-norm"), seeds: [0, 1, 2, 3])
        try database.register(wider)
        try database.record(try Fixture.finished(wider, "resnet-50", seed: 3, top1: 0.9))
        try database.record(try Fixture.finished(wider, "resnet-50+gelu", seed: 3, top1: 0.5))
        #expect(try effect("gelu", "first", space: Self.pair)["n"] == 4)
        #expect(try effect("gelu", "last", space: Self.pair)["n"] == 3)
        #expect(try effect("gelu", "shapley", space: Self.pair)["n"] == 3)
    }

    /// Of two that exclude each other each is averaged over the orders that add it.
    @Test func stepsThatExcludeEachOtherAreAveragedOverTheirOwnOrders() throws {
        let study = try Fixture.designed("three", .factorial("resnext", "depthwise", "width"), seeds: [0, 1])
        try database.register(study)
        try record(study, "resnet-50", [0.5, 0.5])
        try record(study, "resnet-50+resnext", [0.53, 0.53])
        try record(study, "resnet-50+depthwise", [0.51, 0.51])
        try record(study, "resnet-50+width", [0.52, 0.52])
        try record(study, "resnet-50+resnext+width", [0.56, 0.56])
        try record(study, "resnet-50+resnextify", [0.55, 0.55])
        let space = "factorial:resnext,depthwise,width"
        // Of six orders three add it: two before width, at 3, and one after it, at 4.
        let resnext = try effect("resnext", "shapley", space: space)
        #expect(resnext["n_orders"] == 3)
        #expect(resnext["n_orders_planned"] == 6)
        #expect(abs((resnext["mean"] as Double) - (0.03 + 0.03 + 0.04) / 3) < 1e-12)
    }

    @Test func equalMACsStandBesideAsIs() throws {
        let study = try Fixture.designed("macs", .equalMACs, seeds: [0, 1])
        try database.register(study)
        try record(study, "resnet-50", [0.50, 0.51])
        try record(study, "stage-ratio", [0.52, 0.54])
        try record(study, "stage-ratio@equal-macs", [0.51, 0.51])
        #expect(
            abs((try effect("stage-ratio", "order", space: "equal-macs")["mean"] as Double) - 0.025) < 1e-12)
        #expect(
            abs((try effect("stage-ratio", "equal-macs", space: "equal-macs")["mean"] as Double) - 0.005)
                < 1e-12)
    }

    /// Effects depend on what was imported, not on the order.
    @Test func anyOrderOfImportsGivesTheSameRows() throws {
        let study = try factorial()
        let queries = ["v_effect", "v_interaction", "v_order_dependence"].map {
            "SELECT * FROM \($0) ORDER BY 1, 2, 3, 4, 5"
        }
        let before = try queries.map { try folder.rows($0) }
        let other = try TemporaryFolder()
        let second = try ResultsDatabase(folder: other.url)
        let runs = try folder.rows("SELECT id, seed, top1 FROM v_run").reversed()
        for run in runs {
            try second.record(try Fixture.finished(study, run["id"], seed: run["seed"], top1: run["top1"]))
        }
        try second.register(study)
        #expect(try queries.map { try other.rows($0) } == before)
    }

    /// A path has the order in which it names its steps.
    @Test func aPathIsMeasuredInItsOwnOrder() throws {
        let study = try Fixture.designed("path", .path("layer-norm", "gelu"), seeds: [0, 1])
        try database.register(study)
        try record(study, "resnet-50", [0.50, 0.51])
        try record(study, "resnet-50+layer-norm", [0.52, 0.54])
        try record(study, "resnet-50+gelu+layer-norm", [0.60, 0.61])
        #expect(
            abs((try effect("gelu", "order", space: "path:layer-norm,gelu")["mean"] as Double) - 0.075)
                < 1e-12)
        #expect(
            abs((try effect("layer-norm", "order", space: "path:layer-norm,gelu")["mean"] as Double) - 0.025)
                < 1e-12)
    }

    /// Steps of a subset are one question.
    @Test func aSubsetIsWorthWhatItsStepsAreTogether() throws {
        let study = try Fixture.designed("subset", .subset("gelu", "layer-norm"), seeds: [0, 1])
        try database.register(study)
        try record(study, "resnet-50", [0.50, 0.51])
        try record(study, "resnet-50+gelu+layer-norm", [0.60, 0.62])
        let row = try effect("gelu+layer-norm", "first", space: "subset:gelu,layer-norm")
        #expect(abs((row["mean"] as Double) - 0.105) < 1e-12)
    }

    /// A branch that stands where a step is missing is not taken for it.
    @Test func aBranchIsNoSubsetOfTheAdoptedSteps() throws {
        var study = try Fixture.designed("branch", .cumulative, .addOneIn)
        study.steps.removeAll { $0.id == "patchify" }
        try database.register(study)
        #expect(try folder.integer("SELECT COUNT(*) FROM v_subset WHERE id = 'resnext'") == 0)
        #expect(
            try folder.integer(
                "SELECT COUNT(*) FROM v_effect WHERE player = 'patchify' AND estimate = 'order'") == 0)
    }

    // MARK: Looks

    private func looking(_ rows: [String: [Double]]) throws -> SequentialState {
        var study = try Fixture.designed("two", .pairs("gelu", "layer-norm"), seeds: Array(0..<6))
        study.sequential = SequentialRecord(
            looks: [4, 6], significance: 0.05, smallest: 0.003,
            hypotheses: StudyHypotheses(study).all.map(\.name))
        let accuracies = rows.mapValues { values in
            Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0.offset, $0.element) })
        }
        return try #require(SequentialState(study, accuracies))
    }

    @Test func aHypothesisIsDecidedAtALookAndItsRowsAreLeft() throws {
        let noise = [0.000, 0.001, -0.001, 0.0005, 0.0002, -0.0004]
        var rows = [
            "resnet-50": noise.map { 0.5 + $0 }, "resnet-50+gelu": noise.map { 0.7 - $0 / 2 },
            "resnet-50+layer-norm": [0.50, 0.53, 0.49, 0.52, 0.5, 0.51],
            "resnet-50+gelu+layer-norm": noise.map { 0.9 + $0 / 3 },
        ]
        let first = try looking(rows.mapValues { Array($0.prefix(4)) })
        #expect(first.looksTaken == 1)
        // Not: layer norm alone, whose runs differ by as much as it changes.
        #expect(first.undecided.map(\.player) == ["layer-norm"])
        #expect(first.openRows == ["resnet-50", "resnet-50+layer-norm"])
        // Rows that are decided get no more seeds, and what was decided stays.
        rows["resnet-50+gelu"] = Array(rows["resnet-50+gelu"]?.prefix(4) ?? [])
        rows["resnet-50+gelu+layer-norm"] = Array(rows["resnet-50+gelu+layer-norm"]?.prefix(4) ?? [])
        #expect(first.seedCount(of: "resnet-50+gelu") == 4)
        let second = try looking(rows)
        #expect(second.looksTaken == 2)
        #expect(second.undecided.map(\.player) == ["layer-norm"])
    }

    @Test func aRowThatIsDecidedIsPlannedWithItsSeedsAlone() throws {
        var study = try Fixture.designed("two", .pairs("gelu", "layer-norm"), seeds: Array(0..<6))
        study.steps[1].seedCount = 4
        try database.register(study)
        let planned = try folder.rows("SELECT n_planned FROM v_step ORDER BY position").map {
            $0["n_planned"] as Int
        }
        #expect(planned == [6, 4, 6, 6])
        #expect(try folder.integer("SELECT n_planned FROM v_study") == 22)
        let runs = try StudyPlan(study).runs
        #expect(runs.count == 22)
        #expect(runs.filter { $0.step.id == study.steps[1].id }.map(\.seed) == [0, 1, 2, 3])
    }
}
