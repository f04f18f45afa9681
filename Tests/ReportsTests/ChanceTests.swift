import AblateReports
import AblateResults
import AblateRunner
import Foundation
import Testing

@Suite("Rows at chance")
struct ChanceTests {
    private static let steps = ["resnet-50", "stage-ratio", "patchify"]

    /// Of 10,000 images in ten classes 1,070 are still within chance and 1,071 are not.
    private static func study(
        _ name: String = "made-up", change: (inout StudyManifest) -> Void = { _ in }
    ) throws -> StudyManifest {
        let paper = Dictionary(
            uniqueKeysWithValues: steps.enumerated().map {
                ($0.element, ReportFixture.paper(0.78 + 0.01 * Double($0.offset)))
            })
        return try ReportFixture.study(name, steps: steps, seeds: [0, 1, 2], paper: paper, change: change)
    }

    private static func report(
        _ top1: [String: [Double]], options: StudyReport.Options = StudyReport.Options(),
        change: (inout StudyManifest) -> Void = { _ in }
    ) throws -> StudyReport {
        let study = try study(change: change)
        return try ReportFixture.report(
            study, try ReportFixture.attempts(study, top1), options: options)
    }

    @Test(arguments: [(0.1070, true), (0.1071, false), (0.10, true), (0.02, true), (0.85, false)])
    func aRunIsHeldAgainstTheExactBinomial(top1: Double, isAtChance: Bool) throws {
        let chance = ChanceLevel(try Self.study())
        #expect(chance.share == 0.1 && chance.images == 10_000)
        #expect(chance.isReached(by: [top1]) == isAtChance)
    }

    @Test func aRowIsAtChanceWhenNoneOfItsRunsIsBetter() throws {
        let chance = ChanceLevel(try Self.study())
        #expect(chance.isReached(by: [0.10, 0.0981]))
        #expect(!chance.isReached(by: [0.10, 0.5]) && chance.count(of: [0.10, 0.5]) == 1)
        #expect(!chance.isReached(by: []))
    }

    /// One who always names the class of 70 % of the images is right on these.
    @Test func unequalClassesRaiseTheLevel() throws {
        let recorded = ChanceLevel(try Self.study { $0.largestTestClass = 7_000 })
        #expect(recorded.share == 0.7 && recorded.isReached(by: [0.7]) && !recorded.isReached(by: [0.72]))
        let labels = (0..<10_000).map { $0 < 7_000 ? 3 : $0 % 3 }
        #expect(ChanceLevel(try Self.study(), labels: labels).share == 0.7)
        // Of 15 images in ten classes the most frequent has two.
        let few = ChanceLevel(try Self.study { $0.data.testImages = 15 })
        #expect(abs(few.share - 2.0 / 15) < 1e-12)
        // Of one class nothing can be told.
        #expect(!ChanceLevel(try Self.study { $0.data.classes = 1 }).isReached(by: [1]))
    }

    @Test func theReportSaysSoInTableFindingsAndJSON() throws {
        let report = try Self.report([
            "resnet-50": [0.10, 0.1, 0.1], "stage-ratio": [0.1, 0.1, 0.0999], "patchify": [0.85, 0.1, 0.86],
        ])
        let text = report.rendered(as: .markdown)
        #expect(
            text.contains(
                "At chance: `resnet-50` and `stage-ratio`, no better than naming one class for every image, which is "
                    + "right on 10.00 % of the 10,000 test images (exact binomial test of each run, 1 %)."))
        #expect(text.contains("At chance: 1 of 3 runs of `patchify`, "))
        #expect(text.contains("Both rows are at chance, so their difference says nothing of the step."))
        #expect(report.steps[1].finding?.verdict == .inconclusive)
        let json = try report.parsedJSON()
        #expect(json["chance_top1"] == .real(0.1))
        let steps = try #require(json["steps"]?.rows)
        #expect(steps.map { $0["at_chance"] } == [.truth(true), .truth(true), .truth(false)])
        #expect(steps.map { $0["n_at_chance"] } == [.integer(3), .integer(3), .integer(1)])
        #expect(report.rendered(as: .table).contains("At chance: resnet-50 and stage-ratio, no better than"))
        #expect(report.rendered(as: .csv).hasPrefix("step,"))
        let learnt = try Self.report(["resnet-50": [0.8, 0.81, 0.8]])
        for format in [ReportFormat.markdown, .html, .table] {
            #expect(!learnt.rendered(as: format).contains("At chance"))
        }
        #expect(try learnt.parsedJSON()["steps"]?.rows[1]["at_chance"] == .null)
    }

    @Test func everyRowAtChanceIsOneSentence() throws {
        let values = Dictionary(uniqueKeysWithValues: Self.steps.map { ($0, [0.1, 0.1, 0.1]) })
        let report = try Self.report(values)
        let text = report.rendered(as: .markdown)
        #expect(text.contains("At chance: every row, no better than"))
        // Nor do signs of what was not learnt agree with anything.
        #expect(report.agreement.points.isEmpty)
        #expect(text.contains("No step has a difference both here and in the paper."))
    }

    @Test func theTableAfterARunSaysSo() throws {
        let study = try Self.study()
        let attempts = try ReportFixture.attempts(
            study, ["resnet-50": [0.1, 0.1, 0.1], "stage-ratio": [0.8, 0.8, 0.8]])
        let folder = try TemporaryDatabase([study], attempts)
        let database = try ResultsDatabase(folder: folder.url)
        let rows = try database.stepRows(study: study.name)
        let closing = ClosingRemarks(
            study, rows: rows, accuracies: try database.accuracies(study: study.name), concurrency: 1
        ) { _ in "ablate run" }
        let text = StepTableText().text(of: rows, closing: closing)
        #expect(text.contains("At chance: resnet-50, no better than naming one class"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func comparisonsSaySo() throws {
        let study = try Self.study()
        let other = try Self.study("longer") { $0.recipe.epochs = 7 }
        let attempts =
            try ReportFixture.attempts(
                study, ["resnet-50": [0.1, 0.1, 0.1], "stage-ratio": [0.8, 0.81, 0.8]])
            + ReportFixture.attempts(other, ["resnet-50": [0.8, 0.8, 0.8]])
        let folder = try TemporaryDatabase([study, other], attempts)
        let reader = try folder.reader
        let (a, b) = try reader.subjects("made-up/resnet-50", "made-up/stage-ratio", study: nil)
        let steps = try Comparison(try reader.side(of: a), try reader.side(of: b))
        #expect(try steps.rendered(as: .table).contains("At chance: A, no better than naming one class"))
        let json = try steps.rendered(as: .json)
        #expect(json.contains("\"a_at_chance\" : true") && json.contains("\"b_at_chance\" : false"))
        let studies = try StudyComparison("made-up", "longer", reader: reader)
        #expect(try studies.rendered(as: .table).contains("A: At chance: resnet-50, no better than"))
        let text = try studies.rendered(as: .table)
        #expect(!text.contains("B: At chance"))
        #expect(try studies.rendered(as: .json).contains("\"a_at_chance\" : true"))
        let pair = try StudyPairReport("made-up", "longer", reader: ReportReader(folder: folder.url))
        #expect(pair.rendered(as: .markdown).contains("A: At chance: `resnet-50`, "))
        #expect(pair.rendered(as: .json).contains("\"a_at_chance\": true, \"b_at_chance\": false"))
    }
}
