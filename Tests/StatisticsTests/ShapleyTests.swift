import AblateStatistics
import Testing

@Suite("Worth of a player wherever it stands")
struct ShapleyTests {
    @Test func subsetsAreSetsOfPlayers() {
        let subset = Subset([3, 0, 3])
        #expect(subset.players == [0, 3] && subset.count == 2 && "\(subset)" == "{0, 3}")
        #expect(subset.contains(3) && !subset.contains(1))
        #expect(subset.adding(1) == Subset([0, 1, 3]) && subset.removing(3) == Subset([0]))
        #expect(subset.adding(0) == subset && subset.removing(2) == subset)
        #expect(Subset.all(of: 32).count == 32 && Subset.all(of: 0) == .empty)
        #expect(Subset.every(of: 2) == [.empty, Subset([0]), Subset([1]), Subset([0, 1])])
        #expect(Subset([5]) < Subset([0, 1]) && Subset([0, 2]) < Subset([1, 2]))
    }

    @Test func walksVisitWhatTheirOrdersReach() {
        #expect(Walks(allOrdersOf: 4).subsets == Set(Subset.every(of: 4)))
        #expect(Walks(allOrdersOf: 4).count == 24 && !Walks(allOrdersOf: 4).isSample)
        let one = Walks([[2, 0, 1]], players: 3, arePairs: true)
        #expect(one.subsets == [.empty, Subset([2]), Subset([0, 2]), Subset([0, 1, 2])] && one.isSample)
        // Of two that exclude each other the second is passed over.
        let apart = Walks([[2, 0, 1]], players: 3, excluding: [(1, 2)], arePairs: false)
        #expect(apart.subsets == [.empty, Subset([2]), Subset([0, 2])])
    }

    /// For all seeds, and for every resample of seeds and orders.
    @Test func worthsAddUpToWhatAllChangeTogether() throws {
        let table = Game(players: 5, seeds: 6, seed: 1).table
        var noise = NormalNoise(seed: 2)
        for sample in 0..<20 {
            let kept = (0..<6).map { _ in Int(abs(noise.next()) * 1e6) % 6 }
            let resampled = table.mapValues { row in kept.map { row[$0] } }
            let drawn = Walks.antitheticOrders(of: 5, count: 9, seed: UInt64(sample))
            for walks in [Walks(allOrdersOf: 5), Walks(drawn, players: 5, arePairs: true)] {
                let worths = try ShapleyValues(resampled, walks: walks)
                let sum = try worths.players.map { try #require($0).estimate }.reduce(0, +)
                let full = try #require(resampled[.all(of: 5)]).reduce(0, +)
                let empty = try #require(resampled[.empty]).reduce(0, +)
                #expect(abs(sum - (full - empty) / 6) < 1e-12)
                #expect(abs(sum - worths.total) < 1e-12)
            }
        }
    }

    @Test func missingSubsetsLeaveWalksOut() throws {
        var table = Game(players: 4, seeds: 3, seed: 3).table
        let all = try ShapleyValues(table, walks: Walks(allOrdersOf: 4))
        #expect(all.isComplete && all.missing.isEmpty && all.reason(for: 0) == nil)
        table[Subset([1, 2])] = nil
        let fewer = try ShapleyValues(table, walks: Walks(allOrdersOf: 4))
        // Two orders to reach it and two to leave it.
        #expect(fewer.usedWalks == 20 && fewer.allWalks == 24 && !fewer.isComplete)
        #expect(fewer.missing == [Subset([1, 2])])
        table[.empty] = nil
        #expect(throws: StatisticsError.missingSubsets([.empty, Subset([1, 2])], of: 16)) {
            try ShapleyValues(table, walks: Walks(allOrdersOf: 4))
        }
    }

    @Test func aPlayerThatNoWholeWalkAddsHasAReason() throws {
        var table = Game(players: 3, seeds: 3, seed: 3).table
        table[Subset([1])] = nil
        let walks = Walks([[0, 2, 1], [1, 0, 2]], players: 3, excluding: [(0, 1)], arePairs: false)
        let worths = try ShapleyValues(table, walks: walks)
        #expect(worths.players[1] == nil && worths.usedWalks == 1)
        let reason = try #require(worths.reason(for: 1))
        #expect(reason == .neverAdded(player: 1, missing: [Subset([1])]))
        #expect(reason.description == "No walk that has all its values adds player 1: {1} has none.")
        #expect(try #require(worths.players[0]).walks == 1)
    }

    @Test func rowsOfUnequalOrNoNumbersAreRefused() {
        let walks = Walks(allOrdersOf: 1)
        #expect(throws: StatisticsError.unequalCounts(2, 1)) {
            try ShapleyValues([.empty: [1, 2], Subset([0]): [1]], walks: walks)
        }
        #expect(throws: StatisticsError.notFinite) {
            try ShapleyValues([.empty: [1], Subset([0]): [.nan]], walks: walks)
        }
        #expect(throws: StatisticsError.tooFew(found: 0, needed: 1)) {
            try ShapleyValues([.empty: [], Subset([0]): []], walks: walks)
        }
        // What no walk visits is not looked at.
        #expect(throws: Never.self) {
            try ShapleyValues([.empty: [1], Subset([0]): [2], Subset([7]): [.nan, 1]], walks: walks)
        }
    }

    @Test func oneSeedOrOneUnitHasAnEstimateAndNoInterval() throws {
        let one = try ShapleyValues(Game(players: 3, seeds: 1, seed: 1).table, walks: Walks(allOrdersOf: 3))
        #expect(try #require(one.players[0]).interval() == nil)
        let walks = Walks(Walks.antitheticOrders(of: 3, count: 2, seed: 1), players: 3, arePairs: true)
        let pair = try ShapleyValues(Game(players: 3, seeds: 4, seed: 1).table, walks: walks)
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) {
            try #require(pair.players[0]).test.get()
        }
    }

    /// What players do in twos an order and its reverse take back from each other.
    @Test func onePairOfOrdersIsExactWherePlayersActInTwos() throws {
        let game = Game(players: 5, seeds: 3, seed: 8, threes: 0, noise: 0)
        let exact = try ShapleyValues(game.table, walks: Walks(allOrdersOf: 5))
        let drawn = Walks.antitheticOrders(of: 5, count: 2, seed: 0)
        let pair = try ShapleyValues(game.table, walks: Walks(drawn, players: 5, arePairs: true))
        for (ours, theirs) in zip(pair.players, exact.players) {
            #expect(abs(try #require(ours).estimate - (try #require(theirs).estimate)) < 1e-12)
        }
        let interactions = try Interactions(game.table, players: 5)
        for pair in interactions.pairs {
            #expect(abs(pair.bySeed[0] - game.twos[pair.first][pair.second]) < 1e-12)
        }
    }

    @Test func interactionsWantEverySubset() throws {
        var table = Game(players: 3, seeds: 2, seed: 1).table
        table[Subset([0, 2])] = nil
        table[Subset([1])] = nil
        let refusal = StatisticsError.missingSubsets([Subset([1]), Subset([0, 2])], of: 8)
        #expect(throws: refusal) { try Interactions(table, players: 3) }
        #expect(
            refusal.description == "Values of 8 subsets are needed, but {1}, {0, 2} have none.")
    }

    /// Ten seeds and ten pairs, where seeds differ in what a player is worth and orders in what three do together.
    @Test func theIntervalOfASampleHoldsTheWorthOfAllOrders() throws {
        let truth = try ShapleyValues(
            Game(players: 5, seeds: 1, seed: 6, noise: 0).table, walks: Walks(allOrdersOf: 5))
        var (held, heldBySeeds, all) = (0, 0, 0)
        for study in 0..<400 {
            let game = Game(
                players: 5, seeds: 10, seed: 6, noise: 0.3, ofSeeds: 0.5, noiseSeed: UInt64(1000 + study))
            let drawn = Walks.antitheticOrders(of: 5, count: 20, seed: UInt64(study))
            let worths = try ShapleyValues(game.table, walks: Walks(drawn, players: 5, arePairs: true))
            for (player, theirs) in zip(worths.players, truth.players) {
                let value = try #require(theirs).estimate
                let interval = try #require(player?.interval())
                held += (interval.lower...interval.upper).contains(value) ? 1 : 0
                let ofSeeds = try TTest(paired: #require(player).bySeed).interval()
                heldBySeeds += (ofSeeds.lower...ofSeeds.upper).contains(value) ? 1 : 0
                all += 1
            }
        }
        let share = Double(held) / Double(all)
        #expect((0.94...0.97).contains(share), "\(share)")
        // Seeds alone do not tell what the draw of the orders did.
        #expect(Double(heldBySeeds) / Double(all) < 0.9)
    }
}
