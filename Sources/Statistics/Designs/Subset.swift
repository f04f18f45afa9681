/// A set of players, who are numbered from 0: those that are on, where all others are off.
package struct Subset: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// How many players there may be.
    package static let largestCount = 32

    /// Player *i* is bit *i*.
    private let bits: UInt32

    private init(bits: UInt32) {
        self.bits = bits
    }

    /// Players may come in any order and more than once.
    package init(_ players: some Sequence<Int>) {
        bits = players.reduce(0) { $0 | Self.bit($1) }
    }

    /// Nobody is on.
    package static let empty = Subset(bits: 0)

    /// Players 0 to below `count` are on.
    package static func all(of count: Int) -> Subset { Subset(0..<count) }

    /// Every subset of players 0 to below `count`, those of fewer players first.
    package static func every(of count: Int) -> [Subset] {
        precondition((0...20).contains(count), "Subsets of 0 to 20 players can be listed, not of \(count).")
        return (0..<(1 << UInt32(count))).map { Subset(bits: $0) }.sorted()
    }

    /// Ascending.
    package var players: [Int] { (0..<Self.largestCount).filter(contains) }

    /// How many players are on.
    package var count: Int { bits.nonzeroBitCount }

    /// Whether this player is on.
    package func contains(_ player: Int) -> Bool { bits & Self.bit(player) != 0 }

    /// The same with this player on.
    package func adding(_ player: Int) -> Subset { Subset(bits: bits | Self.bit(player)) }

    /// The same with this player off.
    package func removing(_ player: Int) -> Subset { Subset(bits: bits & ~Self.bit(player)) }

    /// Those of fewer players come first.
    package static func < (ours: Subset, theirs: Subset) -> Bool {
        (ours.count, ours.bits) < (theirs.count, theirs.bits)
    }

    /// As in `{0, 2}`.
    package var description: String { "{" + players.map(String.init).joined(separator: ", ") + "}" }

    private static func bit(_ player: Int) -> UInt32 {
        precondition(
            (0..<largestCount).contains(player),
            "Players are numbered from 0 to \(largestCount - 1), so there is no player \(player).")
        return 1 << UInt32(player)
    }
}
