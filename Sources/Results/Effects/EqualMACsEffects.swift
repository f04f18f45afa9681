import AblateRunner

/// What each row of a roadmap is worth against the row before it, as it is and where both have the first row's
/// multiply–accumulates.
struct EqualMACsEffects {
    static let space = "equal-macs"

    let effects: [EffectRow]

    init(_ manifest: StudyManifest, _ accuracies: [String: [Int: Double]]) {
        let matches = (manifest.designs ?? []).flatMap { $0.matches ?? [] }
        guard !matches.isEmpty else {
            effects = []
            return
        }
        let matched = Dictionary(matches.map { ($0.step, $0.matched) }) { first, _ in first }
        var rows: [EffectRow] = []
        for step in manifest.steps where !step.isDesigned && !step.isPeer {
            guard let reference = manifest.steps.reference(of: step)?.id else { continue }
            for (estimate, ours, theirs) in [
                (EffectRow.Estimate.order, step.id, reference),
                (.equalMACs, matched[step.id] ?? step.id, matched[reference] ?? reference),
            ] {
                let (us, them) = (accuracies[ours] ?? [:], accuracies[theirs] ?? [:])
                let seeds = us.keys.filter { them[$0] != nil }.sorted()
                let differences = seeds.compactMap { seed in
                    us[seed].flatMap { a in them[seed].map { a - $0 } }
                }
                rows.append(
                    EffectRow(
                        Self.space, step.position, step.id, estimate, differences,
                        seeds.isEmpty ? "No seed has completed runs of '\(ours)' and '\(theirs)'." : nil))
            }
        }
        for estimate in [EffectRow.Estimate.order, .equalMACs] {
            rows.correct(estimate, over: rows.count { $0.estimate == estimate })
        }
        effects = rows
    }
}
