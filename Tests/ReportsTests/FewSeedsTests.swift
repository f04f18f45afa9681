import AblateReports
import AblateStatistics
import Foundation
import Testing

/// What a study of no, one or two seeds says, and what it does not.
@Suite("Reports of few seeds")
struct FewSeedsTests {
    private static func report(_ seeds: Int, branch: Bool = true, keeping steps: [String]? = nil) throws
        -> StudyReport
    {
        let ids =
            steps ?? ["resnet-50", "stage-ratio", "move-up"] + (branch ? ["kernel-5"] : []) + ["kernel-7"]
        let paper = Dictionary(
            uniqueKeysWithValues: ids.enumerated().map {
                ($0.element, ReportFixture.paper(0.78 + 0.004 * Double($0.offset)))
            })
        let study = try ReportFixture.study(steps: ids, seeds: Array(0..<max(seeds, 1)), paper: paper)
        let values = Dictionary(
            uniqueKeysWithValues: ids.enumerated().map { place, id in
                (id, (0..<seeds).map { 0.85 - 0.004 * Double(place) + 0.001 * Double($0 * (place % 3)) })
            })
        return try ReportFixture.report(study, try ReportFixture.attempts(study, values))
    }

    /// Whatever is not drawn or computed is not spoken of.
    @Test(arguments: [ReportFormat.markdown, .html, .latex, .table])
    func oneSeedClaimsNothingThatIsNotThere(format: ReportFormat) throws {
        let text = try Self.report(1).rendered(as: format)
        for phrase in [
            "dots are seeds", "bars 95", "95 % t interval", "over 0 tests", "No test:", "P(better)",
            "±",
            "lines are means", "mean ± sd", "[95 %]", "Holm p", "Detectable:", "A cross:",
        ] where format != .table || phrase != "±" {
            let body = text.replacing("± its sd where it prints one", with: "")
            #expect(!body.contains(phrase), "\(phrase)")
        }
    }

    @Test func oneSeedSaysWhatWouldDecide() throws {
        let text = try Self.report(1).rendered(as: .markdown)
        #expect(text.contains("One seed cannot tell a difference from chance"))
        #expect(text.contains("`made-up with 4 seeds` adds 3 seeds, about "))
        #expect(text.contains("seeds would decide differences above about "))
        #expect(
            text.contains(
                "Without a second seed no difference can be told from chance, so there is no verdict on any ")
        )
        #expect(text.components(separatedBy: "No test").count == 1)
        let json = try Self.report(1).parsedJSON()
        let steps = try #require(json["steps"]?.rows)
        #expect(steps.allSatisfy { $0["sign_flip_p"] == .null && $0["superiority"] == .null })
        #expect(steps.contains { $0["delta_mean"]?.number != nil })
    }

    /// Five rows of 10 seconds each, four of them with a difference; three seeds more of one job at a time.
    @Test func theTimeIsThatOfTheRunsThatAreMissing() throws {
        let text = try Self.report(1).rendered(as: .markdown)
        // All five began at one time in the fixture, so that five ran at a time: 150 s over 5.
        #expect(text.contains("about 30 s more at the pace of these runs"))
    }

    @Test func twoSeedsHaveTestsAndAskForMore() throws {
        let text = try Self.report(2).rendered(as: .markdown)
        #expect(text.contains("Two seeds leave one degree of freedom"))
        #expect(text.contains("bars 95 % intervals") && text.contains("dots are seeds"))
        let several = try Self.report(3).rendered(as: .markdown)
        #expect(!several.contains("--seeds") && !several.contains("degree of freedom"))
    }

    @Test func noRunIsNoSeed() throws {
        let text = try Self.report(0).rendered(as: .markdown)
        #expect(text.contains("How computed: nothing is yet, since no run is completed."))
        #expect(!text.contains("from one seed") && !text.contains("One seed"))
    }

    @Test func branchesAreNamedWhereThereAreSome() throws {
        let without = try Self.report(3, branch: false).rendered(as: .markdown)
        #expect(!without.contains("ranches") || without.contains("Branches are shown but left out"))
        #expect(!without.contains("In parentheses") && !without.contains("Open: branches"))
        let with = try Self.report(3).rendered(as: .markdown)
        #expect(with.contains("In parentheses: branches."))
    }

    @Test func oneRowHasNothingToDecide() throws {
        let text = try Self.report(1, keeping: ["resnet-50"]).rendered(as: .markdown)
        #expect(!text.contains("--seeds") && !text.contains("Verdicts"))
        let two = try Self.report(2, keeping: ["resnet-50"]).rendered(as: .markdown)
        #expect(two.contains("there is no difference to test"))
    }

    @Test func theTableAfterARunEndsWithTheCommandOnItsOwnLine() throws {
        let text = try Self.report(1).rendered(as: .table)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.contains("  made-up with 4 seeds"))
        #expect(lines.allSatisfy { $0.count <= 100 })
        let several = try Self.report(3).rendered(as: .table)
        #expect(!several.contains("made-up with"))
    }

    /// Two runs of three diverged: what is left is over one seed, and says so.
    @Test func divergedRunsLeaveUnequalSeeds() throws {
        let study = try ReportFixture.study(
            steps: ["resnet-50", "stage-ratio", "patchify"], seeds: [0, 1, 2], paper: [:])
        let attempts =
            try ReportFixture.attempts(
                study,
                ["resnet-50": [0.8, 0.81, 0.805], "stage-ratio": [0.82], "patchify": [0.83, 0.84, 0.85]])
            + [1, 2].map { try ReportFixture.attempt(study, "stage-ratio", seed: $0, top1: nil) }
        let report = try ReportFixture.report(study, attempts)
        let text = report.rendered(as: .markdown)
        #expect(text.contains("n from 1 to 3, given with each; below 2 there is neither."))
        #expect(text.contains("fewer than the mean is over: 1 of 3 for `patchify`."))
        #expect(text.contains("2 diverged in `stage-ratio`"))
        #expect(
            text.contains(
                "Holm's correction is over 2 tests, of which 2 cannot be computed and count as p = 1")
                || !text.contains("Holm's correction is over"))
        #expect(
            report.rendered(as: .table).contains("patchify: vs prev. is over 1 seed that both rows have."))
    }
}
