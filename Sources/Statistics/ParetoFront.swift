/// Which of several points, each with a cost and a score, no other makes pointless.
package enum ParetoFront {
    /// - Parameters:
    ///   - costs: less is better.
    ///   - scores: more is better.
    /// - Returns: a truth value a point: no other costs at most as much and scores at least as much, one of both
    ///   strictly. Equal points stand or fall together.
    package static func members(costs: [Double], scores: [Double]) -> [Bool] {
        precondition(costs.count == scores.count, "\(costs.count) costs for \(scores.count) scores.")
        return costs.indices.map { point in
            !costs.indices.contains { other in
                costs[other] <= costs[point] && scores[other] >= scores[point]
                    && (costs[other] < costs[point] || scores[other] > scores[point])
            }
        }
    }

    /// How often each point is on the front when the runs behind its score are drawn anew, every point on its
    /// own: near 1 it belongs there, near 0 it does not, between them these runs cannot tell.
    ///
    /// - Parameter scores: of each point, the scores of its runs, of which the mean counts.
    /// - Returns: a share a point.
    /// - Throws: ``StatisticsError`` `tooFew` when a point has fewer than two runs, `notFinite`.
    package static func membership(
        costs: [Double], scores: [[Double]], resamples: Int = 10_000, seed: UInt64 = 0
    ) throws(StatisticsError) -> [Double] {
        precondition(costs.count == scores.count, "\(costs.count) costs for \(scores.count) points.")
        for runs in scores { try require(runs, atLeast: 2) }
        if !costs.allSatisfy(\.isFinite) { throw .notFinite }
        var random = SplitMix64(seed: seed)
        var counts = [Int](repeating: 0, count: costs.count)
        for _ in 0..<resamples {
            let means = scores.map { runs in
                var sum = 0.0
                for _ in runs { sum += runs[random.below(runs.count)] }
                return sum / Double(runs.count)
            }
            for (point, isMember) in members(costs: costs, scores: means).enumerated() where isMember {
                counts[point] += 1
            }
        }
        return counts.map { Double($0) / Double(resamples) }
    }
}
