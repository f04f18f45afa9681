import AblateStatistics

/// A made-up table of what subsets of players come to: what each does alone, in twos and in threes, with noise.
struct Game {
    let table: [Subset: [Double]]
    /// What two do together, by the lower and the higher of them.
    let twos: [[Double]]

    /// - Parameters:
    ///   - seed: of what players do.
    ///   - threes: how much is done in threes, against 1 alone.
    ///   - noise: of a value.
    ///   - ofSeeds: how much a player's own worth varies between seeds.
    ///   - noiseSeed: of the noise; `nil` for one that follows from `seed`.
    init(
        players: Int, seeds: Int, seed: UInt64, threes: Double = 1, noise: Double = 0.1, ofSeeds: Double = 0,
        noiseSeed: UInt64? = nil
    ) {
        var random = NormalNoise(seed: seed)
        let ones = random.next(players)
        let twos = (0..<players).map { _ in random.next(players) }
        let triples = (0..<players).flatMap { a in
            (a + 1..<players).flatMap { b in
                (b + 1..<players).map { Subset([a, b, $0]) }
            }
        }
        let together = triples.map { ($0, threes * random.next()) }
        if let noiseSeed { random = NormalNoise(seed: noiseSeed) }
        let own = (0..<seeds).map { _ in random.next(players).map { $0 * ofSeeds } }
        self.twos = twos
        table = Subset.every(of: players).reduce(into: [:]) { table, subset in
            let on = subset.players
            var mean = 0.0
            for player in on {
                mean += ones[player]
                for other in on where other > player { mean += twos[player][other] }
            }
            for (triple, change) in together where triple.players.allSatisfy(subset.contains) {
                mean += change
            }
            table[subset] = own.map { own in on.reduce(mean + noise * random.next()) { $0 + own[$1] } }
        }
    }
}

extension Walks {
    /// Random orders, each followed by its reverse; the last of an odd number stands alone.
    static func antitheticOrders(of players: Int, count: Int, seed: UInt64) -> [[Int]] {
        var noise = NormalNoise(seed: seed)
        var orders: [[Int]] = []
        while orders.count < count {
            let places = noise.next(players)
            let order = (0..<players).sorted { places[$0] < places[$1] }
            orders.append(order)
            if orders.count < count { orders.append(order.reversed()) }
        }
        return orders
    }
}
