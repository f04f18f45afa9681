import AblateStatistics

extension SpaceEffects {
    /// Whether each player is worth the same wherever its rows are, with Holm's correction over the players that stand in
    /// two places or more. Places that the study declares and has not run are not measured yet.
    var orderDependence: [OrderDependenceRow] {
        var rows: [OrderDependenceRow] = []
        for player in table.players {
            let places = table.places(of: player)
            if places.count < 2 { continue }
            rows.append(row(player, places))
        }
        let tested = rows.indices.filter { rows[$0].p != nil }
        let adjusted = Holm.adjusted(tested.compactMap { rows[$0].p }, of: rows.count)
        for (index, p) in zip(tested, adjusted) { rows[index].pHolm = p }
        for index in rows.indices { rows[index].verdict = verdict(of: rows[index]) }
        return rows
    }

    private func row(_ player: Int, _ places: [Subset]) -> OrderDependenceRow {
        var row = OrderDependenceRow(
            space: space.name, position: player, player: space.players[player].id, nPlaces: places.count,
            n: 0,
            verdict: .cannotTell)
        let (values, seeds) = table.values(of: places + places.map { $0.adding(player) })
        let differences = places.compactMap { place -> [Double]? in
            guard let with = values[place.adding(player)], let without = values[place] else { return nil }
            return zip(with, without).map { $0 - $1 }
        }
        let means = differences.map { $0.reduce(0, +) / Double(max($0.count, 1)) }
        (row.n, row.least, row.most) = (seeds.count, means.min(), means.max())
        // A place that no run is of yet may be where the worth is another.
        guard differences.count == places.count, !seeds.isEmpty else { return row }
        let bySeed = seeds.indices.map { seed in differences.map { $0[seed] } }
        guard let test = try? SamenessTest(bySeed) else { return row }
        row.f = test.statistic
        row.p = test.pValue.value
        row.detectable = test.smallestDetectableChange()
        return row
    }

    private func verdict(of row: OrderDependenceRow) -> OrderDependenceRow.Verdict {
        if let p = row.pHolm, p < 0.05 { return .depends }
        if row.p != nil, let detectable = row.detectable, detectable <= OrderDependenceRow.mattering {
            return .notFound
        }
        return .cannotTell
    }

    /// What two players are worth together: over all subsets of the others where the study has them all, else added to the
    /// first row where a design asks for pairs.
    var interactions: [InteractionRow] {
        let count = table.players.count
        guard count >= 2 else { return [] }
        let every = count <= Walks.largestExactCount ? Subset.every(of: count) : []
        var rows: [InteractionRow] = []
        if !every.isEmpty && every.allSatisfy(table.has) {
            let (values, _) = table.values(of: every)
            guard let found = try? Interactions(values, players: count) else { return [] }
            rows = found.pairs.map { row($0.first, $0.second, $0.bySeed, $0.test) }
        } else if space.asksPairs {
            for second in table.players {
                for first in 0..<second {
                    let both = [Subset.empty, Subset([first]), Subset([second]), Subset([first, second])]
                    guard both.allSatisfy(table.has) else { continue }
                    let (values, _) = table.values(of: both)
                    let two = Dictionary(
                        zip(Subset.every(of: 2), both).compactMap { pair, subset in
                            values[subset].map { (pair, $0) }
                        }
                    ) { first, _ in first }
                    guard let found = try? Interactions(two, players: 2).pairs.first else { continue }
                    rows.append(row(first, second, found.bySeed, found.test))
                }
            }
            rows.sort { ($0.firstPosition, $0.secondPosition) < ($1.firstPosition, $1.secondPosition) }
        }
        let tested = rows.indices.filter { rows[$0].p != nil }
        let adjusted = Holm.adjusted(tested.compactMap { rows[$0].p }, of: rows.count)
        for (index, p) in zip(tested, adjusted) { rows[index].pHolm = p }
        return rows
    }

    private func row(
        _ first: Int, _ second: Int, _ bySeed: [Double], _ test: Result<TTest, StatisticsError>
    ) -> InteractionRow {
        let test = try? test.get()
        let interval = test?.interval()
        return InteractionRow(
            space: space.name, firstPosition: first, secondPosition: second, first: space.players[first].id,
            second: space.players[second].id, n: bySeed.count,
            mean: bySeed.isEmpty ? nil : bySeed.reduce(0, +) / Double(bySeed.count), lower: interval?.lower,
            upper: interval?.upper, p: test?.pValue.value)
    }
}
