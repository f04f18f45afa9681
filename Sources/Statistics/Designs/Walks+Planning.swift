extension Walks {
    /// Where a player is added, and in which share of the walks that add it.
    package func places(of player: Int) -> [(before: Subset, share: Double)] {
        let own = steps.filter { $0.step.player == player }
        let total = own.reduce(0) { $0 + $1.count }
        return own.map { (visited[$0.step.before], Double($0.count) / Double(total)) }
    }

    /// The standard deviation of a player's mean over the walks, by that of one difference, where the values of all subsets
    /// vary independently: of five players over all orders about a third. A mean over players.
    package var shareOfDeviation: Double {
        let shares = (0..<players).map { player in
            places(of: player).reduce(0) { $0 + $1.share * $1.share }
        }.filter { $0 > 0 }
        return shares.isEmpty ? 1 : (shares.reduce(0, +) / Double(shares.count)).squareRoot()
    }
}
