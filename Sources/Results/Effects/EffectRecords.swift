import GRDB

/// What is said of a player, such as a step, by one estimate: a row of `v_effect`. Accuracies are fractions of 1.
package struct EffectRow: Hashable, Codable, FetchableRecord, Sendable {
    package var space: String
    /// Place of the player in the roadmap's order, from zero.
    package var position: Int
    package var player: String
    package var estimate: Estimate
    /// Seeds that every row of the estimate completed.
    package var n: Int
    package var mean: Double?
    /// Of the mean's 95 % interval.
    package var lower: Double?
    package var upper: Double?
    package var p: Double?
    package var pHolm: Double?
    /// Of a Shapley value: orders that are averaged, and orders that the design has.
    package var nOrders: Int?
    package var nOrdersPlanned: Int?
    /// Why a number is missing, in a sentence.
    package var reason: String?

    /// Where a player's worth is measured.
    package enum Estimate: String, Hashable, Codable, Sendable, CaseIterable {
        /// Added to the players before it in the roadmap.
        case order
        /// Added to the first row alone.
        case first
        /// Taken from the last row.
        case last
        /// Over all orders, or over random ones.
        case shapley
        /// In the roadmap's order, both rows at the first row's multiply–accumulates.
        case equalMACs = "equal-macs"
    }

    enum CodingKeys: String, CodingKey {
        case space, position, player, estimate, n, mean, lower, upper, p, reason
        case pHolm = "p_holm"
        case nOrders = "n_orders"
        case nOrdersPlanned = "n_orders_planned"
    }
}

/// Whether a player is worth the same wherever it was measured: a row of `v_order_dependence`.
package struct OrderDependenceRow: Hashable, Codable, FetchableRecord, Sendable {
    package var space: String
    package var position: Int
    package var player: String
    /// Pairs of rows that differ in this player alone.
    package var nPlaces: Int
    package var n: Int
    /// Its worth where that is least, and where it is most; fractions of 1.
    package var least: Double?
    package var most: Double?
    package var f: Double?
    package var p: Double?
    package var pHolm: Double?
    /// The smallest change of worth between two places that is found with 80 % chance.
    package var detectable: Double?
    package var verdict: Verdict

    /// In the words of tables.
    package enum Verdict: String, Hashable, Codable, Sendable {
        case depends = "depends on order"
        case notFound = "no dependence found"
        case cannotTell = "cannot be told"
    }

    /// Changes of worth that matter, as a fraction of 1: where smaller ones than this would be found and none is, that says
    /// something.
    package static let mattering = 0.005

    enum CodingKeys: String, CodingKey {
        case space, position, player, n, least, most, f, p, detectable, verdict
        case nPlaces = "n_places"
        case pHolm = "p_holm"
    }
}

/// What two players are worth together beyond what each is worth: a row of `v_interaction`.
package struct InteractionRow: Hashable, Codable, FetchableRecord, Sendable {
    package var space: String
    package var firstPosition: Int
    package var secondPosition: Int
    package var first: String
    package var second: String
    package var n: Int
    package var mean: Double?
    package var lower: Double?
    package var upper: Double?
    package var p: Double?
    package var pHolm: Double?

    enum CodingKeys: String, CodingKey {
        case space, first, second, n, mean, lower, upper, p
        case firstPosition = "first_position"
        case secondPosition = "second_position"
        case pHolm = "p_holm"
    }
}

/// A row of a study that is a subset of players: a row of `v_subset`.
package struct SubsetRow: Hashable, Codable, FetchableRecord, Sendable {
    package var space: String
    package var position: Int
    package var id: String
    /// JSON array of ids.
    package var players: String
    package var nPlayers: Int
    package var macs: Int
    package var n: Int
    package var top1Mean: Double?
    package var top1SD: Double?

    enum CodingKeys: String, CodingKey {
        case space, position, id, players, macs, n
        case nPlayers = "n_players"
        case top1Mean = "top1_mean"
        case top1SD = "top1_sd"
    }
}
