/// A design as rows: what it asks of a roadmap, with every choice made.
package struct ResolvedDesign: Sendable {
    /// As the command line takes it.
    package let text: String
    /// What its estimates are of: `steps` where the players are all adopted steps, `groups`, or the design's text.
    package let space: String
    /// What is on or off, in the roadmap's order.
    package let players: [Player]
    /// Ids of steps that are on in all rows.
    package let background: [String]
    /// Rows in the order in which they are run.
    package let rows: [Subset]
    /// Orders in which players are added, by their places; `nil` where the design has none of its own.
    package let orders: [[Int]]?
    /// Places of two players that cannot both be on.
    package let exclusions: [[Int]]
    /// What the design would have had, and why it does not.
    package let leftOut: [LeftOut]
    /// Rows that another stands beside at the first row's multiply–accumulates.
    package let matches: [Match]

    /// What is on or off as one: a step, a group of steps, or an assignment of a step.
    package struct Player: Hashable, Sendable {
        package let id: String
        package let title: String
        /// Ids of its steps; its own for an assignment.
        package let steps: [String]
    }

    /// A row, and the players that are on in it.
    package struct Subset: Sendable {
        package let row: AnyRoadmap.Row
        /// Places of players, ascending.
        package let on: [Int]
    }

    /// Players that would have been on.
    package struct LeftOut: Hashable, Sendable {
        /// Ids of players.
        package let on: [String]
        /// One sentence.
        package let reason: String
    }

    /// Two rows of one design but for their widths.
    package struct Match: Hashable, Sendable {
        /// Id of the roadmap's row.
        package let row: String
        /// Id of the row at the target.
        package let matched: String
        /// Multiply–accumulates that were aimed at, for one image.
        package let target: Int
        /// Of the matched row.
        package let macs: Int
    }

    init(
        _ design: Design, space: String? = nil, players: [Player], background: [String] = [], rows: [Subset],
        orders: [[Int]]? = nil, exclusions: [[Int]] = [], leftOut: [LeftOut] = [], matches: [Match] = []
    ) {
        text = design.description
        self.space = space ?? design.description
        self.players = players
        self.background = background
        self.rows = rows
        self.orders = orders
        self.exclusions = exclusions
        self.leftOut = leftOut
        self.matches = matches
    }
}
