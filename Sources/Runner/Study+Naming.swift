import Datasets
import Training

extension Study {
    /// The study under a name that tells what was changed of `preset`: its name, then `flag=value` for each
    /// difference in the order of the flags (`quick epochs=1 train-images=300`).
    ///
    /// Steps and seeds are no part of it: they say how much of the protocol is run, not what it is.
    public func named(after preset: Study) -> Study {
        let changes =
            zip(settings, preset.settings).filter { $0.value != $1.value }.map(\.0.text)
            + fieldChanges(from: preset)
        var result = self
        result.name = ([preset.name] + changes).joined(separator: " ")
        return result
    }

    /// Of the recipe, as `recipe.FIELD=value`, what no flag of its own changes.
    private func fieldChanges(from preset: Study) -> [String] {
        recipe.changes(from: preset.recipe)
            .filter { change in !Self.flaggedFields.contains { change.hasPrefix($0 + "=") } }
            .map { "recipe." + $0 }
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
