import AblateResults
import AblateRunner
import AblateStatistics

/// What one space of designs found: each player's worth by where it stands, whether that matters, and what players are
/// worth together.
struct SpaceFindings: Sendable {
    let space: DesignSpace
    let effects: [EffectRow]
    let dependence: [OrderDependenceRow]
    let interactions: [InteractionRow]
    let subsets: [SubsetRow]

    /// Whether its players are assignments of one step.
    var isInside: Bool { space.isInside }

    /// What kinds of estimates any player has, in their order.
    var estimates: [EffectRow.Estimate] {
        EffectRow.Estimate.allCases.filter { kind in effects.contains { $0.estimate == kind } }
    }

    /// Whether anything is measured in two ways or more.
    var hasSeveralEstimates: Bool {
        EffectRow.Estimate.allCases.count { kind in
            effects.contains { $0.estimate == kind && $0.mean != nil }
        } > 1
    }

    func effect(_ player: Int, _ estimate: EffectRow.Estimate) -> EffectRow? {
        effects.first { $0.position == player && $0.estimate == estimate }
    }

    func dependence(of player: Int) -> OrderDependenceRow? { dependence.first { $0.position == player } }

    func players(_ verdict: OrderDependenceRow.Verdict) -> [String] {
        dependence.filter { $0.verdict == verdict }.map(\.player)
    }
}

/// What each row is worth as it is and at the first row's multiply–accumulates.
struct EqualMACsFindings: Sendable {
    let matches: [DesignRecord.Match]
    let effects: [EffectRow]

    func effect(_ step: String, _ estimate: EffectRow.Estimate) -> EffectRow? {
        effects.first { $0.player == step && $0.estimate == estimate }
    }
}

extension ReportRecords {
    /// Of every space of the study's designs, in the order in which they were asked.
    var spaces: [SpaceFindings] {
        manifest.designSpaces.map { space in
            SpaceFindings(
                space: space, effects: effects.filter { $0.space == space.name },
                dependence: dependence.filter { $0.space == space.name },
                interactions: interactions.filter { $0.space == space.name },
                subsets: subsets.filter { $0.space == space.name })
        }
    }

    /// `nil` where the study does not ask it.
    var equalMACs: EqualMACsFindings? {
        let matches = (manifest.designs ?? []).flatMap { $0.matches ?? [] }
        if matches.isEmpty { return nil }
        return EqualMACsFindings(matches: matches, effects: effects.filter { $0.space == "equal-macs" })
    }
}

extension EffectRow {
    var interval: Interval? {
        guard let lower, let upper else { return nil }
        return Interval(lower: lower, upper: upper, confidence: 0.95)
    }

    /// Whether it is told from zero, all players of the space considered.
    var isDistinguishable: Bool { (pHolm ?? 1) < PairedEstimate.significance }

    /// Whether an average over some of the orders stands in a Shapley value's place.
    var isPartial: Bool {
        estimate == .shapley && nOrders != nil && nOrders != nOrdersPlanned && reason != nil
    }
}

extension DesignSpace {
    /// What an estimate is called where players are not all steps or groups: `nil` for its own name.
    func name(of estimate: EffectRow.Estimate) -> String? {
        if name == "steps" || name == "groups" { return nil }
        return switch estimate {
        case .order: "in your order"
        case .first: "alone"
        case .last: isInside ? "taken from the step" : "beside the others"
        case .shapley, .equalMACs: nil
        }
    }
}
