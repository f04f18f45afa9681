import AblateArchitectures

/// Turns the subsets that a design asks for into rows, and leaves out those that cannot be.
struct DesignResolver<Family: Architecture> {
    let design: Design
    let rows: SubsetRows<Family>
    let input: Shape
    let classes: Int

    /// The ids of the steps that the design names.
    ///
    /// - Throws: ``DesignError``, also where two names are one step.
    func ids(_ names: [String]) throws(DesignError) -> [String] {
        var ids: [String] = []
        for name in names {
            let id = try rows.id(of: name)
            if ids.contains(id) { throw .repeated(id, design.description) }
            ids.append(id)
        }
        return ids
    }

    func players(_ ids: [String]) -> [ResolvedDesign.Player] {
        ids.map { id in
            .init(id: id, title: rows.steps.first { $0.id == id }?.title ?? id, steps: [id])
        }
    }

    /// Places of players that exclude each other.
    func exclusions(among players: [ResolvedDesign.Player]) -> [[Int]] {
        var found: [[Int]] = []
        for (index, player) in players.enumerated() {
            for (before, other) in players[..<index].enumerated()
            where player.steps.contains(where: { step in other.steps.contains { rows.excludes(step, $0) } }) {
                found.append([before, index])
            }
        }
        return found
    }

    // MARK: Designs

    /// Subsets of all adopted steps.
    func steps(_ subsets: [[String]]) throws(DesignError) -> ResolvedDesign {
        try resolved(
            players(rows.roadmap.adoptedSteps.map(\.id)), background: [], subsets, orders: nil,
            space: Roadmap<Family>.stepSpace)
    }

    /// All adopted steps, added in these orders; one that is excluded by what is there is passed over.
    func paths(_ orders: [[Int]]) throws(DesignError) -> ResolvedDesign {
        let ids = rows.roadmap.adoptedSteps.map(\.id)
        var subsets: [[String]] = [[]]
        for order in orders {
            var on: [String] = []
            for place in order where !on.contains(where: { rows.excludes($0, ids[place]) }) {
                on.append(ids[place])
                subsets.append(on)
            }
        }
        return try resolved(
            players(ids), background: [], subsets, orders: orders, space: Roadmap<Family>.stepSpace)
    }

    /// Subsets of the steps that the design names.
    func named(
        _ ids: [String], _ subsets: [[String]], orders: [[Int]]? = nil
    ) throws(DesignError) -> ResolvedDesign {
        let background = background(beside: ids)
        return try resolved(players(rows.sorted(ids)), background: background, subsets, orders: orders)
    }

    /// The steps that the design names, as one.
    func together(_ ids: [String]) throws(DesignError) -> ResolvedDesign {
        let ids = rows.sorted(ids)
        if let reason = rows.conflict(in: ids) { throw .noRows(design.description, reason: reason) }
        let titles = ids.map { id in rows.steps.first { $0.id == id }?.title ?? id }
        let player = ResolvedDesign.Player(
            id: ids.joined(separator: "+"), title: titles.joined(separator: " + "), steps: ids)
        return try resolved([player], background: background(beside: ids), [[], [player.id]], orders: nil)
    }

    /// Steps that are on beside those that a design names. What a named one stands for is not: kernel 5 is the last row
    /// with kernel 5 in place of 7.
    private func background(beside ids: [String]) -> [String] {
        design.keepsOthers
            ? rows.last.filter { other in !ids.contains { $0 == other || rows.excludes($0, other) } } : []
    }

    /// All subsets of groups.
    func groups(_ groups: [StepGroupRecord], adopted: [String]) throws(DesignError) -> ResolvedDesign {
        let id = rows.roadmap.id
        if groups.isEmpty { throw .noGroups(roadmap: id) }
        guard (2...Design.mostFactorialSteps).contains(groups.count) else {
            throw .groupCount(roadmap: id, groups.count)
        }
        let alone = adopted.filter { step in !groups.contains { $0.steps.contains(step) } }
        if !alone.isEmpty { throw .ungrouped(roadmap: id, steps: alone) }
        for group in groups {
            if let reason = rows.conflict(in: group.steps) {
                throw .noRows(design.description, reason: "in group '\(group.id)' \(reason)")
            }
        }
        let players = groups.map { ResolvedDesign.Player(id: $0.id, title: $0.title, steps: $0.steps) }
        return try resolved(
            players, background: [], Self.subsets(of: players.map(\.id)), orders: nil, space: "groups")
    }

    /// All subsets, the smaller first.
    static func subsets(of ids: [String]) -> [[String]] {
        var subsets: [[Int]] = [[]]
        // Larger ones are made of the last player of smaller ones, so that each comes once and in order.
        for count in 1...max(ids.count, 1) where count <= ids.count {
            subsets += subsets.filter { $0.count == count - 1 }
                .flatMap { smaller in ((smaller.last ?? -1) + 1..<ids.count).map { smaller + [$0] } }
        }
        return subsets.map { subset in subset.map { ids[$0] } }
    }

    // MARK: Rows

    /// - Parameter subsets: ids of the players that are on, in any order; equal ones are one.
    private func resolved(
        _ players: [ResolvedDesign.Player], background: [String], _ subsets: [[String]], orders: [[Int]]?,
        space: String? = nil
    ) throws(DesignError) -> ResolvedDesign {
        var found: [ResolvedDesign.Subset] = []
        var leftOut: [ResolvedDesign.LeftOut] = []
        var seen: Set<[Int]> = []
        for subset in subsets {
            let on = players.indices.filter { subset.contains(players[$0].id) }
            guard seen.insert(on).inserted else { continue }
            let steps = background + on.flatMap { players[$0].steps }
            if let reason = rows.conflict(in: steps) {
                leftOut.append(.init(on: on.map { players[$0].id }, reason: reason))
                continue
            }
            let row = rows.row(with: steps)
            if let reason = refusal(of: row) {
                leftOut.append(.init(on: on.map { players[$0].id }, reason: reason))
            } else {
                found.append(.init(row: row, on: on))
            }
        }
        guard !found.isEmpty else {
            throw .noRows(design.description, reason: leftOut.first?.reason ?? "the roadmap has no steps.")
        }
        return ResolvedDesign(
            design, space: space, players: players, background: background, rows: found, orders: orders,
            exclusions: exclusions(among: players), leftOut: leftOut)
    }

    func network(of row: AnyRoadmap.Row) -> Network? {
        try? row.architecture.network(input: input, classes: classes)
    }

    /// Why a row denotes no network; `nil` where it does.
    func refusal(of row: AnyRoadmap.Row) -> String? {
        do throws(ArchitectureError) {
            _ = try row.architecture.network(input: input, classes: classes)
            return nil
        } catch {
            return error.description
        }
    }
}
