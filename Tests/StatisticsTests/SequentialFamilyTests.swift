import AblateStatistics
import Testing

/// Which hypotheses want more seeds, and what is said of the others.
@Suite("Several hypotheses at several looks")
struct SequentialFamilyTests {
    /// Around their mean, with a deviation near 0.3.
    private static func differences(_ mean: Double, _ count: Int) -> [Double] {
        (0..<count).map { mean + 0.3 * [1, -1, 0.5, -0.5, 1.3, -1.3, 0.1, -0.1][$0 % 8] }
    }

    private static let family = Result {
        try SequentialFamily(looks: [4, 8, 16, 24], count: 3, smallest: 0.3)
    }

    @Test func aLargeDifferenceCrossesAndNoneIsEquivalent() throws {
        let family = try Self.family.get()
        let all = [2.0, 0, 0.2].map { Self.differences($0, 24) }
        let state = family.state(of: all)
        #expect(
            state.decisions.map(\.outcome) == [.crossed(look: 1), .equivalent(look: 2), .crossed(look: 3)])
        #expect(state.looksTaken == 4 && state.undecided.isEmpty)
        #expect(family.undecided(all, afterLooks: 0) == [0, 1, 2])
        #expect(family.undecided(all, afterLooks: 1) == [0, 1, 2])
        #expect(family.undecided(all, afterLooks: 2) == [1, 2])
        #expect(family.undecided(all, afterLooks: 3) == [2])
    }

    @Test func signsDoNotMatter() throws {
        let family = try Self.family.get()
        let all = [2.0, 0, 0.2].map { Self.differences($0, 24) }
        let outcomes = family.decisions(all.map { $0.map { -$0 } }).map(\.outcome)
        #expect(outcomes == family.decisions(all).map(\.outcome))
    }

    @Test func theIntervalIsOfTheLevelThatTheHypothesisHad() throws {
        let family = try Self.family.get()
        let decisions = family.decisions([2.0, 0, 0.2].map { Self.differences($0, 24) })
        // Three were open, then two.
        #expect(decisions[0].nominal == family.designs[2].nominal[1])
        #expect(decisions[1].nominal == family.designs[1].nominal[2])
        // An equivalent one is not rejected, so the last does not have the whole level.
        #expect(decisions[2].nominal == family.designs[1].nominal[3])
        let test = try #require(decisions[1].test).get()
        let interval = try #require(decisions[1].interval)
        let expected = test.interval(confidence: 1 - family.designs[1].nominal[2])
        #expect(abs(interval.lower - expected.lower) < 1e-9 && abs(interval.upper - expected.upper) < 1e-9)
        #expect(interval.confidence == expected.confidence && interval.lower > -0.3 && interval.upper < 0.3)
    }

    @Test func aRejectionRaisesTheOthersBoundariesAtTheSameLook() throws {
        let family = try SequentialFamily(looks: [4, 8], count: 2, smallest: 0)
        // A p between half of the last look's level and all of it.
        let weak = Self.differences(0.27, 8)
        let p = try TTest(paired: weak).pValue.value
        #expect(family.designs[1].nominal[1] < p && p < family.designs[0].nominal[1])
        #expect(family.decisions([weak, weak]).map(\.outcome) == [.undecided, .undecided])
        #expect(
            family.decisions([weak, Self.differences(1, 8)]).map(\.outcome)
                == [.crossed(look: 1), .crossed(look: 1)])
    }

    @Test func aDecisionStandsWhateverComesLater() throws {
        let family = try Self.family.get()
        let first = [2.0, 0, 0.2].map { Self.differences($0, 8) }
        let decided = family.decisions(first)[0]
        #expect(decided.outcome == .crossed(look: 1))
        var later = [2.0, 0, 0.2].map { Self.differences($0, 24) }
        later[0].replaceSubrange(8..., with: [Double](repeating: -50, count: 16))
        #expect(family.decisions(later)[0] == decided)
        // It needs none of its later seeds either.
        later[0].removeSubrange(8...)
        #expect(family.decisions(later)[0] == decided && family.state(of: later).looksTaken == 4)
    }

    /// Else what is decided would depend on who finishes first.
    @Test func aLookWaitsForEveryUndecidedHypothesis() throws {
        let family = try Self.family.get()
        var some = [2.0, 0, 0.2].map { Self.differences($0, 8) }
        some[2].removeLast()
        let state = family.state(of: some)
        #expect(state.looksTaken == 1 && state.undecided == [0, 1, 2])
        #expect(state.decisions.map(\.look) == [0, 0, 0])
        #expect(family.state(of: [[], [], []]).decisions.allSatisfy { $0.look == nil && $0.test == nil })
    }

    /// Without a spread there is no test; that they are too small to matter can be seen.
    @Test func equalDifferencesAreTooSmallOrUndecided() throws {
        let family = try SequentialFamily(looks: [4, 8], count: 1, smallest: 0.3)
        let small = family.decisions([[Double](repeating: 0.1, count: 8)])[0]
        #expect(small.outcome == .equivalent(look: 0) && small.interval == nil)
        let large = family.decisions([[Double](repeating: 0.4, count: 8)])[0]
        #expect(large.outcome == .undecided && large.look == 1 && large.interval == nil)
        #expect(large.test == .failure(.noSpread))
    }
}
