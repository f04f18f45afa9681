/// A mean over seeds and drawn units that are crossed: every seed is measured at every unit, so that what a seed has of
/// its own is in all units, and what a unit has of its own in all seeds. Neither becomes small by more of the other.
///
/// The variance of the mean is σ²(seeds)/n + σ²(units)/P + σ²(residual)/(nP), and its estimate from the mean squares
/// (MS(seeds) + MS(units) − MS(residual))/(nP), with Satterthwaite's degrees of freedom.
///
/// In 20,000 simulated layouts of 10 seeds and 10 units the interval of 95 % covered 94.9 % to 95.5 % where both parts had
/// normal noise, whatever the residual's, and 97.9 % where only the residual had. In 4,000 simulated studies of 10 pairs of
/// orders of 5 players, who act in twos and threes, it covered 94.7 % to 95.2 %. Where only one three of four players does
/// something large, which one drawn order in three shows, it covered 90 % for one of them.
struct CrossedLayout {
    /// Over units, by their weights, and seeds.
    let mean: Double
    /// Over units, by seed.
    let bySeed: [Double]
    private let cells: [[Double]]
    /// Of the units, adding up to 1.
    private let shares: [Double]

    /// - Parameters:
    ///   - cells: by unit and seed.
    ///   - weights: how many walks a unit stands for, where those of some are left out.
    init(_ cells: [[Double]], weights: [Int]) {
        self.cells = cells
        let sum = Double(weights.reduce(0, +))
        let shares = weights.map { Double($0) / sum }
        self.shares = shares
        bySeed = cells[0].indices.map { seed in
            zip(cells, shares).reduce(0) { $0 + $1.0[seed] * $1.1 }
        }
        mean = bySeed.mean
    }

    /// - Throws: ``StatisticsError`` `tooFew` below two seeds or units, `noSpread` where the means of seeds and those of
    ///   units are equal.
    func test() throws(StatisticsError) -> TTest {
        let byUnit = cells.map(\.mean)
        try require(bySeed, atLeast: 2)
        try require(byUnit, atLeast: 2)
        if bySeed.haveNoSpread && byUnit.haveNoSpread { throw .noSpread }
        let (n, p) = (Double(bySeed.count), Double(byUnit.count))
        // With equal shares these are mean squares over nP; with unequal ones each unit counts by the square of its share,
        // as a ratio's variance does.
        var (units, residual) = (0.0, 0.0)
        for (unit, share) in shares.enumerated() {
            let weight = share * share * p / (p - 1)
            units += weight * (byUnit[unit] - mean) * (byUnit[unit] - mean)
            for (seed, value) in cells[unit].enumerated() {
                let rest = value - bySeed[seed] - byUnit[unit] + mean
                residual += weight * rest * rest / (n * (n - 1))
            }
        }
        let seeds = bySeed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n * (n - 1))
        let variance = seeds + units - residual
        // Chance can leave less than one part alone: then that part is taken.
        if variance < max(seeds, units) {
            return TTest(
                difference: mean, standardError: max(seeds, units).squareRoot(),
                degreesOfFreedom: seeds > units ? n - 1 : p - 1)
        }
        let weights =
            seeds * seeds / (n - 1) + units * units / (p - 1) + residual * residual / ((n - 1) * (p - 1))
        return TTest(
            difference: mean, standardError: variance.squareRoot(),
            degreesOfFreedom: max(variance * variance / weights, min(n, p) - 1))
    }
}
