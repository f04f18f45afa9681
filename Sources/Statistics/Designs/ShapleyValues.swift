/// What each player is worth, wherever it stands: the mean of what it changes when it is added, over orders of adding
/// (Shapley 1953). Over all orders the worths of all players add up to what all of them change together.
package struct ShapleyValues: Sendable {
    /// One a player; `nil` where no walk that has all its values adds it, and ``reason(for:)`` says why.
    package let players: [Player?]
    /// Walks whose subsets all have values: only these are averaged.
    package let usedWalks: Int
    /// All walks of the design.
    package let allWalks: Int
    /// Subsets that the walks visit and that have no values, those of fewer players first.
    package let missing: [Subset]
    /// The last subset of a walk less the empty one, mean over used walks and seeds: what the players' changes in a walk
    /// add up to.
    package let total: Double

    /// Whether no walk was left out. Else what is there is no Shapley value, for the walks left out are not drawn by
    /// chance.
    package var isComplete: Bool { usedWalks == allWalks }

    /// What one player is worth.
    package struct Player: Hashable, Sendable {
        /// Mean over walks and seeds.
        package let estimate: Double
        /// The same for each seed, in their order.
        package let bySeed: [Double]
        /// How many used walks add it.
        package let walks: Int
        /// Of the estimate against zero: over seeds where all orders are walked, over seeds and drawn orders where they
        /// are a sample.
        package let test: Result<TTest, StatisticsError>

        /// `nil` where there is no test.
        package var standardError: Double? { try? test.get().standardError }
        /// `nil` where there is no test.
        package var degreesOfFreedom: Double? { try? test.get().degreesOfFreedom }
        /// `nil` where there is no test.
        package var pValue: PValue? { try? test.get().pValue }

        /// Of the estimate; `nil` where there is no test.
        package func interval(confidence: Double = 0.95) -> Interval? {
            try? test.get().interval(confidence: confidence)
        }
    }

    /// - Parameters:
    ///   - values: by subset, one value a seed, with the seeds in one order everywhere. What the walks do not visit is
    ///     not looked at.
    ///   - walks: which orders.
    /// - Throws: ``StatisticsError`` `missingSubsets` when not one walk has all its values, `unequalCounts`, `tooFew` for
    ///   no seeds, `notFinite`.
    package init(_ values: [Subset: [Double]], walks: Walks) throws(StatisticsError) {
        let rows = walks.visited.map { values[$0] }
        let isThere = rows.map { $0 != nil }
        missing = walks.visited.filter { values[$0] == nil }
        let used = missing.isEmpty ? nil : walks.walks.map { Walks.isUsable($0, where: isThere) }
        allWalks = walks.count
        usedWalks = used?.count(where: \.self) ?? walks.count
        if usedWalks == 0 { throw .missingSubsets(missing, of: walks.visited.count) }
        let seeds = rows.lazy.compactMap(\.self).first?.count ?? 0
        for row in rows.compactMap(\.self) {
            if row.count != seeds { throw .unequalCounts(seeds, row.count) }
            try require(row, atLeast: 1)
        }

        var cells = [WorthByUnit](repeating: WorthByUnit(), count: walks.players)
        var total = 0.0
        for unit in walks.units {
            let kept = unit.filter { used?[$0] ?? true }
            if kept.isEmpty { continue }
            // All walks' steps are counted once for all.
            let steps = kept.count == walks.count ? walks.steps : Walks.counted(kept.map { walks.walks[$0] })
            var sums = [[Double]](
                repeating: [Double](repeating: 0, count: seeds), count: walks.players)
            var counts = [Int](repeating: 0, count: walks.players)
            for counted in steps {
                guard let before = rows[counted.step.before], let after = rows[counted.step.after] else {
                    continue
                }
                let player = counted.step.player
                let count = Double(counted.count)
                for seed in 0..<seeds { sums[player][seed] += count * (after[seed] - before[seed]) }
                counts[player] += counted.count
            }
            for player in 0..<walks.players where counts[player] > 0 {
                cells[player].add(sums[player], walks: counts[player])
            }
            total += sums.joined().reduce(0, +)
        }
        self.total = total / Double(usedWalks * seeds)
        players = cells.map { $0.player(isSample: walks.isSample) }
    }

    /// Why a player has no worth; `nil` where it has one.
    package func reason(for player: Int) -> StatisticsError? {
        players[player] == nil ? .neverAdded(player: player, missing: missing) : nil
    }
}

/// What a player changes, by unit of what was drawn.
private struct WorthByUnit {
    /// Mean change, by unit and seed.
    var means: [[Double]] = []
    /// How many walks of the unit add the player.
    var walks: [Int] = []

    /// - Parameter sums: over so many walks, by seed.
    mutating func add(_ sums: [Double], walks count: Int) {
        means.append(sums.map { $0 / Double(count) })
        walks.append(count)
    }

    func player(isSample: Bool) -> ShapleyValues.Player? {
        if walks.isEmpty { return nil }
        let layout = CrossedLayout(means, weights: walks)
        return ShapleyValues.Player(
            estimate: layout.mean, bySeed: layout.bySeed, walks: walks.reduce(0, +),
            test: Result { () throws(StatisticsError) in
                isSample ? try layout.test() : try TTest(paired: layout.bySeed)
            })
    }
}
