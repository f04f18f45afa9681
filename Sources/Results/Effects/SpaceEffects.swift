import AblateRunner
import AblateStatistics
import AblateWords

/// What a design's players are worth, from the accuracies of its rows.
struct SpaceEffects {
    let table: SpaceTable

    init(_ space: DesignSpace, _ accuracies: [String: [Int: Double]]) {
        table = SpaceTable(space, accuracies)
    }

    var space: DesignSpace { table.space }

    /// Every estimate that the space's rows allow, player by player, with Holm's correction over the players of each.
    var effects: [EffectRow] {
        var rows: [EffectRow] = []
        let last = table.last
        for player in table.players {
            let before = table.before(player)
            // Assignments of one step, and a few steps by themselves, have no order.
            if space.hasOrder && table.has(before) && table.has(before.adding(player)) {
                rows.append(effect(.order, player, before.adding(player), before))
            }
            if table.has(.empty) && asks({ $0 == Subset([player]) }) {
                rows.append(effect(.first, player, Subset([player]), .empty))
            }
            if table.has(last) && last.contains(player) && asks({ $0 == last.removing(player) }) {
                rows.append(effect(.last, player, last, last.removing(player)))
            }
        }
        rows += shapley
        for estimate in EffectRow.Estimate.allCases { rows.correct(estimate, over: table.players.count) }
        return rows.sorted { ($0.position, $0.estimate.place) < ($1.position, $1.estimate.place) }
    }

    /// Whether some row of the space, there or left out, is such a subset.
    private func asks(_ isMeant: (Subset) -> Bool) -> Bool {
        space.rows.contains { isMeant(Subset($0.on)) }
            || space.leftOut.contains { left in
                isMeant(Subset(table.players.filter { left.on.contains(space.players[$0].id) }))
            }
    }

    private func effect(
        _ estimate: EffectRow.Estimate, _ player: Int, _ ours: Subset, _ theirs: Subset
    ) -> EffectRow {
        let (differences, reason) = table.differences(ours, minus: theirs)
        return EffectRow(space.name, player, space.players[player].id, estimate, differences, reason)
    }

    // MARK: Shapley values

    /// The orders that Shapley values are over: all of up to seven players where the design has all subsets, else those
    /// that designs drew; `nil` where there are none.
    var walks: Walks? {
        let exclusions = space.exclusions.map { ($0[0], $0[1]) }
        if space.asksAllSubsets && table.players.count <= Walks.largestExactCount {
            return Walks(allOrdersOf: table.players.count, excluding: exclusions)
        }
        guard space.orders.count > 1 else { return nil }
        return Walks(space.orders, players: table.players.count, excluding: exclusions, arePairs: true)
    }

    private var shapley: [EffectRow] {
        guard let walks else { return [] }
        let players = table.players
        let (values, seeds) = table.values(of: walks.subsets)
        return players.map { player in
            var row = EffectRow(space.name, player, space.players[player].id, .shapley, [], nil)
            row.nOrdersPlanned = walks.count
            do {
                if seeds.isEmpty { throw StatisticsError.tooFew(found: 0, needed: 1) }
                let worths = try ShapleyValues(values, walks: walks)
                row.n = seeds.count
                guard let worth = worths.players[player] else {
                    row.nOrders = 0
                    row.reason = worths.reason(for: player).map { "\($0)" }
                    return row
                }
                row.nOrders = worth.walks
                row.mean = worth.estimate
                row.set(worth.test)
                if !worths.isComplete {
                    row.reason =
                        "No completed run of \(names(of: worths.missing)), so this is the mean over \(worths.usedWalks) of \(worths.allWalks) orders and no Shapley value."
                }
            } catch {
                row.nOrders = 0
                row.reason = reason(error, seeds: seeds.count)
            }
            return row
        }
    }

    /// In the words of rows.
    private func reason(_ error: any Error, seeds: Int) -> String {
        if case StatisticsError.missingSubsets(let missing, _) = error {
            return "No completed run of \(names(of: missing)), so no order has all its rows."
        }
        return seeds == 0 ? "No seed has completed runs of all rows." : "\(error)"
    }

    /// The first three, and how many more.
    private func names(of missing: [Subset]) -> String {
        let names = table.missing(missing)
        return Units.list(Array(names.prefix(3)), "or")
            + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
}

extension EffectRow {
    /// An estimate from differences paired by seed.
    init(
        _ space: String, _ position: Int, _ player: String, _ estimate: Estimate, _ differences: [Double],
        _ reason: String?
    ) {
        self.init(
            space: space, position: position, player: player, estimate: estimate, n: differences.count,
            mean: differences.isEmpty ? nil : differences.reduce(0, +) / Double(differences.count),
            reason: reason)
        if !differences.isEmpty {
            set(Result { () throws(StatisticsError) in try TTest(paired: differences) })
        }
    }

    /// Takes interval and p from a test, or the reason why it has none.
    mutating func set(_ test: Result<TTest, StatisticsError>) {
        switch test {
        case .success(let test):
            (lower, upper) = (test.interval().lower, test.interval().upper)
            p = test.pValue.value
        case .failure(let error): reason = reason ?? "\(error)"
        }
    }
}

extension EffectRow.Estimate {
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension [EffectRow] {
    /// Holm's correction of one estimate over so many declared tests: those that cannot be computed count as p = 1.
    mutating func correct(_ estimate: EffectRow.Estimate, over family: Int) {
        let tested = indices.filter { self[$0].estimate == estimate && self[$0].p != nil }
        let adjusted = Holm.adjusted(tested.compactMap { self[$0].p }, of: Swift.max(family, tested.count))
        for (index, p) in zip(tested, adjusted) { self[index].pHolm = p }
    }
}
