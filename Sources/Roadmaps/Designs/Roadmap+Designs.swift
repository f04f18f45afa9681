import AblateArchitectures
import AblateRandomness
import AblateRuns

/// What random numbers of designs are for.
private let orderRole = CounterRandom.Role(0x6f72_6465)

extension Roadmap {
    /// A design's rows by a study's recipe, on images of `input` in so many classes.
    ///
    /// - Throws: ``DesignError`` where the design means nothing here.
    func resolved(
        _ design: Design, by recipe: Recipe, input: Shape, classes: Int
    ) throws(DesignError) -> ResolvedDesign {
        let rows = SubsetRows(self, by: recipe)
        let resolver = DesignResolver(design: design, rows: rows, input: input, classes: classes)
        switch design.kind {
        case .cumulative:
            let prefixes = AnyRoadmap(self).rows(by: recipe)
            let players = resolver.players(adoptedSteps.map(\.id))
            return ResolvedDesign(
                design, space: Self.stepSpace, players: players,
                rows: prefixes.map { row in
                    .init(row: row, on: players.indices.filter { row.on?.contains(players[$0].id) ?? false })
                }, exclusions: resolver.exclusions(among: players))
        case .leaveOneOut:
            let all = rows.last
            return try resolver.steps([all] + all.map { left in all.filter { $0 != left } })
        case .addOneIn: return try resolver.steps([[]] + adoptedSteps.map { [$0.id] })
        case .paths(let count): return try resolver.paths(Self.orders(of: adoptedSteps.count, count: count))
        case .path(let names):
            let ids = try resolver.ids(names)
            let places = rows.sorted(ids).enumerated().reduce(into: [:]) { $0[$1.element] = $1.offset }
            return try resolver.named(
                ids, (0...ids.count).map { Array(ids.prefix($0)) }, orders: [ids.compactMap { places[$0] }])
        case .subset(let names):
            return try resolver.together(try resolver.ids(names))
        case .pairs(let names):
            let ids = try resolver.ids(names)
            var subsets = [[]] + ids.map { [$0] }
            for (index, id) in ids.enumerated() { subsets += ids[..<index].map { [$0, id] } }
            return try resolver.named(ids, subsets)
        case .factorial(let names):
            let ids = try resolver.ids(names)
            return try resolver.named(ids, DesignResolver<Family>.subsets(of: rows.sorted(ids)))
        case .groups: return try resolver.groups(groups, adopted: adoptedSteps.map(\.id))
        case .equalMACs: return try resolver.equalMACs(AnyRoadmap(self).rows(by: recipe))
        case .inside(let name): return try resolver.inside(try rows.id(of: name))
        }
    }

    /// What estimates are of whose players are all adopted steps.
    static var stepSpace: String { "steps" }

    /// Random orders, each followed by its reverse. A longer list begins with the shorter one's, so that more orders use
    /// the runs of fewer.
    static func orders(of count: Int, count orders: Int) -> [[Int]] {
        (0..<orders / 2).flatMap { pair in
            var random = CounterRandom(seed: 0, role: orderRole, sample: pair)
            let order = random.permutation(of: count).map(Int.init)
            return [order, order.reversed()]
        }
    }
}
