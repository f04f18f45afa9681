import AblateFigures
import AblateResults
import AblateStatistics
import AblateTables
import AblateWords

extension StudyReport {
    /// What steps are worth wherever they stand; `nil` where the study asks no designs.
    var effectSection: ReportDocument.Section? {
        guard !spaces.isEmpty || equalMACs != nil else { return nil }
        var blocks: [ReportDocument.Block] = []
        if !spaces.isEmpty { blocks.append(.paragraph(effectText)) }
        for (place, findings) in spaces.enumerated() {
            blocks.append(.heading(title(of: findings)))
            // One stands before all sections.
            if place != firstSpace { blocks += figures(figure(of: findings)) }
            blocks.append(
                .table(
                    effectTable(of: findings), caption: caption(of: findings),
                    query: Self.query(.effects(of: manifest.name, space: findings.space.name))))
            if !findings.dependence.isEmpty {
                blocks.append(
                    .table(
                        dependenceTable(of: findings), caption: dependenceCaption(of: findings),
                        query: Self.query(.orderDependence(of: manifest.name, space: findings.space.name))))
            }
            if !findings.interactions.isEmpty {
                blocks += figures(interactionFigure(of: findings))
                blocks.append(
                    .table(
                        interactionTable(of: findings),
                        caption:
                            "What two are worth together beyond what each is worth, over all subsets of the others "
                            + "that the design has, paired by seed, in points; Holm's correction is over "
                            + "\(Units.plural(findings.interactions.count, "pair")).",
                        query: Self.query(.interactions(of: manifest.name, space: findings.space.name))))
            }
            let remarks = remarks(on: findings)
            if !remarks.isEmpty { blocks.append(.list(remarks)) }
        }
        if let equalMACs {
            blocks.append(.heading("At equal MACs"))
            blocks.append(
                .table(
                    equalMACsTable(equalMACs),
                    caption:
                        "What each row is worth against the row before it: as it is, and where the widths of stages bring "
                        + "both to the first row's \(Units.count(equalMACs.matches[0].target)) MACs, within 1 % where whole "
                        + "channels come that close. Paired by seed, in points.",
                    query: Self.query(.effects(of: manifest.name, space: "equal-macs"))))
        }
        if let rows = subsetTable {
            blocks.append(.heading("Rows of designs"))
            blocks.append(
                .table(
                    rows, caption: "Every row that is a subset of steps, groups or assignments.",
                    query: Self.query(.subsets(of: manifest.name))))
        }
        return .init(id: "effects", title: "What a step is worth, wherever it stands", blocks: blocks)
    }

    /// `in the paper's order`
    func name(of estimate: EffectRow.Estimate) -> String {
        switch estimate {
        case .order: reference == nil ? "in the roadmap's order" : "in \(theirs) order"
        case .first: "added to the first row"
        case .last: "taken from the last row"
        case .shapley: "Shapley"
        case .equalMACs: "at equal MACs"
        }
    }

    /// The same in a space: of a few steps the first row has none of them, and the last all.
    func name(of estimate: EffectRow.Estimate, in findings: SpaceFindings) -> String {
        findings.space.name(of: estimate) ?? name(of: estimate)
    }

    private func title(of findings: SpaceFindings) -> String {
        switch findings.space.name {
        case "steps": "Steps"
        case "groups": "Groups of steps"
        case let name where name.hasPrefix("inside:"): "Inside \(name.dropFirst("inside:".count))"
        case let name: name
        }
    }

    private var effectText: String {
        "A step's worth is the difference between two rows that differ in it alone, and what stands beside it can change it: "
            + "\(name(of: .order)) it is added to the steps before it, alone to the first row, or taken from the last. "
            + "A Shapley value is the mean over all orders of adding, or over random ones with their reverses, and the values "
            + "of all players add up to the last row less the first. Intervals are of 95 % and, where orders are drawn, hold "
            + "both the seeds and the orders."
    }

    // MARK: Figures

    /// The place of the first space that is measured in several ways; `nil` where none is.
    private var firstSpace: Int? { spaces.firstIndex(where: \.hasSeveralEstimates) }

    /// What a reader takes in at a glance: of the first space that is measured in several ways.
    var effectFigure: Figure? {
        firstSpace.flatMap { figure(of: spaces[$0]) }
    }

    private func figure(of findings: SpaceFindings) -> Figure? {
        let lines = findings.space.players.indices.map { player in
            EffectFigure.Line(
                id: shortName(of: player, in: findings), title: findings.space.players[player].title,
                estimates: EffectKind.allCases.compactMap { kind in
                    guard let estimate = EffectRow.Estimate(rawValue: kind.rawValue),
                        let effect = findings.effect(player, estimate), let mean = effect.mean
                    else { return nil }
                    return .init(kind: kind, mean: mean, interval: effect.interval, n: effect.n)
                },
                remark: findings.dependence(of: player).flatMap {
                    $0.verdict == .depends ? $0.verdict.rawValue : nil
                })
        }
        let legend = EffectKind.allCases.reduce(into: [:]) { legend, kind in
            legend[kind] = EffectRow.Estimate(rawValue: kind.rawValue).map { name(of: $0, in: findings) }
        }
        return EffectFigure.figure(
            of: lines, legend: legend,
            id: "effects-" + findings.space.name.map { $0.isLetter || $0.isNumber ? "\($0)" : "-" }.joined())
    }

    /// An assignment is called by its field in a section of its step.
    func shortName(of player: Int, in findings: SpaceFindings) -> String {
        let player = findings.space.players[player]
        return findings.isInside ? player.title : player.id
    }

    private func interactionFigure(of findings: SpaceFindings) -> Figure? {
        let cells = findings.interactions.compactMap { row -> InteractionFigure.Cell? in
            guard let mean = row.mean else { return nil }
            return .init(
                first: row.firstPosition, second: row.secondPosition, mean: mean, interval: row.interval,
                n: row.n,
                isSure: row.isDistinguishable)
        }
        return InteractionFigure.figure(
            of: cells, players: findings.space.players.indices.map { shortName(of: $0, in: findings) },
            id: "interactions-"
                + findings.space.name.map { $0.isLetter || $0.isNumber ? "\($0)" : "-" }.joined())
    }

    // MARK: Remarks

    /// What is not there, and why.
    private func remarks(on findings: SpaceFindings) -> [String] {
        var remarks = findings.space.leftOut.map { left in
            "Left out: \(left.on.joined(separator: ", ").held) alone. \(left.reason)"
        }
        if !findings.space.exclusions.isEmpty {
            let names = findings.space.exclusions.map { pair in
                pair.map { "`\(findings.space.players[$0].id)`" }.joined(separator: " and ")
            }
            remarks.append(
                "\(Units.list(names)) exclude each other: each is averaged over the orders that add it, and passed over in "
                    + "the others.")
        }
        // Rows without a run are named once, whatever wants them.
        let isOpen = /^'([^']+)' has no completed run\.$/
        var open: [String] = []
        for effect in findings.effects where effect.n != 1 {
            guard let reason = effect.reason else { continue }
            if let match = reason.wholeMatch(of: isOpen) {
                if !open.contains("`\(match.1)`") { open.append("`\(match.1)`") }
            } else if !remarks.contains(where: { $0.hasSuffix(reason) }) {
                remarks.append("`\(effect.player)` \(name(of: effect.estimate, in: findings)): \(reason)")
            }
        }
        if !open.isEmpty {
            remarks.append(
                "Not completed yet: \(open.count > 6 ? "\(open.count) rows, \(Units.list(Array(open.prefix(3)))) among them" : Units.list(open))."
            )
        }
        return remarks.count > 8
            ? Array(remarks.prefix(8)) + ["And \(remarks.count - 8) more of this kind."] : remarks
    }
}
