import AblateStatistics
import Testing

@Suite("Resampling")
struct ResamplingTests {
    private let differences = (0..<25).map { Double(($0 * 7) % 25) / 25 - 0.3 }

    @Test func equalSeedsGiveEqualNumbers() throws {
        for seed: UInt64 in [0, 7] {
            #expect(
                try Bootstrap.interval(of: differences, seed: seed)
                    == Bootstrap.interval(of: differences, seed: seed))
            #expect(
                try SignFlipTest(differences, seed: seed).pValue
                    == SignFlipTest(differences, seed: seed).pValue)
        }
        #expect(
            try Bootstrap.interval(of: differences, seed: 0)
                != Bootstrap.interval(of: differences, seed: 7))
    }

    /// The generator's meaning is fixed: reports of one database are the same bytes on every machine.
    @Test func theFirstIntervalIsAsItEverWas() throws {
        let interval = try Bootstrap.interval(of: [1, 2, 4, 8], resamples: 50)
        // As NumPy and SciPy have it of the same SplitMix64.
        #expect(abs(interval.lower - 1.6006020104282062) < 1e-12)
        #expect(abs(interval.upper - 6.5) < 1e-12)
    }

    @Test func drawnSignsAgreeWithTheNormalTheory() throws {
        let test = try SignFlipTest(differences)
        #expect(test.pValue.method == .resampled(100_000))
        #expect(abs(test.pValue.value - (try TTest(paired: differences).pValue.value)) < 0.02)
        let clear = try SignFlipTest([Double](repeating: 1, count: 30), draws: 999)
        #expect(clear.pValue.value == 0.001)
    }

    @Test func drawnOrdersAgreeWithAllOrders() throws {
        let values = (0..<10).map { Double($0) }
        let other = [1.0, 0, 3, 2, 5, 4, 7, 9, 8, 6]
        for kind in RankCorrelation.Kind.allCases {
            let nine = try RankCorrelation(kind, Array(values.prefix(9)), Array(other.prefix(9)))
            #expect(nine.permutationP().method == .exact)
            let ten = try RankCorrelation(kind, values, other).permutationP()
            #expect(ten.method == .resampled(100_000))
            #expect(ten.value < 0.01)
        }
    }

    @Test func bitsBeyondTheLastImageAreNotCounted() throws {
        let test = try McNemarTest(
            ours: [0b1111_0011, 0b1111_1110], theirs: [0b0000_0101, 0xFF], images: 10)
        // Image 8 is wrong by ours and right by theirs; both are right on 9. 10 to 15 do not exist.
        #expect(test.bothRight == 2)
        #expect(test.onlyOursRight == 5)
        #expect(test.onlyTheirsRight == 2)
        #expect(test.bothWrong == 1)
    }

    @Test func equalPointsStandOnTheFrontTogether() {
        #expect(
            ParetoFront.members(costs: [1, 1, 2, 2, 3], scores: [0.5, 0.5, 0.5, 0.6, 0.6])
                == [true, true, false, true, false])
    }

    @Test func moreSeedsDetectLess() throws {
        let sizes = try [2, 3, 5, 10, 30].map {
            try PairedDesign(seeds: $0, standardDeviation: 0.002).smallestDetectableDifference()
        }
        #expect(sizes == sizes.sorted(by: >))
        for (seeds, size) in zip([2, 3, 5, 10, 30], sizes) {
            // A hair more than the smallest, so that rounding does not ask for one seed more.
            #expect(
                try PairedDesign.seedsNeeded(difference: size * 1.000001, standardDeviation: 0.002) == seeds)
        }
    }
}
