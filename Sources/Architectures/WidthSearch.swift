/// Looks for the widths by stage at which an architecture has as many multiply–accumulates as asked for: first one factor
/// on all widths, then whole numbers around it.
///
/// Only what a network refuses (channels that do not divide into groups) tells which widths there are, so the search
/// knows nothing of a family but its counts.
struct WidthSearch<Family: WidthScalable> {
    private let architecture: Family
    private let input: Shape
    private let classes: Int
    private let start: [Int]
    /// What the width of each stage is a multiple of.
    private let units: [Int]
    /// Counts by widths; `nil` where the network is refused.
    private var counts: [[Int]: Int?]

    /// As many candidates are counted at most, those nearest to the proportional widths.
    private static var mostCandidates: Int { 1000 }
    /// Up to this many stages widths two units away are tried too; beyond, they would be too many.
    private static var mostStagesOfTwoUnits: Int { 4 }
    /// Factors on all widths beyond it are not looked for.
    private static var largestFactor: Double { 65_536 }

    /// - Parameter macs: those of the architecture as it is.
    init(_ architecture: Family, macs: Int, input: Shape, classes: Int) {
        self.architecture = architecture
        self.input = input
        self.classes = classes
        let start = architecture.widthsByStage
        self.start = start
        counts = [start: macs]
        // A width that is refused with a unit more is bound to multiples of something larger.
        units = start.indices.map { stage in
            (1...max(start[stage], 1)).first { unit in
                guard start[stage].isMultiple(of: unit) else { return false }
                var widths = start
                widths[stage] += unit
                return (try? architecture.scaled(widths: widths).network(input: input, classes: classes))
                    != nil
            } ?? start[stage]
        }
    }

    /// Of the widths within ``MACsMatch/tolerance`` those nearest to the proportional ones; where none are, those with the
    /// count nearest to the target.
    mutating func widths(closestTo target: Int) -> (widths: [Int], macs: Int) {
        var best = (widths: start, macs: counts[start].flatMap(\.self) ?? 0)
        var distance: Int?
        for candidate in candidates(around: factor(reaching: target)) {
            if let distance, distance < candidate.distance { break }
            guard let macs = macs(of: candidate.widths), abs(macs - target) < abs(best.macs - target) else {
                continue
            }
            best = (candidate.widths, macs)
            let isClose = Double(abs(macs - target)) <= MACsMatch.tolerance * Double(target)
            distance = isClose ? candidate.distance : nil
        }
        return best
    }

    private mutating func macs(of widths: [Int]) -> Int? {
        if let known = counts[widths] { return known }
        let macs = (try? architecture.scaled(widths: widths).network(input: input, classes: classes))?.macs
        counts[widths] = .some(macs)
        return macs
    }

    /// The multiples of their units that are nearest to `factor` times the widths.
    private func widths(at factor: Double) -> [Int] {
        zip(start, units).map { width, unit in
            max(1, Int((factor * Double(width) / Double(unit)).rounded())) * unit
        }
    }

    /// The factor on all widths at which the count passes the target, by halving an interval that holds it.
    private mutating func factor(reaching target: Int) -> Double {
        var (low, high) = (1.0, 1.0)
        while high < Self.largestFactor, let macs = macs(of: widths(at: high)), macs < target {
            (low, high) = (high, 2 * high)
        }
        while low * Self.largestFactor > 1, let macs = macs(of: widths(at: low)), macs > target {
            (low, high) = (low / 2, low)
        }
        // Far below what a width sees, for the same widths to be found from any that they are proportional to.
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if let macs = macs(of: widths(at: middle)), macs < target { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Widths around the proportional ones, the nearest first: by the sum of squares of what each stage is off, as a
    /// fraction of its own, in billionths. The factor stands where a width is rounded up, so some are equally near.
    private func candidates(around factor: Double) -> [(widths: [Int], distance: Int)] {
        let reach = start.count <= Self.mostStagesOfTwoUnits ? 2 : 1
        var candidates: [(widths: [Int], distance: Double)] = [([], 0)]
        for (nearest, (width, unit)) in zip(widths(at: factor), zip(start, units)) {
            let proportional = factor * Double(width)
            let choices = (-reach...reach).map { nearest + $0 * unit }.filter { $0 >= 1 }
            candidates = candidates.flatMap { candidate in
                choices.map { choice in
                    let off = Double(choice) / proportional - 1
                    return (candidate.widths + [choice], candidate.distance + off * off)
                }
            }
        }
        return Array(
            candidates.map { (widths: $0.widths, distance: Int(min($0.distance * 1e9, 1e18).rounded())) }
                .sorted {
                    $0.distance == $1.distance
                        ? $0.widths.lexicographicallyPrecedes($1.widths) : $0.distance < $1.distance
                }
                .prefix(Self.mostCandidates))
    }
}
