import AblateArchitectures

extension DesignResolver {
    /// Each row of the roadmap, and one beside it at the first row's multiply–accumulates.
    ///
    /// - Throws: ``DesignError/noWidths(family:)``, ``DesignError/noRows(_:reason:)``.
    func equalMACs(_ all: [AnyRoadmap.Row]) throws(DesignError) -> ResolvedDesign {
        let own = all.filter { !$0.isPeer }
        guard let first = own.first(where: { $0.on == [] }), let target = macs(of: first.architecture) else {
            throw .noRows(design.description, reason: "the first row denotes no network on these images.")
        }
        var found: [ResolvedDesign.Subset] = []
        var leftOut: [ResolvedDesign.LeftOut] = []
        var matches: [ResolvedDesign.Match] = []
        for row in own {
            let match: MACsMatch?
            do throws(ArchitectureError) {
                match = try row.architecture.matchingMACs(target, input: input, classes: classes)
            } catch {
                leftOut.append(.init(on: [row.id], reason: error.description))
                continue
            }
            guard let match else { throw .noWidths(family: row.architecture.family) }
            found.append(.init(row: row, on: []))
            if match.architecture == row.architecture { continue }
            let matched = row.atEqualMACs(match.architecture)
            found.append(.init(row: matched, on: []))
            matches.append(.init(row: row.id, matched: matched.id, target: target, macs: match.macs))
        }
        return ResolvedDesign(design, players: [], rows: found, leftOut: leftOut, matches: matches)
    }

    private func macs(of architecture: AnyArchitecture) -> Int? {
        (try? architecture.network(input: input, classes: classes))?.macs
    }
}
