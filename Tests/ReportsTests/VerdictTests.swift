import AblateReports
import AblateStatistics
import Testing

/// Each verdict from a database in which the truth is known. Two steps: ours and the paper's differences of the second.
@Suite("Verdicts")
struct VerdictTests {
    /// Accuracies of the first step, by seed; the second adds the differences of a case.
    private static let base = [0.880, 0.883, 0.879, 0.884, 0.881, 0.882]

    private static func step(
        _ differences: [Double], paper: Double, sd: Double? = 0.0005
    ) throws -> ReportStep {
        let study = try ReportFixture.study(
            steps: ["resnet-50", "stage-ratio"], seeds: Array(base.indices.prefix(max(differences.count, 1))),
            paper: [
                "resnet-50": ReportFixture.paper(0.8, sd: sd),
                "stage-ratio": ReportFixture.paper(0.8 + paper, sd: sd),
            ])
        let report = try ReportFixture.report(
            study,
            try ReportFixture.attempts(
                study,
                ["resnet-50": base, "stage-ratio": zip(base, differences).map { $0 + $1 }]))
        return try #require(report.steps.last)
    }

    @Test func theSameDifferenceWithLittleNoiseIsReproduced() throws {
        let step = try Self.step([0.0050, 0.0054, 0.0047, 0.0051, 0.0049, 0.0052], paper: 0.005)
        #expect(step.finding?.verdict == .reproduced)
        #expect(step.difference?.isDistinguishable == true)
    }

    @Test func theSameSignInAnotherSizeIsDirectionOnly() throws {
        let small = try Self.step([0.0050, 0.0054, 0.0047, 0.0051, 0.0049, 0.0052], paper: 0.02)
        #expect(small.finding?.verdict == .directionOnly)
        let negative = try Self.step([-0.02, -0.021, -0.019, -0.02, -0.022], paper: -0.005)
        #expect(negative.finding?.verdict == .directionOnly)
    }

    @Test func theOppositeSignBeyondNoiseIsContradicted() throws {
        let step = try Self.step([-0.0050, -0.0054, -0.0047, -0.0051, -0.0049], paper: 0.005)
        #expect(step.finding?.verdict == .contradicted)
        #expect(step.finding?.reason == "Opposite sign, beyond the noise of both.")
    }

    @Test func noDifferenceWhereThePapersIsLargeIsContradicted() throws {
        let step = try Self.step([0.0004, -0.0003, 0.0002, -0.0004, 0.0001, 0.0001], paper: 0.02)
        #expect(step.finding?.verdict == .contradicted)
        #expect(step.difference?.isDistinguishable == false)
    }

    @Test func moreThanHalfOfThePapersWithinReachIsInconclusive() throws {
        // The interval, about −0.001 to 0.013, holds zero and half of 0.02 but not 0.02.
        let step = try Self.step([0.012, 0.001, 0.013, -0.001, 0.010, 0.002], paper: 0.02)
        #expect(step.difference?.isDistinguishable == false)
        #expect(step.finding?.verdict == .inconclusive)
    }

    @Test func muchNoiseIsInconclusiveAndSaysHowManySeedsWouldDo() throws {
        let step = try Self.step([0.02, -0.015, 0.01], paper: 0.005)
        #expect(step.finding?.verdict == .inconclusive)
        let reason = try #require(step.finding?.reason)
        #expect(reason.hasPrefix("Underpowered: "))
        #expect(reason.contains(" seeds."))
    }

    @Test func theOppositeSignWithinThePapersOwnNoiseIsInconclusive() throws {
        let step = try Self.step([-0.0020, -0.0021, -0.0019, -0.0020, -0.0022], paper: 0.002, sd: 0.01)
        #expect(step.difference?.isDistinguishable == true)
        #expect(step.finding?.verdict == .inconclusive)
        #expect(
            step.finding?.reason.contains("The paper's own +0.20 is not distinguishable from zero.") == true)
    }

    @Test func oneSeedDecidesNothing() throws {
        let step = try Self.step([0.03], paper: 0.03)
        #expect(step.finding?.verdict == .inconclusive)
        #expect(step.finding?.reason == "No test: At least 2 values are needed, but there is 1.")
        #expect(step.difference?.interval.value == nil)
        #expect(step.difference?.adjustedP == nil)
    }

    @Test func equalDifferencesHaveNoTestAndNoVerdictInEitherDirection() throws {
        let step = try Self.step([0.01, 0.01, 0.01], paper: 0.01)
        #expect(step.finding?.verdict == .inconclusive)
        #expect(step.finding?.reason.hasPrefix("No test: All values are equal") == true)
        // Nothing that rests on the spread is given; the sign-flip test does not.
        #expect(step.difference?.smallestDetectable == .failure(.noSpread))
        #expect(try step.difference?.signFlip.get().pValue.value == 0.25)
    }

    @Test func withoutDeviationsThePapersPrintedValueIsTakenAsItStands() throws {
        let near = try Self.step([0.0050, 0.0054, 0.0047, 0.0051, 0.0049], paper: 0.005, sd: nil)
        #expect(near.finding?.verdict == .reproduced)
        let far = try Self.step([0.0050, 0.0054, 0.0047, 0.0051, 0.0049], paper: 0.007, sd: nil)
        #expect(far.finding?.verdict == .directionOnly)
    }

    @Test func aRowWithoutAPaperOrWithoutRunsHasNoVerdict() throws {
        let study = try ReportFixture.study(steps: ["resnet-50", "stage-ratio"], seeds: [0, 1], paper: [:])
        let values = ["resnet-50": [0.8, 0.81], "stage-ratio": [0.82, 0.835]]
        let report = try ReportFixture.report(study, try ReportFixture.attempts(study, values))
        #expect(report.steps.allSatisfy { $0.finding == nil })
        #expect(report.steps[1].difference?.test.value != nil)
        let empty = try ReportFixture.report(study, [])
        #expect(empty.steps.allSatisfy { $0.finding == nil && $0.n == 0 })
    }

    /// A study that has run two of its four steps with a predecessor claims no more than it will when it is complete.
    @Test func correctionIsOverTheDeclaredStepsWhileTheyAreMissing() throws {
        let ids = ["resnet-50", "stage-ratio", "patchify", "depthwise", "width"]
        let study = try ReportFixture.study(steps: ids, seeds: [0, 1, 2], paper: [:])
        let report = try ReportFixture.report(
            study,
            try ReportFixture.attempts(
                study,
                [
                    "resnet-50": [0.5, 0.51, 0.505], "stage-ratio": [0.504, 0.517, 0.5105],
                    "patchify": [0.52, 0.535, 0.5275], "depthwise": [0.4],
                ]))
        let raw = report.steps.compactMap { $0.difference?.test.value?.pValue.value }
        #expect(raw.count == 2)
        let adjusted = report.steps.compactMap { $0.difference?.adjustedP }
        #expect(adjusted.min() == min(1, 4 * (raw.min() ?? 0)) && adjusted.count == 2)
        let text = report.rendered(as: .markdown)
        #expect(
            text.contains(
                "Holm's correction is over 4 tests, of which 2 cannot be computed and count as p = 1."))
        #expect(try report.parsedJSON()["tests"] == .integer(4))
    }

    /// Two of six tests at p = 0.02 each are not enough once all six are considered.
    @Test func correctionIsOverAllStepsOfTheStudy() throws {
        let ids = ["resnet-50", "stage-ratio", "patchify", "depthwise", "width", "invert", "move-up"]
        let seeds = Array(0..<3)
        let noise = [0.004, 0.007, 0.0055]
        var values = ["resnet-50": [0.5, 0.51, 0.505]]
        for (before, id) in zip(ids, ids.dropFirst()) {
            values[id] = zip(values[before] ?? [], noise).map { $0 + $1 }
        }
        let paper = Dictionary(
            uniqueKeysWithValues: ids.enumerated().map {
                ($0.element, ReportFixture.paper(0.7 + 0.0055 * Double($0.offset), sd: 0.0005))
            })
        let study = try ReportFixture.study(steps: ids, seeds: seeds, paper: paper)
        let report = try ReportFixture.report(study, try ReportFixture.attempts(study, values))
        let tests = report.steps.dropFirst().compactMap(\.difference)
        #expect(tests.count == 6)
        for test in tests {
            let raw = try #require(test.test.value).pValue.value
            #expect(raw < 0.05)
            #expect(abs(try #require(test.adjustedP) - min(1, 6 * raw)) < 1e-6)
            #expect(!test.isDistinguishable)
        }
        #expect(report.steps.dropFirst().allSatisfy { $0.finding?.verdict == .inconclusive })
    }
}
