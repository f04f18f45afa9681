import AblateRuns
import AblateWords

extension Study {
    /// The study with a list of what was changed of `preset`: `flag=value` for each difference in the order of the
    /// flags.
    ///
    /// Steps and seeds are no part of it: they say how much of the study is run, not what it is.
    package func changed(from preset: Study) -> Study {
        let flags = zip(settings, preset.settings).filter { $0.value != $1.value }.map(\.0)
        var result = self
        let fields = fieldChanges(from: preset).map { "recipe." + $0 }
        result.changes = preset.changes + flags.map(\.text) + fields
        result.changeWords = preset.changeWords + flags.map(\.text) + fieldWords(from: preset)
        return result
    }

    /// The study by a recipe that has a name, as one change.
    package func with(_ recipe: Recipe, called name: String) -> Study {
        guard recipe != self.recipe else { return self }
        var result = self
        result.recipe = recipe
        result.changes.append("recipe=\(name)")
        result.changeWords.append("recipe=\(name)")
        return result
    }

    /// Of the recipe, as `FIELD=value`, what no flag of its own changes.
    private func fieldChanges(from preset: Study) -> [String] {
        recipe.changes(from: preset.recipe)
            .filter { change in !Self.flaggedFields.contains { change.hasPrefix($0 + "=") } }
    }

    /// The same with a part that was added as it comes in one word: `randomErasing`.
    private func fieldWords(from preset: Study) -> [String] {
        let parts = recipe.partsAdded(to: preset.recipe)
        let others = fieldChanges(from: preset).filter { change in
            !parts.contains { change.hasPrefix($0 + ".") }
        }
        return (parts + others).sorted().map { word in
            let prefix = "augmentation."
            return word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : word
        }
    }

    /// Fields of the recipe that have a flag.
    private static let flaggedFields: Set = [
        "epochs", "learningRate", "batchSize", "weightDecay", "labelSmoothing", "dropPathRate",
        "warmupFraction", "optimizer", "initialisation", "augmentation.cropPadding",
        "augmentation.horizontalFlip",
    ]

    /// One choice as the command line spells it.
    private struct Setting {
        var flag: String
        var value: String
        /// The whole text where it is not `flag=value`.
        var word: String?
        var text: String { word ?? "\(flag)=\(value)" }

        init(_ flag: String, _ value: some CustomStringConvertible, word: String? = nil) {
            self.flag = flag
            self.value = value.description
            self.word = word
        }
    }

    /// Every choice that a flag can change, in the order of the flags.
    private var settings: [Setting] {
        let flips = recipe.augmentation.horizontalFlip
        return [
            Setting("regime", regime.id),
            Setting("dataset", dataset),
            Setting("epochs", recipe.epochs),
            Setting("train-images", trainImages.map(String.init) ?? "all"),
            Setting("test-images", testImages.map(String.init) ?? "all"),
            // The regime's own side is no change of its own.
            Setting("image-side", resolvedImageSide == regime.input.height ? "own" : "\(resolvedImageSide)"),
            Setting("held-out", heldOut, word: heldOut ? "held-out" : "test-set"),
            Setting("learning-rate", recipe.learningRate),
            Setting("batch-size", recipe.batchSize),
            Setting("weight-decay", recipe.weightDecay),
            Setting("label-smoothing", recipe.labelSmoothing),
            Setting("drop-path-rate", recipe.dropPathRate),
            Setting("warmup-fraction", recipe.warmupFraction),
            Setting("optimizer", recipe.optimizer.rawValue),
            Setting("initialisation", recipe.initialisation.rawValue),
            Setting("crop-padding", recipe.augmentation.cropPadding),
            Setting("horizontal-flip", flips, word: flips ? "horizontal-flip" : "no-flip"),
        ]
    }
}
