/// How much more two players change together than each alone: the Shapley interaction index (Grabisch and Roubens 1999),
/// the second difference v(S+i+j) − v(S+i) − v(S+j) + v(S) over the subsets S of the others, each size of S weighing
/// the same. Of two players it is v(11) − v(10) − v(01) + v(00).
package struct Interactions: Sendable {
    /// Every pair once, by the first and then the second player.
    package let pairs: [Pair]

    /// Two players' interaction.
    package struct Pair: Hashable, Sendable {
        /// The lower of two players.
        package let first: Int
        /// The higher.
        package let second: Int
        /// One value a seed, in their order.
        package let bySeed: [Double]
        /// Of these against zero, with their mean.
        package let test: Result<TTest, StatisticsError>
    }

    /// - Parameters:
    ///   - values: by subset, one value a seed, with the seeds in one order everywhere.
    ///   - players: how many there are, at least two.
    /// - Throws: ``StatisticsError`` `missingSubsets` unless every subset is there, `unequalCounts`, `tooFew` for no
    ///   seeds, `notFinite`.
    package init(_ values: [Subset: [Double]], players: Int) throws(StatisticsError) {
        precondition(players >= 2, "An interaction has two players, but there are \(players).")
        let subsets = Subset.every(of: players)
        let missing = subsets.filter { values[$0] == nil }
        if !missing.isEmpty { throw .missingSubsets(missing, of: subsets.count) }
        let seeds = values[.empty]?.count ?? 0
        for subset in subsets {
            let row = values[subset] ?? []
            if row.count != seeds { throw .unequalCounts(seeds, row.count) }
            try require(row, atLeast: 1)
        }
        // s! (n − s − 2)! / (n − 1)! by the size s of a subset of the others: 1 / ((n − 1) × n−2 choose s).
        var weights: [Double] = []
        var choices = 1.0
        for size in 0...(players - 2) {
            weights.append(1 / (Double(players - 1) * choices))
            choices = choices * Double(players - 2 - size) / Double(size + 1)
        }
        pairs = (0..<players).flatMap { first in
            (first + 1..<players).map { second in
                var sums = [Double](repeating: 0, count: seeds)
                for subset in subsets where !subset.contains(first) && !subset.contains(second) {
                    let neither = values[subset] ?? []
                    let ours = values[subset.adding(first)] ?? []
                    let theirs = values[subset.adding(second)] ?? []
                    let both = values[subset.adding(first).adding(second)] ?? []
                    for seed in 0..<seeds {
                        let change = both[seed] - ours[seed] - theirs[seed] + neither[seed]
                        sums[seed] += weights[subset.count] * change
                    }
                }
                return Pair(
                    first: first, second: second, bySeed: sums,
                    test: Result { () throws(StatisticsError) in try TTest(paired: sums) })
            }
        }
    }
}
