import AblateRunner
import AblateStatistics

/// Accuracies of a space's rows by seed.
struct SpaceTable {
    let space: DesignSpace
    /// Top-1 of completed runs by row and seed, fractions of 1.
    private let accuracies: [String: [Int: Double]]
    private let rows: [Subset: String]

    init(_ space: DesignSpace, _ accuracies: [String: [Int: Double]]) {
        self.space = space
        self.accuracies = accuracies
        rows = Dictionary(space.rows.map { (Subset($0.on), $0.step) }) { first, _ in first }
    }

    var players: Range<Int> { space.players.indices }

    /// The last row's players: of two that exclude each other the later.
    var last: Subset {
        players.reversed().reduce(.empty) { on, player in
            on.players.contains { excludes($0, player) } ? on : on.adding(player)
        }
    }

    /// The players before one in the order of a path that a design names, else in the roadmap's, but none that excludes
    /// it.
    func before(_ player: Int) -> Subset {
        if let path = space.path {
            return Subset(path.prefix { $0 != player }.filter { !excludes($0, player) })
        }
        return (0..<player).reduce(Subset.empty) { on, other in
            if excludes(other, player) { return on }
            // Of two before it that exclude each other the later.
            return Subset(on.players.filter { !excludes($0, other) }).adding(other)
        }
    }

    private func excludes(_ one: Int, _ other: Int) -> Bool {
        space.exclusions.contains { $0 == [one, other] || $0 == [other, one] }
    }

    /// Accuracies of these subsets that have any, seeds in one order: those that all of them completed.
    func values(of subsets: some Sequence<Subset>) -> (values: [Subset: [Double]], seeds: [Int]) {
        let found = subsets.compactMap { subset in
            rows[subset].flatMap { accuracies[$0] }.map { (subset, $0) }
        }.filter { !$0.1.isEmpty }
        guard let first = found.first else { return ([:], []) }
        let seeds = first.1.keys.filter { seed in found.allSatisfy { $0.1[seed] != nil } }.sorted()
        if seeds.isEmpty { return ([:], []) }
        let values = found.map { subset, bySeed in (subset, seeds.compactMap { bySeed[$0] }) }
        return (Dictionary(values) { first, _ in first }, seeds)
    }

    /// Differences between two subsets, paired by seed.
    ///
    /// - Returns: the differences, or in a sentence why there are none.
    func differences(_ ours: Subset, minus theirs: Subset) -> (values: [Double], reason: String?) {
        for subset in [ours, theirs] {
            guard let row = rows[subset] else { return ([], absence(of: subset)) }
            if accuracies[row]?.isEmpty ?? true { return ([], "'\(row)' has no completed run.") }
        }
        let (values, seeds) = values(of: [ours, theirs])
        guard !seeds.isEmpty, let ours = values[ours], let theirs = values[theirs] else {
            return ([], "No seed has completed runs of both rows.")
        }
        return (zip(ours, theirs).map { $0 - $1 }, nil)
    }

    /// Why the study has no row of a subset.
    private func absence(of subset: Subset) -> String {
        let ids = subset.players.map { space.players[$0].id }
        if let left = space.leftOut.first(where: { Set($0.on) == Set(ids) }) { return left.reason }
        return "The study has no row with \(ids.isEmpty ? "none" : ids.joined(separator: ", ")) on."
    }

    /// Pairs of subsets that the study has and that differ in one player.
    func places(of player: Int) -> [Subset] {
        rows.keys.filter { !$0.contains(player) && rows[$0.adding(player)] != nil }.sorted()
    }

    /// Whether the study has a row of that subset.
    func has(_ subset: Subset) -> Bool { rows[subset] != nil }

    /// Rows of these subsets that are not there or have no completed run, by name.
    func missing(_ subsets: [Subset]) -> [String] {
        subsets.map { subset in
            rows[subset].map { "'\($0)'" }
                ?? "a row with \(subset.players.map { space.players[$0].id }.joined(separator: ", "))"
        }
    }
}
