extension Recipe {
    /// All that is done in training, in a line; what is not done is left out.
    package var text: String {
        let parts: [(path: String, words: String)] = Self.table.compactMap { field in
            guard case .words(let words) = field.told, let text = words(self) else { return nil }
            return (field.path, text)
        }
        let hasAugmentation = parts.contains { $0.path.hasPrefix("augmentation.") }
        return (parts.map(\.words) + (hasAugmentation ? [] : ["no augmentation"])).joined(separator: ", ")
    }

    /// Why a field of this recipe has none: what stands in its place.
    ///
    /// - Returns: `nil` for a field with effect.
    package func reasonWithoutEffect(_ path: String) -> String? {
        let rules = Optimizer.Kind.allCases.map(\.rule)
        if rules.contains(where: { $0.has(path) }) {
            let own = type(of: optimizer.rule)
            return own.has(path) ? nil : "without effect under \(own.title)"
        }
        if path == "finalLearningRate", case .steps = schedule {
            return "without effect under \(StepDecay.title)"
        }
        return nil
    }
}

extension OptimizerRule {
    fileprivate static func has(_ name: String) -> Bool { fields.contains { $0.name == name } }
}
