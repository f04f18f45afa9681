import AblateResults
import AblateWords

extension StudyReport {
    /// What designs found, in a sentence or two of the first screen; `nil` where they found nothing yet.
    var effectSentence: String? {
        let parts = spaces.compactMap { findings -> String? in
            if findings.isInside { return insideSentence(findings) }
            // Others are told in their section, or there is nothing else to tell.
            guard ["steps", "groups"].contains(findings.space.name) || spaces.count == 1 else { return nil }
            return findings.dependence.contains { $0.p != nil } ? dependenceSentence(findings) : nil
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Whose worth depends on where it stands, whose does not, and of whom that cannot be told.
    private func dependenceSentence(_ findings: SpaceFindings) -> String {
        let noun = findings.space.name == "groups" ? "group" : "step"
        let depends = findings.players(.depends)
        let stays = findings.players(.notFound)
        let open = findings.players(.cannotTell)
        var text: String
        if depends.isEmpty {
            text =
                "Of \(Units.plural(findings.dependence.count, noun)) none is found to depend on what stands beside it"
        } else {
            text =
                "Of \(Units.plural(findings.dependence.count, noun)) \(depends.count) "
                + "\(depends.count == 1 ? "depends" : "depend") on what stands beside \(depends.count == 1 ? "it" : "them") ("
                + Units.list(depends.map { "`\($0)`" }) + ")"
            if let example = example(findings) { text += ": \(example)" }
        }
        if !stays.isEmpty {
            text +=
                "; for \(Units.list(stays.map { "`\($0)`" })) a change of \(Points.size(OrderDependenceRow.mattering)) points would be found and none is"
        }
        if !open.isEmpty {
            text +=
                "; for \(open.count == findings.dependence.count ? "all" : Units.list(open.map { "`\($0)`" })) it cannot be told"
        }
        return text + "."
    }

    /// The player whose estimates are the farthest apart, with both.
    private func example(_ findings: SpaceFindings) -> String? {
        let candidates = findings.dependence.filter { $0.verdict == .depends }.compactMap { row in
            let effects = [EffectRow.Estimate.order, .first, .last].compactMap {
                findings.effect(row.position, $0)
            }
            .filter { $0.mean != nil }.sorted { ($0.mean ?? 0) < ($1.mean ?? 0) }
            return effects.count < 2
                ? nil : (row.player, effects[0], effects[effects.count - 1])
        }
        guard
            let (player, least, most) = candidates.max(by: { a, b in
                (a.2.mean ?? 0) - (a.1.mean ?? 0) < (b.2.mean ?? 0) - (b.1.mean ?? 0)
            }), let low = least.mean, let high = most.mean
        else { return nil }
        return
            "`\(player)` is worth \(Self.text(low, least.interval)) points \(name(of: least.estimate)) and "
            + "\(Self.text(high, most.interval)) \(name(of: most.estimate))"
    }

    /// Which of a step's assignments are told from zero.
    private func insideSentence(_ findings: SpaceFindings) -> String? {
        let step = findings.space.name.dropFirst("inside:".count)
        let told = findings.effects.filter { [.first, .last].contains($0.estimate) && $0.isDistinguishable }
        guard findings.effects.contains(where: { $0.p != nil }) else { return nil }
        guard !told.isEmpty else { return "Inside `\(step)` no assignment alone is told from zero." }
        let worths = told.sorted { abs($0.mean ?? 0) > abs($1.mean ?? 0) }.prefix(3).map { effect in
            "`\(findings.space.players[effect.position].title)` \(Self.text(effect.mean ?? 0, effect.interval)) "
                + (effect.estimate == .first ? "alone" : "taken from it")
        }
        return "Inside `\(step)`: \(Units.list(Array(worths)))."
    }
}
