import AblateArchitectures
import AblateReports
import AblateRunner
import Foundation
import Testing

@Suite("Two studies in a report")
struct StudyPairReportTests {
    private let database: TemporaryDatabase

    /// The second study trains longer; its stage-ratio is worth a point less and its patchify the same.
    init() throws {
        let ids = ["resnet-50", "stage-ratio", "patchify"]
        let first = try ReportFixture.study("first", steps: ids, seeds: [0, 1, 2], paper: [:])
        let second = try ReportFixture.study("second", steps: ids, seeds: [0, 1, 2], paper: [:]) {
            $0.recipe.epochs = 9
        }
        database = try TemporaryDatabase(
            [first, second],
            try ReportFixture.attempts(
                first,
                [
                    "resnet-50": [0.80, 0.81, 0.805], "stage-ratio": [0.82, 0.8301, 0.825],
                    "patchify": [0.81, 0.82, 0.8152],
                ])
                + ReportFixture.attempts(
                    second,
                    [
                        "resnet-50": [0.90, 0.91, 0.905], "stage-ratio": [0.91, 0.9201, 0.9152],
                        "patchify": [0.90, 0.9102, 0.905],
                    ]))
    }

    private func report(_ first: String = "first", _ second: String = "second") throws -> StudyPairReport {
        try StudyPairReport(first, second, reader: ReportReader(folder: database.url))
    }

    @Test func onlyTheFieldsThatDifferAreListed() throws {
        #expect(try report().changes.map(\.description) == ["recipe.epochs 2 → 9"])
    }

    @Test func differencesOfDifferencesAreTested() throws {
        let steps = try report().steps
        #expect(steps.map(\.id) == ["resnet-50", "stage-ratio", "patchify"])
        #expect(steps[0].test == nil)
        let ratio = try #require(steps[1].test)
        #expect(abs(ratio.difference - (0.0101 - 0.02003)) < 1e-4)
        #expect(try #require(steps[1].adjustedP) < 0.05)
        #expect(try #require(steps[2].adjustedP) > 0.05)
        #expect(try report().agreement.signs.get().agreeing == 2)
    }

    @Test func theFirstSentencesNameWhatIsWorthSomethingElse() throws {
        let lines = try report().rendered(as: .markdown).components(separatedBy: "\n")
        for line in [
            "1 of 2 steps is worth something else in B than in A (Welch's test, Holm's correction over 2 tests): "
                + "`stage-ratio`, worth +2.00 points in A and +1.01 in B.",
            "From A to B `recipe.epochs` 2 → 9.", "- **2** steps measured in both",
            "- **1** worth something else in B",
            "- **2** of one sign in both",
        ] { #expect(lines.contains(line), "\(line)") }
    }

    /// One study has a row in between that the other lacks: what is compared is the difference of the same two rows.
    @Test func differencesAreBetweenRowsThatBothHave() throws {
        let few = try ReportFixture.study(
            "few", steps: ["resnet-50", "patchify"], seeds: [0, 1, 2], paper: [:])
        let many = try ReportFixture.study(
            "many", steps: ["resnet-50", "stage-ratio", "patchify"], seeds: [0, 1, 2], paper: [:]
        ) { $0.recipe.epochs = 9 }
        let database = try TemporaryDatabase(
            [few, many],
            try ReportFixture.attempts(
                few, ["resnet-50": [0.80, 0.81, 0.805], "patchify": [0.81, 0.82, 0.8152]])
                + ReportFixture.attempts(
                    many,
                    [
                        "resnet-50": [0.90, 0.91, 0.905], "stage-ratio": [0.95, 0.95, 0.95],
                        "patchify": [0.92, 0.9302, 0.925],
                    ]))
        let report = try StudyPairReport("few", "many", reader: ReportReader(folder: database.url))
        let patchify = try #require(report.steps.last)
        #expect(patchify.firstDifference?.reference == "resnet-50")
        #expect(patchify.secondDifference?.reference == "resnet-50")
        #expect(abs(try #require(patchify.test).difference - 0.01) < 1e-3)
        #expect(report.agreement.points.map(\.reference) == ["resnet-50"])
    }

    /// The first row of another regime has another name and the same place.
    @Test func firstRowsOfTwoRegimesStandForEachOther() throws {
        let small = try ReportFixture.study(
            "small", steps: ["resnet-50", "stage-ratio"], seeds: [0, 1], paper: [:])
        let large = try ReportFixture.study(
            "large", steps: ["resnet-50", "stage-ratio"], seeds: [0, 1], paper: [:]
        ) {
            $0.recipe.epochs = 9
            $0.steps[0].id = "resnet-200"
            $0.steps[1].predecessor = "resnet-200"
        }
        let database = try TemporaryDatabase(
            [small, large],
            try ReportFixture.attempts(small, ["resnet-50": [0.80, 0.81], "stage-ratio": [0.81, 0.825]])
                + ReportFixture.attempts(large, ["resnet-200": [0.90, 0.91], "stage-ratio": [0.92, 0.932]]))
        let report = try StudyPairReport("small", "large", reader: ReportReader(folder: database.url))
        #expect(report.steps.map(\.id) == ["stage-ratio"])
        #expect(report.steps[0].firstDifference?.reference == "resnet-50")
        #expect(report.steps[0].secondDifference?.reference == "resnet-200")
        #expect(report.steps[0].test != nil)
    }

    @Test func everyFormatHoldsBoth() throws {
        for format in ReportFormat.allCases {
            let text = try report().rendered(as: format)
            #expect(text.contains("stage-ratio"), "\(format)")
            #expect(try report().rendered(as: format) == text)
        }
    }

    @Test func aStudyIsNotSetBesideItself() throws {
        #expect(throws: ReportError.sameStudy("first")) { try report("first", "first") }
        #expect(throws: ReportError.self) { try report("first", "third") }
    }
}

@Suite("Levels of two studies")
struct StudyPairLevelTests {
    /// One common row in the first study and two in the second, under another recipe.
    private static func report(
        seeds: [Int] = [0, 1, 2], change: (inout StudyManifest) -> Void = { $0.recipe.epochs = 9 }
    ) throws -> StudyPairReport {
        let first = try ReportFixture.study("first", steps: ["resnet-50"], seeds: [0, 1, 2], paper: [:])
        let second = try ReportFixture.study(
            "second", steps: ["resnet-50", "patchify"], seeds: seeds, paper: [:], change: change)
        let database = try TemporaryDatabase(
            [first, second],
            try ReportFixture.attempts(first, ["resnet-50": [0.80, 0.81, 0.805]])
                + ReportFixture.attempts(second, ["resnet-50": [0.82, 0.84, 0.83]]))
        return try StudyPairReport("first", "second", reader: ReportReader(folder: database.url))
    }

    @Test func accuraciesOnTheSameImagesArePairedBySeed() throws {
        let report = try Self.report()
        let level = try #require(report.steps.first?.level)
        #expect(level.pairs == 3 && level.reason == nil)
        #expect(abs(level.mean - (0.02 + 0.03 + 0.025) / 3) < 1e-9)
        for format in [ReportFormat.markdown, .table] {
            let text = report.rendered(as: format)
            #expect(text.contains("80.50 ± 0.50 (3)") && text.contains("83.00 ± 1.00 (3)"))
            #expect(text.contains("+2.50 [+1.26, +3.74]"), "\(format)")
            #expect(text.contains("recipe.epochs") && text.contains("paired by seed, over 3 pairs"))
        }
        #expect(report.rendered(as: .json).contains("\"level_pairs\": 3, \"level_unpaired_reason\": null"))
        #expect(report.rendered(as: .markdown).contains("too few to speak of agreement"))
    }

    @Test func otherSeedsAndOtherImagesAreUnpairedWithTheReason() throws {
        let seeds = try Self.report(seeds: [7, 8, 9])
        #expect(seeds.steps.first?.level?.pairs == nil)
        #expect(seeds.rendered(as: .markdown).contains("`resnet-50` is unpaired (Welch): no seed in common."))
        #expect(try #require(seeds.steps.first?.level?.test.value).degreesOfFreedom < 4)
        let images = try Self.report { $0.data.sha256 = String(repeating: "e", count: 64) }
        #expect(images.steps.first?.level?.reason?.hasPrefix("tested on different images") == true)
        #expect(images.rendered(as: .table).contains("data.sha256"))
    }

    /// The network of a row may differ where recipe and data do not.
    @Test func whatARowMeansOtherwiseIsNamed() throws {
        let report = try Self.report { study in
            study.recipe.epochs = 9
            for index in study.steps.indices {
                guard var network: ConvNet = study.steps[index].architecture.typed() else { continue }
                network.width += 8
                study.steps[index].architecture = AnyArchitecture(network)
            }
        }
        #expect(report.changes.map(\.field).sorted() == ["recipe.epochs", "width"])
        #expect(report.steps.allSatisfy { $0.changes.isEmpty })
    }
}
