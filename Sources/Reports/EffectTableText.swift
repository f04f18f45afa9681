import AblateResults
import AblateRunner
import AblateStatistics
import AblateTables
import AblateWords

/// What designs found, for a terminal: a table a space, a row a player, a column an estimate.
package struct EffectTableText: Sendable {
    private let spaces: [SpaceFindings]
    private let noun: String

    /// - Parameters:
    ///   - effects: of the study, as the database has them.
    ///   - dependence: the same.
    package init(
        _ manifest: StudyManifest, effects: [EffectRow], dependence: [OrderDependenceRow]
    ) {
        noun = manifest.steps.contains { $0.paper != nil } ? manifest.referenceNoun : "roadmap"
        spaces = manifest.designSpaces.map { space in
            SpaceFindings(
                space: space, effects: effects.filter { $0.space == space.name },
                dependence: dependence.filter { $0.space == space.name }, interactions: [], subsets: [])
        }
    }

    /// Lines of at most so many columns; empty where nothing is measured.
    package func text(width: Int) -> String {
        let tables = spaces.compactMap { findings -> String? in
            guard findings.effects.contains(where: { $0.mean != nil }) else { return nil }
            return table(of: findings).text(width: width)
        }
        guard !tables.isEmpty else { return "" }
        let note =
            "Worth in points of top-1 by where it stands, ± half of its 95 % interval; *: told from zero by Holm's correction "
            + "over the column. (n) seeds."
        return (tables + [note.wrapped(width).joined(separator: "\n")]).joined(separator: "\n\n")
    }

    private func table(of findings: SpaceFindings) -> Table {
        let name = findings.space.name
        let isInside = findings.isInside
        let estimates = findings.estimates
        var table = Table(
            columns: [.init("player", name == "steps" ? "step" : name == "groups" ? "group" : name)]
                + estimates.map { .init($0.rawValue, findings.space.name(of: $0) ?? title(of: $0)) }
                + (findings.dependence.isEmpty ? [] : [.init("verdict", "wherever it stands")]))
        for (place, player) in findings.space.players.enumerated() {
            let cells = estimates.map { estimate -> Table.Value in
                guard let effect = findings.effect(place, estimate), let mean = effect.mean else {
                    return .missing
                }
                let reach = effect.interval.map { " ± \(Points.unsigned(($0.upper - $0.lower) / 2))" } ?? ""
                return .written(
                    mean,
                    "\(Points.signed(mean))\(reach)\(effect.isDistinguishable ? " *" : "") (\(effect.n))")
            }
            table.append(
                [.text(isInside ? player.title : player.id)] + cells
                    + (findings.dependence.isEmpty
                        ? [] : [.text(findings.dependence(of: place)?.verdict.rawValue)]))
        }
        return table
    }

    private func title(of estimate: EffectRow.Estimate) -> String {
        switch estimate {
        case .order: "\(noun)'s order"
        case .first: "added to first"
        case .last: "taken from last"
        case .shapley: "Shapley"
        case .equalMACs: "equal MACs"
        }
    }
}
