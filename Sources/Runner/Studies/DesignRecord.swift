import AblateArchitectures
import AblateRoadmaps

/// A design as a study keeps it, so that its estimates can be made from the folder alone.
package struct DesignRecord: Hashable, Codable, Sendable {
    /// As the command line takes it: `factorial:gelu,layer-norm@last`.
    package var text: String
    /// What its estimates are of: `steps`, `groups`, or the design's text. Designs of one space share their rows.
    package var space: String
    /// What is on or off, in the roadmap's order.
    package var players: [Player]
    /// Ids of steps that are on in all rows.
    package var background: [String]
    package var rows: [Row]
    /// Orders in which players are added, by their places; `nil` where it has none of its own.
    package var orders: [[Int]]?
    /// Places of two players that cannot both be on; `nil` for none.
    package var exclusions: [[Int]]?
    /// `nil` for none.
    package var leftOut: [LeftOut]?
    /// Rows that stand beside others at the first row's multiply–accumulates; `nil` for none.
    package var matches: [Match]?

    /// Whether its rows are all subsets of its players.
    package var asksAllSubsets: Bool {
        players.count < 32 && text != "cumulative" && rows.count + (leftOut?.count ?? 0) == 1 << players.count
    }

    /// A step, a group of steps, or an assignment of a step.
    package struct Player: Hashable, Codable, Sendable {
        package var id: String
        package var title: String
        /// Ids of its steps.
        package var steps: [String]
    }

    /// A row, and the places of the players that are on in it.
    package struct Row: Hashable, Codable, Sendable {
        package var step: String
        package var on: [Int]
    }

    /// Ids of players that would have been on, and in a sentence why there is no such row.
    package struct LeftOut: Hashable, Codable, Sendable {
        package var on: [String]
        package var reason: String
    }

    /// A row of the roadmap, and the same row at a number of multiply–accumulates for one image.
    package struct Match: Hashable, Codable, Sendable {
        package var step: String
        package var matched: String
        package var target: Int
        package var macs: Int

        /// How far its multiply–accumulates are from those aimed at, as a share of these.
        package var residual: Double { Double(macs - target) / Double(target) }
        /// Whether whole channels come close enough.
        package var isClose: Bool { abs(residual) <= MACsMatch.tolerance }
    }

    init(_ design: ResolvedDesign) {
        text = design.text
        space = design.space
        players = design.players.map { Player(id: $0.id, title: $0.title, steps: $0.steps) }
        background = design.background
        rows = design.rows.map { Row(step: $0.row.id, on: $0.on) }
        orders = design.orders
        exclusions = design.exclusions.isEmpty ? nil : design.exclusions
        leftOut = design.leftOut.isEmpty ? nil : design.leftOut.map { LeftOut(on: $0.on, reason: $0.reason) }
        matches =
            design.matches.isEmpty
            ? nil
            : design.matches.map {
                Match(step: $0.row, matched: $0.matched, target: $0.target, macs: $0.macs)
            }
    }

    /// The stored designs, those of the same text as they are now, and then the others; `nil` for none.
    static func union(_ stored: [DesignRecord]?, _ own: [DesignRecord]?) -> [DesignRecord]? {
        guard let stored else { return own }
        let own = own ?? []
        return stored.map { old in own.first { $0.text == old.text } ?? old }
            + own.filter { new in !stored.contains { $0.text == new.text } }
    }
}
