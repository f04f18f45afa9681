import AblateStatistics
import Testing

@Suite("Summary statistics")
struct SummaryTests {
    @Test func aSampleIsDividedByOneLessThanItsSize() {
        let summary = Summary([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(summary.n == 8)
        #expect(summary.mean == 5)
        #expect(summary.standardDeviation == (32.0 / 7).squareRoot())
    }

    @Test func nothingIsSaidOfTooFewValues() {
        #expect(Summary([]) == Summary([]) && Summary([]).mean == nil)
        #expect(Summary([3]).mean == 3)
        #expect(Summary([3]).standardDeviation == nil)
    }

    @Test func nearlyEqualValuesKeepTheirSpread() {
        let summary = Summary([1e8 + 1, 1e8 + 2, 1e8 + 3])
        #expect(summary.standardDeviation == 1)
    }

    @Test func differencesAreTakenOverCommonSeedsInAscendingOrder() {
        let paired = PairedDifferences([3: 0.5, 1: 0.75, 7: 1], minus: [1: 0.5, 3: 0.75, 2: 0])
        #expect(paired.seeds == [1, 3])
        #expect(paired.differences == [0.25, -0.25])
        #expect(paired.summary.mean == 0)
    }
}
