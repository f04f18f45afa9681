import AblateResults
import AblateStatistics
import AblateTables
import AblateWords

/// Tables of what designs found, for people.
extension StudyReport {
    /// A row a player, a column an estimate.
    func effectTable(of findings: SpaceFindings) -> Table {
        let estimates = findings.estimates
        let first =
            findings.space.name == "groups"
            ? "group" : findings.isInside ? "assignment" : "step"
        let hasDependence = !findings.dependence.isEmpty
        var table = Table(
            columns: [.init("player", first)]
                + estimates.map { .init($0.rawValue, name(of: $0, in: findings) + " [95 %] (n)") }
                + (hasDependence ? [.init("order_dependence", "wherever it stands")] : []))
        for player in findings.space.players.indices {
            let cells = estimates.map { estimate -> Table.Value in
                guard let effect = findings.effect(player, estimate), let mean = effect.mean else {
                    return .missing
                }
                return .written(mean, Self.text(of: effect, mean))
            }
            table.append(
                [.text(shortName(of: player, in: findings))] + cells
                    + (hasDependence ? [.text(findings.dependence(of: player)?.verdict.rawValue)] : []))
        }
        return table
    }

    /// `+0.53 [+0.12, +0.94] (10)`, with a star where the correction leaves it told from zero.
    static func text(of effect: EffectRow, _ mean: Double) -> String {
        text(mean, effect.interval) + " (\(effect.n))" + (effect.isDistinguishable ? " *" : "")
            + (effect.isPartial ? " ‡" : "")
    }

    func caption(of findings: SpaceFindings) -> String {
        let isPartial = findings.effects.contains(where: \.isPartial)
        return
            "What each is worth by where it stands, paired by seed, in points. *: told from zero by Holm's correction over "
            + "the \(findings.space.players.count) of each column."
            + (isPartial ? " ‡: a mean over the orders whose rows are all there, and no Shapley value." : "")
    }

    func dependenceTable(of findings: SpaceFindings) -> Table {
        var table = Table(columns: [
            .init("player", findings.space.name == "groups" ? "group" : "step"), .init("n_places", "places"),
            .init("n"), .init("least"), .init("most"),
            .init("f", "F"), .init("p"), .init("p_holm", "Holm p"), .init("detectable"),
            .init("verdict", "wherever it stands"),
        ])
        for row in findings.dependence {
            table.append([
                .text(shortName(of: row.position, in: findings)), .integer(row.nPlaces), .integer(row.n),
                Self.written(row.least, row.least.map { Points.signed($0) }),
                Self.written(row.most, row.most.map { Points.signed($0) }), .real(row.f, decimals: 2),
                Self.written(row.p, row.p.map(Units.p)), Self.written(row.pHolm, row.pHolm.map(Units.p)),
                Self.written(row.detectable, row.detectable.map(Points.size)), .text(row.verdict.rawValue),
            ])
        }
        return table
    }

    func dependenceCaption(of findings: SpaceFindings) -> String {
        "Whether the worth is the same wherever it was measured. Places: pairs of rows that differ in this alone; least and "
            + "most: the worth where it is least and most, each from one pair of rows and so noisier than any mean. F of "
            + "repeated measures within seeds, with Huynh and Feldt's correction; Holm's is over "
            + "\(Units.plural(findings.dependence.count, "test")). Detectable: the smallest change of worth between two "
            + "places that is found with 80 % chance; where none is found and that is above "
            + "\(Points.size(OrderDependenceRow.mattering)) points, it cannot be told. In points."
    }

    func interactionTable(of findings: SpaceFindings) -> Table {
        var table = Table(columns: [
            .init("first"), .init("second"), .init("interaction", "together [95 %]"), .init("n"), .init("p"),
            .init("p_holm", "Holm p"),
        ])
        for row in findings.interactions {
            table.append([
                .text(shortName(of: row.firstPosition, in: findings)),
                .text(shortName(of: row.secondPosition, in: findings)),
                Self.written(row.mean, row.mean.map { Self.text($0, row.interval) }), .integer(row.n),
                Self.written(row.p, row.p.map(Units.p)), Self.written(row.pHolm, row.pHolm.map(Units.p)),
            ])
        }
        return table
    }

    func equalMACsTable(_ findings: EqualMACsFindings) -> Table {
        var table = Table(columns: [
            .init("step"), .init("as_is", "as is [95 %] (n)"),
            .init("equal_macs", "at equal MACs [95 %] (n)"),
            .init("matched", "row"), .init("macs", "MACs"), .init("residual", "off by %"),
        ])
        var seen: Set<String> = []
        for effect in findings.effects where seen.insert(effect.player).inserted {
            func cell(_ estimate: EffectRow.Estimate) -> Table.Value {
                guard let effect = findings.effect(effect.player, estimate), let mean = effect.mean else {
                    return .missing
                }
                return .written(mean, Self.text(of: effect, mean))
            }
            let match = findings.matches.first { $0.step == effect.player }
            table.append([
                .text(effect.player), cell(.order), cell(.equalMACs), .text(match?.matched),
                .integer(match?.macs),
                .real(match.map { $0.residual * 100 }, decimals: 2),
            ])
        }
        return table
    }

    /// Every row that is a subset, under the first space that has it.
    var subsetTable: Table? {
        var table = Table(columns: [
            .init("row"), .init("n_players", "on"), .init("macs_text", "MACs"),
            .init("top1", "top-1 %, mean ± sd (n)"),
        ])
        var seen: Set<String> = []
        for row in spaces.flatMap(\.subsets).sorted(by: { $0.position < $1.position })
        where seen.insert(row.id).inserted {
            let sd = row.top1SD.map { " ± " + Points.unsigned($0) } ?? ""
            table.append([
                .text(row.id), .integer(row.nPlayers), .written(Double(row.macs), Units.count(row.macs)),
                Self.written(row.top1Mean, row.top1Mean.map { "\(Points.unsigned($0))\(sd) (\(row.n))" }),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }
}

extension InteractionRow {
    var interval: Interval? {
        guard let lower, let upper else { return nil }
        return Interval(lower: lower, upper: upper, confidence: 0.95)
    }

    var isDistinguishable: Bool { (pHolm ?? 1) < PairedEstimate.significance }
}
