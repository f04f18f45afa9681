/// One way from the empty set on.
struct Walk: Hashable, Sendable {
    /// One player each.
    let steps: [Step]
}

/// A player that is added to a subset. Subsets are named by their places in ``Walks/visited``.
struct Step: Hashable, Sendable {
    /// Who is added.
    let player: Int
    /// Where it was not yet there.
    let before: Int
    /// Where it is.
    let after: Int
}

/// A step, and in how many walks it is taken.
struct CountedStep: Hashable, Sendable {
    /// Once for all walks.
    let step: Step
    /// Of walks.
    let count: Int
}

extension Walks {
    /// Equal steps of many walks as one with a whole number: 720 orders of six players have 4,320 steps, of which 192
    /// differ. Sorted, so that sums over them have the same bits everywhere.
    static func counted(_ walks: some Sequence<Walk>) -> [CountedStep] {
        var counts: [Step: Int] = [:]
        for walk in walks {
            for step in walk.steps { counts[step, default: 0] += 1 }
        }
        return counts.map { CountedStep(step: $0.key, count: $0.value) }
            .sorted { ($0.step.player, $0.step.before) < ($1.step.player, $1.step.before) }
    }

    /// Whether every subset that this walk visits is there.
    static func isUsable(_ walk: Walk, where isThere: [Bool]) -> Bool {
        // The empty set is the first of all that are visited.
        isThere[0] && walk.steps.allSatisfy { isThere[$0.after] }
    }
}
