/// Orders in which players are added, each walked from the empty set. A player that excludes one who is already there
/// is passed over, as an alternative of a step is that has been taken.
package struct Walks: Sendable {
    /// How many there are.
    package let players: Int
    /// Whether the orders were drawn, so that an interval must hold the chance of the draw. Of all orders it needs not.
    package let isSample: Bool
    /// All subsets that the walks visit, with the empty one.
    package let subsets: Set<Subset>
    /// How many walks there are.
    package var count: Int { walks.count }

    /// The subsets, sorted: a step names them by their place here.
    let visited: [Subset]
    /// As many as there are orders.
    let walks: [Walk]
    /// Walks that were drawn together: a pair of an order and its reverse, or one walk. All are one where every order
    /// is walked.
    let units: [Range<Int>]
    /// The steps of all walks.
    let steps: [CountedStep]

    /// The most players whose orders are all walked: 5,040 of them.
    package static let largestExactCount = 7

    /// Every order, of at most ``largestExactCount`` players.
    ///
    /// - Parameters:
    ///   - players: how many there are.
    ///   - excluding: pairs of players that are never on together.
    package init(allOrdersOf players: Int, excluding: [(Int, Int)] = []) {
        precondition(
            (1...Self.largestExactCount).contains(players),
            "All orders are walked of 1 to \(Self.largestExactCount) players, not of \(players).")
        self.init(Self.orders(of: Array(0..<players)), players: players, excluding: excluding, units: nil)
    }

    /// A sample of orders.
    ///
    /// - Parameters:
    ///   - orders: each of all players.
    ///   - players: how many there are.
    ///   - excluding: pairs of players that are never on together.
    ///   - arePairs: whether each order at an even place is followed by its reverse: what chance makes of one it
    ///     takes back in the other, so that the pair is what was drawn. A lone last order is drawn alone.
    package init(_ orders: [[Int]], players: Int, excluding: [(Int, Int)] = [], arePairs: Bool) {
        precondition(!orders.isEmpty, "A sample has at least one order.")
        for order in orders {
            precondition(
                order.sorted() == Array(0..<players), "\(order) is no order of \(players) players.")
        }
        let stride = stride(from: 0, to: orders.count, by: arePairs ? 2 : 1)
        let units = stride.map { $0..<min($0 + (arePairs ? 2 : 1), orders.count) }
        for unit in units where unit.count == 2 {
            let (first, second) = (orders[unit.lowerBound], orders[unit.lowerBound + 1])
            precondition(first.reversed() == second, "\(second) is not the reverse of \(first).")
        }
        self.init(orders, players: players, excluding: excluding, units: units)
    }

    private init(
        _ orders: [[Int]], players: Int, excluding: [(Int, Int)], units: [Range<Int>]?
    ) {
        var excluded = [Subset](repeating: .empty, count: players)
        for (first, second) in excluding {
            precondition(
                (0..<players).contains(first) && (0..<players).contains(second) && first != second,
                "Players \(first) and \(second) of \(players) cannot exclude each other.")
            excluded[first] = excluded[first].adding(second)
            excluded[second] = excluded[second].adding(first)
        }
        let added = orders.map { order in
            order.reduce(into: [Int]()) { added, player in
                if !added.contains(where: excluded[player].contains) { added.append(player) }
            }
        }
        let paths = added.map { players in
            players.reduce(into: [Subset.empty]) { $0.append($0[$0.count - 1].adding($1)) }
        }
        subsets = Set(paths.joined())
        visited = subsets.sorted()
        let places = Dictionary(uniqueKeysWithValues: visited.enumerated().map { ($0.element, $0.offset) })
        walks = zip(added, paths).map { added, path in
            let path = path.compactMap { places[$0] }
            return Walk(
                steps: zip(added, zip(path, path.dropFirst())).map { player, ends in
                    Step(player: player, before: ends.0, after: ends.1)
                })
        }
        self.players = players
        isSample = units != nil
        self.units = units ?? [walks.indices]
        steps = Self.counted(walks)
    }

    /// In the order of a dictionary.
    private static func orders(of players: [Int]) -> [[Int]] {
        if players.count < 2 { return [players] }
        return players.indices.flatMap { index in
            var rest = players
            let first = rest.remove(at: index)
            return orders(of: rest).map { [first] + $0 }
        }
    }
}
