import AblateStatistics

/// Losses and accuracy by epoch over the completed runs of a step.
package struct LearningCurve: Sendable {
    /// Ascending.
    package let epochs: [Epoch]

    package struct Epoch: Sendable {
        /// From 1.
        package let epoch: Int
        /// Fraction of 1.
        package let top1: Band
        /// Nats an image.
        package let trainLoss: Band?
        package let testLoss: Band?
        /// Of training and testing up to the end of the epoch, over the runs.
        package let secondsMean: Double
    }

    /// Mean over the runs that have the epoch, and the least and the most of them.
    package struct Band: Hashable, Sendable {
        package let n: Int
        package let mean: Double
        package let least: Double
        package let most: Double
    }

    init(_ runs: [RunRecord]) {
        let completed = runs.filter { $0.status == "completed" }
        let numbers = Set(completed.flatMap { $0.epochs.map(\.epoch) }).sorted()
        epochs = numbers.compactMap { number in
            let reached = completed.compactMap { run in
                run.epochs.last?.epoch ?? 0 >= number ? run.epochs.prefix { $0.epoch <= number } : nil
            }
            let rows = reached.compactMap(\.last)
            guard let top1 = Band(rows.map(\.top1)) else { return nil }
            let seconds = reached.map { $0.reduce(0) { $0 + $1.trainSeconds + $1.testSeconds } }
            return Epoch(
                epoch: number, top1: top1, trainLoss: Band(rows.compactMap(\.trainLoss)),
                testLoss: Band(rows.compactMap(\.testLoss)), secondsMean: Summary(seconds).mean ?? 0)
        }
    }

    /// Mean top-1 where the curve has used up a budget, on the straight line between two epochs; `nil` before the
    /// first epoch and beyond the last.
    ///
    /// - Parameter cost: of a run up to the end of an epoch.
    func top1(at budget: Double, cost: (Epoch) -> Double) -> Double? {
        let points = epochs.map { (cost: cost($0), top1: $0.top1.mean) }
        guard let first = points.first, budget >= first.cost * (1 - 1e-9) else { return nil }
        for (before, after) in zip(points, points.dropFirst()) where budget < after.cost {
            let share = (budget - before.cost) / (after.cost - before.cost)
            return before.top1 + max(0, share) * (after.top1 - before.top1)
        }
        guard let last = points.last, budget <= last.cost * (1 + 1e-9) else { return nil }
        return last.top1
    }
}

extension LearningCurve.Band {
    /// `nil` for no values.
    init?(_ values: [Double]) {
        guard let mean = Summary(values).mean, let least = values.min(), let most = values.max() else {
            return nil
        }
        self.init(n: values.count, mean: mean, least: least, most: most)
    }
}
