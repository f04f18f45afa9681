import Training

extension StudyManifest {
    /// What of `stored` contradicts this manifest, in words; `nil` when both can stand under one name.
    func conflict(with stored: StudyManifest) -> String? {
        if stored.name != name { return "the name '\(stored.name)', which needs the same file" }
        if stored.semantics != semantics { return "version \(stored.semantics) of the engine" }
        if stored.data != data { return "other data (\(CanonicalJSON.text(stored.data)))" }
        if stored.recipe != recipe { return "another recipe (\(CanonicalJSON.text(stored.recipe)))" }
        if stored.regime != regime { return "the regime '\(stored.regime)'" }
        if stored.roadmap != roadmap { return "the roadmap '\(stored.roadmap)'" }
        for step in steps {
            guard let other = stored.steps.first(where: { $0.id == step.id }) else { continue }
            if other.architecture != step.architecture { return "another architecture of '\(step.id)'" }
            if other.recipe != step.recipe { return "another recipe of '\(step.id)'" }
        }
        return nil
    }

    /// This manifest with the steps and seeds of an earlier one added.
    func adding(_ stored: StudyManifest) -> StudyManifest {
        var result = self
        let added = stored.steps.filter { old in !steps.contains { $0.id == old.id } }
        result.steps = (steps + added).sorted { ($0.position, $0.id) < ($1.position, $1.id) }
        result.seeds = Set(seeds + stored.seeds).sorted()
        return result
    }
}
