import AblateStatistics
import Testing

/// What cannot be computed says why instead of a number.
@Suite("Statistics of too little")
struct EdgeCaseTests {
    @Test func aSingleSeedHasNoIntervalAndNoTest() {
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) { try TTest(paired: [0.1]) }
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) { try TTest(welch: [0.1, 0.2], [0.1]) }
        #expect(throws: StatisticsError.tooFew(found: 2, needed: 3)) {
            try Bootstrap.interval(of: [0.1, 0.2])
        }
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) {
            try PairedDesign(seeds: 1, standardDeviation: 1)
        }
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) {
            try ParetoFront.membership(costs: [1, 2], scores: [[0.5, 0.6], [0.7]])
        }
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) {
            try RankCorrelation(.kendall, [1], [1])
        }
        #expect(Summary([0.1]).standardError == nil)
    }

    @Test func nothingAtAllIsRefusedToo() {
        #expect(throws: StatisticsError.tooFew(found: 0, needed: 1)) { try SignFlipTest([]) }
        #expect(throws: StatisticsError.tooFew(found: 0, needed: 1)) {
            try ProbabilityOfSuperiority(paired: [])
        }
        #expect(Holm.adjusted([]).isEmpty)
        #expect(ParetoFront.members(costs: [], scores: []).isEmpty)
    }

    /// Differences of accuracies that are equal on paper differ in their last bits.
    @Test func equalValuesUpToRoundingHaveNoSpread() throws {
        let differences = [0.2 - 0.1, 0.3 - 0.2, 0.9 - 0.8]
        #expect(Set(differences).count > 1)
        #expect(throws: StatisticsError.noSpread) { try TTest(paired: differences) }
        #expect(throws: StatisticsError.noSpread) { try Bootstrap.interval(of: differences) }
        #expect(throws: StatisticsError.noSpread) { try TTest(welch: [1, 1], [2, 2]) }
        #expect(throws: StatisticsError.noSpread) {
            try RankCorrelation(.spearman, [1, 2, 3], [0.1 + 0.2, 0.3, 0.3])
        }
        #expect(throws: StatisticsError.noSpread) { try PairedDesign(seeds: 5, standardDeviation: 0) }
        // All three are positive and tied: 2 of 8 sign patterns are as extreme.
        #expect(try SignFlipTest(differences).pValue.value == 0.25)
        #expect(try SignFlipTest(differences).pValue.method == .exact)
    }

    /// Where the t-test refuses, nothing that rests on the same spread prints a figure.
    @Test(arguments: [
        [0.2 - 0.1, 0.3 - 0.2, 0.9 - 0.8], [0.3 - 0.2 - 0.1, 0, 0.7 - 0.6 - 0.1], [0.01, 0.01, 0.01], [0, 0],
        [0.8512 - 0.8498, 0.8612 - 0.8598],
    ]) func oneRuleSaysWhereThereIsNoSpread(differences: [Double]) throws {
        #expect(throws: StatisticsError.noSpread) { try TTest(paired: differences) }
        #expect(throws: StatisticsError.noSpread) { try PairedDesign(differences) }
        #expect(!Summary(differences).hasSpread)
        // Nor does a deviation that is nothing but rounding have a power.
        let deviation = try #require(Summary(differences).standardDeviation)
        #expect(throws: StatisticsError.noSpread) {
            try PairedDesign(seeds: differences.count, standardDeviation: deviation)
        }
        #expect(throws: StatisticsError.noSpread) {
            try PairedDesign.seedsNeeded(difference: 0.01, standardDeviation: deviation)
        }
    }

    @Test func aDesignOfDifferencesHasTheirSpread() throws {
        let differences = [0.0014, 0.0021, 0.0008, -0.0003]
        let deviation = try #require(Summary(differences).standardDeviation)
        let found = try PairedDesign(differences).smallestDetectableDifference()
        let expected = try PairedDesign(seeds: 4, standardDeviation: deviation).smallestDetectableDifference()
        #expect(abs(found - expected) < 1e-12)
        #expect(Summary(differences).hasSpread && !Summary([0.1]).hasSpread)
    }

    /// 0.3 − 0.2 − 0.1 is −2.8 × 10⁻¹⁷, which has no sign.
    @Test func zeroUpToRoundingHasNoSign() throws {
        let zeros = [0.3 - 0.2 - 0.1, 0.7 - 0.6 - 0.1]
        #expect(zeros.allSatisfy { $0 != 0 })
        #expect(try SignFlipTest(zeros).pValue.value == 1)
        #expect(try ProbabilityOfSuperiority(paired: zeros).estimate == 0.5)
        #expect(try SignAgreement(zeros + [0.1], [0.1, 0.1, 0.1]).n == 1)
    }

    @Test func zeroDifferencesAreNoEvidence() throws {
        #expect(try SignFlipTest([0, 0, 0]).pValue.value == 1)
        let probability = try ProbabilityOfSuperiority(paired: [0, 0])
        #expect(probability.estimate == 0.5)
        #expect(probability.interval() == Interval(lower: 0, upper: 1, confidence: 0.95))
        #expect(throws: StatisticsError.noDifference) {
            try PairedDesign.seedsNeeded(difference: 0, standardDeviation: 1)
        }
    }

    @Test func whatIsNoNumberIsRefused() {
        for value in [Double.nan, .infinity] {
            #expect(throws: StatisticsError.notFinite) { try TTest(paired: [1, value]) }
            #expect(throws: StatisticsError.notFinite) { try SignFlipTest([1, value]) }
            #expect(throws: StatisticsError.notFinite) { try RankCorrelation(.kendall, [1, value], [1, 2]) }
            #expect(throws: StatisticsError.notFinite) {
                try PairedDesign(seeds: 3, standardDeviation: value)
            }
        }
        #expect(throws: StatisticsError.notFinite) {
            try Bootstrap.interval(of: [1, 2, 3]) { _ in .nan }
        }
    }

    @Test func listsOfUnequalLengthAreRefused() {
        #expect(throws: StatisticsError.unequalCounts(2, 3)) {
            try RankCorrelation(.spearman, [1, 2], [1, 2, 3])
        }
        #expect(throws: StatisticsError.unequalCounts(8, 12)) {
            try McNemarTest(ours: [255], theirs: [255, 15], images: 12)
        }
    }

    @Test func perfectAndTooFewCorrelationsHaveNoInterval() throws {
        #expect(throws: StatisticsError.perfectCorrelation) {
            try RankCorrelation(.kendall, [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]).interval()
        }
        #expect(throws: StatisticsError.tooFew(found: 4, needed: 5)) {
            try RankCorrelation(.spearman, [1, 2, 3, 4], [1, 3, 2, 4]).interval()
        }
        let two = try RankCorrelation(.spearman, [1, 2], [2, 1])
        #expect(two.coefficient == -1)
        #expect(two.permutationP().value == 1)
    }

    @Test func sidesThatDoNotOverlapHaveNoVarianceOfSuperiority() {
        #expect(throws: StatisticsError.noSpread) {
            try ProbabilityOfSuperiority([3, 4, 5], over: [0, 1, 2])
        }
    }

    @Test func noNumberOfSeedsIsEndless() {
        #expect(throws: StatisticsError.tooManyNeeded(atLeast: 1_000_000)) {
            try PairedDesign.seedsNeeded(difference: 1e-6, standardDeviation: 1)
        }
    }

    @Test(arguments: [(0, 1.0), (1, 1), (2, 0.5), (3, 0.25), (5, 0.0625), (6, 0.03125)])
    func fewSeedsCannotGoBelowTheirSignPatterns(pairs: Int, p: Double) throws {
        #expect(SignFlipTest.smallestP(pairs: pairs) == p)
        guard pairs > 0 else { return }
        #expect(try SignFlipTest((1...pairs).map { Double($0) }).pValue.value == p)
    }

    @Test func everyReasonIsASentence() {
        let reasons: [StatisticsError] = [
            .tooFew(found: 1, needed: 2), .noSpread, .noDifference, .notFinite, .unequalCounts(1, 2),
            .perfectCorrelation, .tooManyNeeded(atLeast: 9), .missingSubsets(Subset.every(of: 3), of: 8),
            .neverAdded(player: 1, missing: []), .looks([]), .looks([6, 4]),
        ]
        for reason in reasons { #expect(reason.description.hasSuffix(".")) }
        #expect(reasons[0].description == "At least 2 values are needed, but there is 1.")
        #expect(
            reasons[7].description
                == "Values of 8 subsets are needed, but {}, {0}, {1}, {2}, {0, 1}, {0, 2} and 2 more have none."
        )
    }
}
