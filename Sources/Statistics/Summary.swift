/// How many values there are, their mean and their spread.
package struct Summary: Hashable, Sendable {
    package let n: Int
    /// `nil` for no values.
    package let mean: Double?
    /// Of the sample (divided by n − 1); `nil` for fewer than two values.
    package let standardDeviation: Double?
    /// Whether two values differ by more than rounding: else their spread says nothing of chance, and no test or
    /// interval is made of it.
    package let hasSpread: Bool

    /// Two passes, mean then deviations: Σx² − n·mean² would cancel where values differ in the last digits,
    /// as accuracies of seeds do.
    package init(_ values: [Double]) {
        n = values.count
        hasSpread = !values.haveNoSpread
        guard !values.isEmpty else {
            mean = nil
            standardDeviation = nil
            return
        }
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        guard values.count > 1 else {
            standardDeviation = nil
            return
        }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        standardDeviation = (squares / Double(values.count - 1)).squareRoot()
    }

    /// Of the mean; `nil` for fewer than two values.
    package var standardError: Double? { standardDeviation.map { $0 / Double(n).squareRoot() } }
}

/// Differences of two variants over the seeds that both were trained with. What a seed does to both (order of
/// the images, crops) cancels.
package struct PairedDifferences: Hashable, Sendable {
    /// Ascending.
    package let seeds: [Int]
    /// `ours − theirs`, a value a seed.
    package let differences: [Double]

    /// - Parameters: results by seed; a seed that only one of them has is left out.
    package init(_ ours: [Int: Double], minus theirs: [Int: Double]) {
        let pairs = ours.compactMap { seed, value in theirs[seed].map { (seed: seed, difference: value - $0) }
        }
        .sorted { $0.seed < $1.seed }
        seeds = pairs.map(\.seed)
        differences = pairs.map(\.difference)
    }

    package var summary: Summary { Summary(differences) }
}
