import AblateRunner
import AblateStatistics

/// What a study asks of its rows, each as a sum of accuracies: differences between rows of a roadmap, and every estimate of
/// its designs.
package struct StudyHypotheses: Sendable {
    package let all: [Hypothesis]

    package struct Hypothesis: Hashable, Sendable {
        /// What is worth something: a step, a group or an assignment.
        package let player: String
        /// A design's space; `nil` for the roadmap's own rows.
        package let space: String?
        package let estimate: EffectRow.Estimate
        /// By row, ascending: what its accuracy counts.
        let weights: [Weight]

        /// What a study keeps of it: `steps gelu last`.
        package var name: String { "\(space ?? "rows") \(player) \(estimate.rawValue)" }

        /// The rows that it is asked of.
        package var rows: [String] { weights.map(\.row) }
    }

    struct Weight: Hashable, Sendable {
        let row: String
        let factor: Double
    }

    package init(_ manifest: StudyManifest) {
        var all: [Hypothesis] = []
        for step in manifest.steps where !step.isDesigned && !step.isPeer {
            guard let reference = manifest.steps.reference(of: step) else { continue }
            all.append(
                Hypothesis(
                    player: step.id, space: nil, estimate: .order,
                    weights: Self.weights([(step.id, 1), (reference.id, -1)])))
        }
        for space in manifest.designSpaces { all += SpaceEffects(space, [:]).hypotheses }
        all += Self.equalMACs(manifest)
        // The first step added to the first row is also that in the roadmap's order: one question.
        var seen: Set<[Weight]> = []
        self.all = all.filter { seen.insert($0.weights).inserted }
    }

    /// Those of these that `isKept` says.
    func keeping(_ isKept: (Hypothesis) -> Bool) -> StudyHypotheses {
        StudyHypotheses(all: all.filter(isKept))
    }

    private init(all: [Hypothesis]) { self.all = all }

    /// What rows are worth at the first row's multiply–accumulates.
    private static func equalMACs(_ manifest: StudyManifest) -> [Hypothesis] {
        let matches = (manifest.designs ?? []).flatMap { $0.matches ?? [] }
        let matched = Dictionary(matches.map { ($0.step, $0.matched) }) { first, _ in first }
        return manifest.steps.compactMap { step in
            guard !step.isDesigned, !step.isPeer, let reference = manifest.steps.reference(of: step)?.id,
                matched[step.id] != nil || matched[reference] != nil
            else { return nil }
            return Hypothesis(
                player: step.id, space: EqualMACsEffects.space, estimate: .equalMACs,
                weights: weights([(matched[step.id] ?? step.id, 1), (matched[reference] ?? reference, -1)]))
        }
    }

    static func weights(_ parts: [(String, Double)]) -> [Weight] {
        var sums: [String: Double] = [:]
        for (row, factor) in parts { sums[row, default: 0] += factor }
        return sums.filter { $0.value != 0 }.map { Weight(row: $0.key, factor: $0.value) }
            .sorted { $0.row < $1.row }
    }

    /// Of each hypothesis the differences of the seeds that all its rows completed, ascending by seed.
    package func differences(_ accuracies: [String: [Int: Double]]) -> [[Double]] {
        all.map { hypothesis in
            let rows = hypothesis.weights.map { accuracies[$0.row] ?? [:] }
            let seeds = (rows.first ?? [:]).keys.filter { seed in rows.allSatisfy { $0[seed] != nil } }
                .sorted()
            return seeds.map { seed in
                zip(hypothesis.weights, rows).reduce(0) { $0 + $1.0.factor * ($1.1[seed] ?? 0) }
            }
        }
    }
}

extension SpaceEffects {
    /// Every estimate of the space as a sum of accuracies.
    var hypotheses: [StudyHypotheses.Hypothesis] {
        func hypothesis(_ player: Int, _ estimate: EffectRow.Estimate, _ parts: [(Subset, Double)])
            -> StudyHypotheses.Hypothesis?
        {
            let named = parts.map { subset, factor in space.row(with: subset.players).map { ($0, factor) } }
            guard !named.contains(where: { $0 == nil }) else { return nil }
            return StudyHypotheses.Hypothesis(
                player: space.players[player].id, space: space.name, estimate: estimate,
                weights: StudyHypotheses.weights(named.compactMap(\.self)))
        }
        let last = table.last
        var all: [StudyHypotheses.Hypothesis?] = []
        for player in table.players {
            let before = table.before(player)
            if space.hasOrder {
                all.append(hypothesis(player, .order, [(before.adding(player), 1), (before, -1)]))
            }
            all.append(hypothesis(player, .first, [(Subset([player]), 1), (.empty, -1)]))
            if last.contains(player) {
                all.append(hypothesis(player, .last, [(last, 1), (last.removing(player), -1)]))
            }
            // Of drawn orders a test over seeds alone would leave the drawing out.
            if let walks, !walks.isSample {
                all.append(
                    hypothesis(
                        player, .shapley,
                        walks.places(of: player).flatMap { place in
                            [(place.before.adding(player), place.share), (place.before, -place.share)]
                        }))
            }
        }
        return all.compactMap(\.self)
    }
}
