import Datasets
import Training

extension Recipe {
    /// The enhanced recipe's form (arXiv:2201.03545, Table 5) at the scale of the small regime: AdamW, linear
    /// warm-up and cosine, label smoothing, no stochastic depth.
    public static func small(epochs: Int) -> Recipe {
        var recipe = Recipe(
            epochs: epochs, batchSize: 128, learningRate: 2e-3, dropPathRate: 0,
            augmentation: Augmentation(cropPadding: 2, horizontalFlip: true))
        recipe.warmupFraction = 0.1
        recipe.labelSmoothing = 0.1
        recipe.weightDecay = 0.05
        recipe.initialisation = .pyTorchDefault
        return recipe
    }
}
