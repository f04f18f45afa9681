import AblateReports
import AblateRunner
import Foundation
import Testing

/// The first sentences and counts of reports whose truth is made up, word by word.
@Suite("The first sentences of a report")
struct GlanceTests {
    private static let ids = ["resnet-50", "stage-ratio", "patchify", "depthwise", "width"]

    /// - Parameters:
    ///   - worth: of each step after the first, in points.
    ///   - noise: of a step by seed, in points.
    private static func report(
        _ worth: [Double], seeds: Int, paper: [Double]? = [0.5, 0.2, -1.2, 2.0], completed: Int? = nil,
        diverging: String? = nil, level: Double = 0.85,
        noise: (_ place: Int, _ seed: Int) -> Double = { place, seed in
            0.04 * Double((3 * seed + 5 * place) % 7)
        }
    ) throws -> StudyReport {
        let ids = Array(ids.prefix(worth.count + 1))
        func levels(_ first: Double, _ worth: [Double]) -> [Double] {
            worth.reduce(into: [first]) { $0.append(($0.last ?? 0) + $1 / 100) }
        }
        let printed = paper.map { levels(0.78, Array($0.prefix(worth.count))) }
        let study = try ReportFixture.study(
            steps: ids, seeds: Array(0..<seeds),
            paper: Dictionary(
                uniqueKeysWithValues: printed.map { zip(ids, $0).map { ($0, ReportFixture.paper($1)) } } ?? []
            ))
        let attempts = try zip(ids, levels(level, worth)).enumerated().flatMap { place, row in
            try (0..<(completed ?? seeds)).map { seed in
                try ReportFixture.attempt(
                    study, row.0, seed: seed,
                    top1: row.0 == diverging && seed == seeds - 1 ? nil : row.1 + noise(place, seed) / 100)
            }
        }
        return try ReportFixture.report(study, attempts)
    }

    /// What stands between the line below the title and the figure.
    private static func beginning(_ report: StudyReport) -> [String] {
        report.rendered(as: .markdown).components(separatedBy: "\n").dropFirst(3)
            .prefix { !$0.hasPrefix("*Figure") && !$0.hasPrefix("## ") }.filter { !$0.isEmpty }.map {
                String($0)
            }
    }

    private func expect(
        _ report: StudyReport, _ lines: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = Self.beginning(report)
        #expect(found == lines, "\(found.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    @Test func someStepsHelpAndOthersDoNot() throws {
        expect(
            try Self.report([0.9, -1.4, -1.0, 0.02], seeds: 5),
            [
                "In points of top-1 with 95 % intervals, `stage-ratio` +0.88 [+0.72, +1.03] raises it; `patchify` −1.37 [−1.56, −1.18] and `depthwise` −1.02 [−1.18, −0.87] lower it; 1 of 4 is not told from zero (Holm's correction over 4 tests, n = 5).",
                "From `resnet-50` to `width`: −1.46 [−1.62, −1.31] points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "Of 4 differences that the paper has too, 1 is reproduced, 1 has its direction only and 2 are contradicted.",
                "- **1** step raises top-1",
                "- **2** steps lower it",
                "- **1** not told from zero",
            ])
    }
    @Test func allSeedsAreTheSame() throws {
        expect(
            try Self.report([0, 0, 0, 0], seeds: 3) { _, _ in 0 },
            [
                "No difference has two pairs of runs that differ, so none can be told from chance; all are zero.",
                "From `resnet-50` to `width`: 0.00 points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "Of 4 differences that the paper has too, none has its sign, which is no evidence yet.",
                "- **5** rows",
                "- **15** of 15 runs completed",
                "- **0** differences with a test",
            ])
    }
    @Test func nothingIsTold() throws {
        expect(
            try Self.report([0.1, -0.1, 0.05, 0], seeds: 3) { place, seed in
                Double((seed * 7 + place * 5) % 4)
            },
            [
                "None of the 4 differences is told from zero (Holm's correction over 4 tests, n = 3); the largest is `depthwise` +1.05 points.",
                "From `resnet-50` to `width`: +0.05 points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "Of 4 differences that the paper has too, 4 are inconclusive.",
                "- **0** steps raise top-1",
                "- **0** steps lower it",
                "- **4** not told from zero",
            ])
    }
    @Test func oneSeed() throws {
        expect(
            try Self.report([0.9, -1.4, 0.2, 0.1], seeds: 1),
            [
                "From one seed no difference can be told from chance; the largest are `stage-ratio` +1.10 and `patchify` −1.48 points.",
                "From `resnet-50` to `width`: +0.04 points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "Of 4 differences that the paper has too, 2 have its sign, which is no evidence yet.",
                "- **5** rows",
                "- **5** of 5 runs completed",
                "- **0** differences with a test",
            ])
    }
    @Test func twoSeeds() throws {
        expect(
            try Self.report([0.9, -1.4, 0.2, 0.1], seeds: 2),
            [
                "None of the 4 differences is told from zero (Holm's correction over 4 tests, n = 2); the largest is `patchify` −1.34 [−3.12, +0.44] points.",
                "From `resnet-50` to `width`: −0.10 [−1.88, +1.68] points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "Of 4 differences that the paper has too, 4 are inconclusive.",
                "- **0** steps raise top-1",
                "- **0** steps lower it",
                "- **4** not told from zero",
            ])
    }
    @Test func oneRow() throws {
        expect(
            try Self.report([], seeds: 3),
            [
                "`resnet-50` reaches 85.12 ± 0.12 % (n = 3); one row has no difference to measure.",
                "- **1** row",
                "- **3** of 3 runs completed",
                "- **0** differences with a test",
            ])
    }
    @Test func oneRowOfOneSeed() throws {
        expect(
            try Self.report([], seeds: 1),
            [
                "`resnet-50` reaches 85.00 % (one seed); one row has no difference to measure.",
                "- **1** row",
                "- **1** of 1 run completed",
                "- **0** differences with a test",
            ])
    }
    @Test func twoRows() throws {
        expect(
            try Self.report([0.9], seeds: 5),
            [
                "In points of top-1 with 95 % intervals, `stage-ratio` +0.88 [+0.72, +1.03] raises it (n = 5).",
                "`stage-ratio` takes 1.14 times the MACs (8.15 M to 9.26 M).",
                "The one difference that the paper has too has its direction only.",
                "- **1** step raises top-1",
                "- **0** steps lower it",
                "- **0** not told from zero",
            ])
    }
    @Test func everyStepIsContradicted() throws {
        expect(
            try Self.report([-1.5, -1.2, 2.2, -2.0], seeds: 6, paper: [1.5, 1.2, -2.2, 2.0]),
            [
                "In points of top-1 with 95 % intervals, `depthwise` +2.17 [+2.05, +2.29] raises it; `width` −1.99 [−2.14, −1.83], `stage-ratio` −1.49 [−1.64, −1.33] and `patchify` −1.19 [−1.34, −1.03] lower it (Holm's correction over 4 tests, n = 6).",
                "From `resnet-50` to `width`: −2.49 [−2.61, −2.37] points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "Of 4 differences that the paper has too, 4 are contradicted.",
                "- **1** step raises top-1",
                "- **3** steps lower it",
                "- **0** not told from zero",
            ])
    }
    @Test func everyStepIsReproduced() throws {
        expect(
            try Self.report([1.5, 1.2, -2.2, 2.0], seeds: 6, paper: [1.5, 1.2, -2.2, 2.0]),
            [
                "In points of top-1 with 95 % intervals, `width` +2.01 [+1.86, +2.17], `stage-ratio` +1.51 [+1.36, +1.67] and `patchify` +1.21 [+1.06, +1.37] raise it; `depthwise` −2.23 [−2.35, −2.11] lowers it (Holm's correction over 4 tests, n = 6).",
                "From `resnet-50` to `width`: +2.51 [+2.39, +2.63] points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "Of 4 differences that the paper has too, 4 are reproduced.",
                "- **3** steps raise top-1",
                "- **1** step lowers it",
                "- **0** not told from zero",
            ])
    }
    @Test func withoutAReference() throws {
        expect(
            try Self.report([0.9, -1.4, -1.0, 0.02], seeds: 5, paper: nil),
            [
                "In points of top-1 with 95 % intervals, `stage-ratio` +0.88 [+0.72, +1.03] raises it; `patchify` −1.37 [−1.56, −1.18] and `depthwise` −1.02 [−1.18, −0.87] lower it; 1 of 4 is not told from zero (Holm's correction over 4 tests, n = 5).",
                "From `resnet-50` to `width`: −1.46 [−1.62, −1.31] points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "- **1** step raises top-1",
                "- **2** steps lower it",
                "- **1** not told from zero",
            ])
    }
    @Test func noRunYet() throws {
        expect(
            try Self.report([0.9, -1.4], seeds: 3, completed: 0),
            [
                "No run is completed yet: 9 runs to come.",
                "- **3** rows",
                "- **0** of 9 runs completed",
                "- **0** differences with a test",
            ])
    }
    @Test func aRunningStudy() throws {
        expect(
            try Self.report([0.9, -1.4, 0.3], seeds: 6, completed: 4),
            [
                "16 of 24 runs are completed; 8 to come.",
                "In points of top-1 with 95 % intervals, `stage-ratio` +0.89 [+0.67, +1.11] raises it; `patchify` −1.34 [−1.60, −1.08] lowers it; 1 of 3 is not told from zero (Holm's correction over 3 tests, n = 4).",
                "From `resnet-50` to `depthwise`: −0.23 [−0.45, −0.01] points at 0.70 times the MACs (8.15 M to 5.68 M).",
                "Of 3 differences that the paper has too, 1 has its direction only, 1 is inconclusive and 1 is contradicted.",
                "- **1** step raises top-1",
                "- **1** step lowers it",
                "- **1** not told from zero",
            ])
    }
    @Test func aDivergedRun() throws {
        expect(
            try Self.report([0.9, -1.4, 0.3], seeds: 4, diverging: "patchify"),
            [
                "15 of 16 runs are completed; 1 diverged and is in no mean (`patchify`).",
                "In points of top-1 with 95 % intervals, `stage-ratio` +0.89 [+0.67, +1.11] raises it; `patchify` −1.39 [−1.79, −0.99] lowers it; 1 of 3 is not told from zero (Holm's correction over 3 tests, n from 3 to 4).",
                "From `resnet-50` to `depthwise`: −0.23 [−0.45, −0.01] points at 0.70 times the MACs (8.15 M to 5.68 M).",
                "Of 3 differences that the paper has too, 1 has its direction only, 1 is inconclusive and 1 is contradicted.",
                "- **1** step raises top-1",
                "- **1** step lowers it",
                "- **1** not told from zero",
            ])
    }
    @Test func atChance() throws {
        expect(
            try Self.report([0, 0], seeds: 3, level: 0.1) { _, _ in 0 },
            [
                "No row is better than guessing, so differences say nothing of the steps.",
                "- **3** rows",
                "- **9** of 9 runs completed",
                "- **0** differences with a test",
            ])
    }
    @Test func everyRunDiverged() throws {
        let study = try ReportFixture.study(steps: ["resnet-50", "patchify"], seeds: [0, 1], paper: [:])
        let attempts = try ["resnet-50", "patchify"].flatMap { step in
            try [0, 1].map { try ReportFixture.attempt(study, step, seed: $0, top1: nil) }
        }
        expect(
            try ReportFixture.report(study, attempts),
            [
                "0 of 4 runs are completed; 4 diverged and are in no mean (`resnet-50` and `patchify`).",
                "- **2** rows", "- **0** of 4 runs completed", "- **0** differences with a test",
            ])
    }

    /// What a step seems worth against a row that has learnt nothing is worth nothing.
    @Test func oneRowAtChance() throws {
        let report = try Self.report([-70, 71, -1.0, 0.9], seeds: 4, paper: nil, level: 0.8)
        expect(
            report,
            [
                "In points of top-1 with 95 % intervals, `width` +0.96 [+0.70, +1.22] raises it; 1 of 2 is not told from zero (Holm's correction over 4 tests, n = 4).",
                "From `resnet-50` to `width`: +0.93 [+0.71, +1.15] points at 1.56 times the MACs (8.15 M to 12.7 M).",
                "No better than guessing, and left out here with the differences to it: `stage-ratio`.",
                "- **1** step raises top-1", "- **0** steps lower it", "- **1** not told from zero",
            ])
    }
}
