import AblateRoadmaps

/// What estimates of a study are of: players, which are on or off, and every row of the study that is a subset of them,
/// whichever design asked for it.
package struct DesignSpace: Hashable, Sendable {
    /// `steps`, `groups`, or a design's text.
    package let name: String
    /// In the roadmap's order.
    package let players: [DesignRecord.Player]
    /// Places of two players that cannot both be on.
    package let exclusions: [[Int]]
    /// Orders that designs declared, by places of players; empty where none did.
    package let orders: [[Int]]
    /// Whether a design of it asks for all subsets of the players.
    package let asksAllSubsets: Bool
    /// Whether a design of it asks for each two of the players.
    package let asksPairs: Bool
    /// In the study's order; no two with the same players.
    package let rows: [DesignRecord.Row]
    /// What designs would have had, and why they do not.
    package let leftOut: [DesignRecord.LeftOut]

    /// The one order that a design names; `nil` where there is none, or several.
    package var path: [Int]? { orders.count == 1 ? orders[0] : nil }

    /// Whether its players stand in the roadmap's own order, or in one that a design names.
    package var hasOrder: Bool { name == "steps" || name == "groups" || path != nil }

    /// Whether its players are assignments of one step.
    package var isInside: Bool { name.hasPrefix("inside:") }

    /// The row in which these players are on and no others; `nil` where the study has none.
    package func row(with on: [Int]) -> String? { rows.first { $0.on == on }?.step }
}

extension StudyManifest {
    /// The spaces of its designs, in the order in which they were asked.
    package var designSpaces: [DesignSpace] {
        var names: [String] = []
        for design in designs ?? [] where !design.players.isEmpty && !names.contains(design.space) {
            names.append(design.space)
        }
        return names.map { name in
            DesignSpace(name, of: (designs ?? []).filter { $0.space == name }, steps: steps)
        }
    }
}

extension DesignSpace {
    /// - Precondition: the designs are of one space.
    fileprivate init(_ name: String, of designs: [DesignRecord], steps: [StepRecord]) {
        let players = designs[0].players
        let background = Set(designs[0].background)
        var placeOfStep: [String: Int] = [:]
        for (place, player) in players.enumerated() {
            for step in player.steps { placeOfStep[step] = place }
        }
        /// Places of the players that are on where these steps are; `nil` where a player is on in part, or another step.
        func places(_ on: [String]) -> [Int]? {
            let rest = Set(on).subtracting(background)
            guard rest.count + background.count == on.count else { return nil }
            var places: Set<Int> = []
            for step in rest {
                guard let place = placeOfStep[step] else { return nil }
                places.insert(place)
            }
            guard places.reduce(0, { $0 + players[$1].steps.count }) == rest.count else { return nil }
            return places.sorted()
        }
        let declared = Dictionary(
            designs.flatMap { design in
                // The roadmap's own rows are no subsets where they are not of steps.
                design.rows.filter { row in steps.first { $0.id == row.step }?.on != nil || !row.on.isEmpty }
                    .map { ($0.step, $0.on) }
            }, uniquingKeysWith: { first, _ in first })
        /// What a design says is on counts where the row's steps do not tell: a branch is no subset of adopted steps,
        /// and assignments are parts of a step.
        func usesDeclared(_ step: StepRecord) -> Bool { step.on == nil || name.hasPrefix("inside:") }
        var seen: Set<[Int]> = []
        rows = steps.compactMap { step in
            guard let on = step.on.flatMap(places) ?? (usesDeclared(step) ? declared[step.id] : nil),
                seen.insert(on).inserted
            else {
                return nil
            }
            return DesignRecord.Row(step: step.id, on: on)
        }
        self.name = name
        self.players = players
        exclusions = designs.lazy.compactMap(\.exclusions).first ?? []
        orders = designs.flatMap { $0.orders ?? [] }.reduce(into: []) { known, order in
            if !known.contains(order) { known.append(order) }
        }
        asksPairs = designs.contains { (try? Design(parsing: $0.text))?.isOfPairs ?? false }
        asksAllSubsets = designs.contains(where: \.asksAllSubsets)
        leftOut = designs.flatMap { $0.leftOut ?? [] }
    }
}
