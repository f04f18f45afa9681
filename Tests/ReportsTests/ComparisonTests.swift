import AblateReports
import AblateRunner
import AblateTables
import Foundation
import Testing

@Suite("Comparisons")
struct ComparisonTests {
    private let study: StudyManifest
    private let database: TemporaryDatabase

    /// move-up gets images 0 to 5 right with every seed; kernel-7 gets 4 to 11, of which seed 2 misses 11.
    init() throws {
        study = try Fixture.study()
        var attempts: [AttemptRecord] = []
        for seed in 0..<3 {
            attempts.append(try Fixture.attempt(study, "move-up", seed: seed, right: Set(0...5)))
            attempts.append(
                try Fixture.attempt(study, "kernel-7", seed: seed, right: Set(seed == 2 ? 4...10 : 4...11)))
        }
        let longer = try Fixture.study("longer", steps: ["move-up", "kernel-7", "gelu"]) {
            $0.recipe.epochs = 5
        }
        attempts.append(try Fixture.attempt(longer, "move-up", seed: 0, right: Set(0...8)))
        let elsewhere = try Fixture.study("elsewhere") { $0.data.testImages = 24 }
        database = try TemporaryDatabase([study, longer, elsewhere], attempts)
    }

    private func comparison(_ a: String, _ b: String, study: String? = "quick") throws -> Comparison {
        let reader = try database.reader
        let (first, second) = try reader.subjects(a, b, study: study)
        return try Comparison(try reader.side(of: first), try reader.side(of: second))
    }

    @Test func onlyTheFieldsThatDifferAreListed() throws {
        let steps = try comparison("move-up", "kernel-7")
        #expect(steps.changes.map(\.description) == ["block.kernelSize 3 → 7"])
        let studies = try comparison("quick/move-up", "longer/move-up", study: nil)
        #expect(studies.changes.map(\.description) == ["recipe.epochs 2 → 5"])
        let both = try comparison("quick/resnet-50", "longer/move-up", study: nil)
        #expect(
            both.changes.map(\.field) == [
                "depths", "width", "stem", "block.shape", "block.spatialPosition", "block.convolution",
                "recipe.epochs",
            ])
    }

    @Test func costsAreByGroupAndAddUp() throws {
        let comparison = try comparison("move-up", "kernel-7")
        #expect(
            comparison.groups.map(\.name) == ["stem", "stages.0", "stages.1", "stages.2", "stages.3", "head"])
        #expect(comparison.groups.reduce(0) { $0 + $1.firstMACs } == 6_547_968)
        #expect(comparison.groups.reduce(0) { $0 + $1.secondMACs } == 7_024_128)
        #expect(comparison.groups.reduce(0) { $0 + $1.secondParameters } == 494_386)
        for name in ["stem", "head"] {
            let group = try #require(comparison.groups.first { $0.name == name })
            #expect(group.firstMACs == group.secondMACs && group.firstMACs > 0)
        }
    }

    @Test func accuraciesArePairedBySeed() throws {
        let comparison = try comparison("move-up", "kernel-7")
        #expect(comparison.pairs.map(\.seed) == [0, 1, 2])
        let expected = [2.0 / 12, 2.0 / 12, 1.0 / 12]
        for (found, expected) in zip(comparison.differences, expected) {
            #expect(abs(found - expected) < 1e-12)
        }
        #expect(comparison.differences.count == 3)
    }

    @Test func theImagesThatTellThemApartAreCounted() throws {
        let comparison = try comparison("move-up", "kernel-7")
        let first = try #require(comparison.pairs[0].mcNemar)
        #expect(first.bothRight == 2)
        #expect(first.onlyOursRight == 4)
        #expect(first.onlyTheirsRight == 6)
        #expect(first.bothWrong == 0)
        #expect(comparison.pairs[2].mcNemar?.onlyTheirsRight == 5)
        let consistent = try #require(comparison.consistent)
        #expect(consistent == (4, 5, 3))
    }

    @Test func epochsStandSideBySide() throws {
        let epochs = try comparison("move-up", "kernel-7").epochs
        #expect(epochs.map(\.epoch) == [1, 2])
        #expect(epochs[1].first.top1 == 0.5)
        #expect(epochs[1].first.trainLoss == 1)
        let mean = try #require(epochs[1].second.top1)
        #expect(abs(mean - (8 + 8 + 7) / 36) < 1e-12)
    }

    @Test func runsAreNamedByTheirFirstDigits() throws {
        let runs = try [0, 1].map { try Fixture.identity(study, "kernel-7", seed: $0).sha256 }
        let comparison = try comparison(String(runs[0].prefix(12)), String(runs[1].prefix(12)), study: nil)
        #expect(comparison.changes.map(\.description) == ["seed 0 → 1"])
        #expect(comparison.pairs.count == 1)
        #expect(comparison.pairs[0].seed == nil)
        let text = try comparison.rendered(as: .table)
        #expect(text.contains("The seeds differ"))
        #expect(!text.contains("interval"))
    }

    @Test func stepsWithoutRunsAreComparedAllTheSame() throws {
        let comparison = try comparison("longer/gelu", "longer/kernel-7", study: nil)
        #expect(comparison.pairs.isEmpty)
        #expect(try comparison.rendered(as: .table).hasSuffix("Neither has a run yet."))
        let oneSided = try self.comparison("quick/resnet-50", "quick/kernel-7", study: nil)
        #expect(oneSided.pairs.count == 3)
        #expect(oneSided.differences.isEmpty)
        #expect(try oneSided.rendered(as: .table).contains("No seed is completed on both sides"))
    }

    @Test func aScreenOfTextHoldsItAll() throws {
        let text = try comparison("move-up", "kernel-7").rendered(as: .table)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 45)
        for line in lines where !line.hasPrefix("B − A") && !line.hasPrefix("In all") {
            #expect(line.count <= 100)
        }
        #expect(text.hasPrefix("A  quick/move-up\nB  quick/kernel-7\n\nWhat differs\n"))
        #expect(
            text.contains(
                "B − A: +13.89 points over 3 pairs, 95 % interval +1.94 to +25.84 (t), p = 0.038 (t)"))
        #expect(text.contains("0.250 (sign flips, which cannot go below 0.250 with 3 pairs)"))
        #expect(text.contains("P(B > A) = 1.00, 95 % interval 0.29 to 1.00."))
        #expect(
            text.contains("In all 3 pairs of runs: 4 test images that only A gets right, 5 that only B does.")
        )
        #expect(text == (try comparison("move-up", "kernel-7").rendered(as: .table)))
    }

    @Test func programsGetEverythingAsJSONAndTheSeedsAsCSV() throws {
        let comparison = try comparison("move-up", "kernel-7")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(comparison.rendered(as: .json).utf8))
                as? [String: Any])
        let pairs = try #require(document["pairs"] as? [[String: Any]])
        let images = try #require(pairs[2]["images"] as? [String: Any])
        #expect(images["a_only"] as? [Int] == [0, 1, 2, 3])
        #expect(images["b_only"] as? [Int] == [6, 7, 8, 9, 10])
        #expect(images["both_wrong"] as? Int == 1)
        let difference = try #require(document["difference"] as? [String: Any])
        #expect(difference["smallest_sign_flip_p"] as? Double == 0.25)
        #expect((document["changes"] as? [[String: Any]])?.first?["field"] as? String == "block.kernelSize")

        let csv = try comparison.rendered(as: .csv).split(separator: "\n")
        #expect(csv[0] == "seed,a_run,b_run,a_top1,b_top1,difference,a_only_right,b_only_right,mcnemar_p")
        #expect(csv.count == 4)
        #expect(try comparison.rendered(as: .markdown).contains("### Accuracy\n\n| seed |"))
    }

    // MARK: Runs without a partner, equal differences, one pair

    /// A study of two steps, accuracies by step and seed in twelfths; `nil` for a run that diverged.
    private static func rendered(
        _ format: OutputFormat, _ first: [Int?], _ second: [Int?]
    ) throws -> String {
        let study = try Fixture.study(steps: ["move-up", "kernel-7"], seeds: Array(first.indices))
        let attempts = try [("move-up", first), ("kernel-7", second)].flatMap { step, counts in
            try counts.enumerated().map { seed, right in
                try Fixture.attempt(
                    study, step, seed: seed, right: Set(0..<(right ?? 0)), diverges: right == nil)
            }
        }
        let reader = try TemporaryDatabase([study], attempts).reader
        let (a, b) = try reader.subjects("move-up", "kernel-7", study: nil)
        return try Comparison(try reader.side(of: a), try reader.side(of: b)).rendered(as: format)
    }

    /// 6 and 9 of twelve with the seeds that both completed; A's third run is in neither.
    @Test func meansAreOverTheSeedsOfTheDifference() throws {
        let text = try Self.rendered(.table, [6, 6, 12], [9, 9, nil])
        let means = try #require(text.split(separator: "\n").first { $0.hasPrefix("mean ") })
        #expect(
            means.split(separator: " ") == ["mean", "(n", "=", "2)", "50.00", "75.00", "25.00"], "\(means)")
        #expect(
            text.contains(
                "Over all completed runs: A 66.67 over 3 runs, B 75.00 over 2 runs; the means and the difference above "
                    + "are over the 2 seeds that both completed."))
        let json = try Self.rendered(.json, [6, 6, 12], [9, 9, nil])
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let difference = try #require(document["difference"] as? [String: Any])
        #expect(difference["seeds"] as? [Int] == [0, 1])
        #expect(difference["a_top1_mean"] as? Double == 0.5 && difference["b_top1_mean"] as? Double == 0.75)
        #expect(document["a_n"] as? Int == 3 && document["b_n"] as? Int == 2)
        #expect(!(try Self.rendered(.table, [6, 7], [9, 9])).contains("Over all completed runs"))
    }

    /// The sign-flip test assumes no spread, so it answers where the t-test cannot.
    @Test func equalDifferencesHaveASignFlipPAndNoInterval() throws {
        let text = try Self.rendered(.table, [3, 4, 5], [5, 6, 7])
        #expect(
            text.contains(
                "B − A: +16.67 points over 3 pairs, p = 0.250 (sign flips, which cannot go below 0.250 with 3 pairs)"
            ))
        #expect(text.contains("No interval and no t-test: All values are equal"))
        let json = try Self.rendered(.json, [3, 4, 5], [5, 6, 7])
        #expect(json.contains("\"sign_flip_p\" : 0.25") && !json.contains("\"lower\""))
    }

    @Test func onePairHasNoTest() throws {
        let text = try Self.rendered(.table, [3], [5])
        #expect(text.contains("B − A: +16.67 points over 1 pair; no interval and no test from one pair."))
        let json = try Self.rendered(.json, [3], [5])
        #expect(!json.contains("\"sign_flip_p\"") && !json.contains("\"superiority\""))
    }

    // MARK: Studies

    @Test func studiesAreComparedStepByStep() throws {
        let comparison = try StudyComparison("quick", "longer", reader: database.reader)
        #expect(comparison.changes.map(\.description) == ["recipe.epochs 2 → 5"])
        #expect(comparison.steps.map(\.id) == ["move-up", "kernel-7"])
        #expect(comparison.firstOnlySteps == ["resnet-50"])
        #expect(comparison.secondOnlySteps == ["gelu"])
        #expect(comparison.steps[0].firstTop1.n == 3)
        #expect(comparison.steps[0].differences == [0.25])
        #expect(comparison.steps[1].differences.isEmpty)
        #expect(comparison.steps[0].changes.isEmpty)
        let text = try comparison.rendered(as: .table)
        #expect(text.contains("Only A has resnet-50."))
    }

    // MARK: What cannot be compared

    private func error(_ a: String, _ b: String, study: String? = nil) throws -> ComparisonError? {
        do {
            let reader = try database.reader
            switch try reader.subjects(a, b, study: study) {
            case (.study(let first), .study(let second)):
                _ = try StudyComparison(first, second, reader: reader)
            case (let first, let second):
                _ = try Comparison(try reader.side(of: first), try reader.side(of: second))
            }
            return nil
        } catch let error as ComparisonError {
            return error
        }
    }

    @Test func unknownNamesOfferTheNearest() throws {
        let step = try #require(try error("kernal-7", "move-up"))
        #expect(step.description.hasPrefix("There is no study, step or run 'kernal-7' in "))
        #expect(step.description.contains("did you mean 'kernel-7'"))
        #expect(
            try error("gelu", "move-up", study: "quick")?.description.hasPrefix(
                "The study 'quick' has no step 'gelu'") == true)
        #expect(try error("quik/gelu", "move-up")?.description.contains("no study 'quik'") == true)
        #expect(try error("gelu", "move-up", study: "lonegr")?.description.contains("'longer'") == true)
    }

    @Test func whatIsEqualOrUnlikeIsRefused() throws {
        #expect(try error("kernel-7", "kernel-7", study: "quick") != nil)
        #expect(try error("quick", "quick") == .sameOnBothSides("the study 'quick'"))
        guard case .differentKinds = try #require(try error("quick", "longer/gelu")) else {
            Issue.record("A study was compared with a step.")
            return
        }
        let run = try Fixture.identity(study, "kernel-7", seed: 0).sha256
        #expect(
            try error(run, String(run.prefix(8)))
                == .sameOnBothSides("the run \(run.prefix(16))"))
    }

    @Test func aStepOfSeveralStudiesMustBeNamedFully() throws {
        #expect(
            try error("move-up", "kernel-7")
                == .ambiguousStep("move-up", studies: ["elsewhere", "longer", "quick"]))
        // gelu is in one study alone, so that one is meant.
        #expect(try comparison("kernel-7", "gelu", study: nil).first.name == "longer/kernel-7")
    }

    @Test func otherTestImagesAreRefused() throws {
        for (a, b) in [("quick/kernel-7", "elsewhere/kernel-7"), ("quick", "elsewhere")] {
            let found = try #require(try error(a, b))
            #expect(
                found.description.hasPrefix(
                    "The two were tested on different images (12 of fashion-mnist with SHA-256 dddddddd…, and 24 "
                        + "of fashion-mnist"))
        }
    }

    @Test func quotationMarksInNamesAreNoDanger() throws {
        let odd = try Fixture.study("it's; DROP TABLE run") { $0.recipe.epochs = 9 }
        let database = try TemporaryDatabase([study, odd], [])
        let reader = try database.reader
        let (first, second) = try reader.subjects(
            "quick/kernel-7", "it's; DROP TABLE run/kernel-7", study: nil)
        let comparison = try Comparison(try reader.side(of: first), try reader.side(of: second))
        #expect(comparison.changes.map(\.field) == ["recipe.epochs"])
        #expect(try error("' OR 1=1 --", "kernel-7", study: "quick") != nil)
    }
}
