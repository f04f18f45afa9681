import AblateRoadmaps
import AblateRunner

extension Study {
    /// Every row of the roadmap once, on a sixth of the training images: minutes on two cores.
    public static let quick = Study(
        "quick", "The roadmap in minutes", regime: .small, rows: Roadmap.convNeXt, recipe: .small(epochs: 3),
        recipeRows: [.originalRecipe],
        dataset: "fashion-mnist", trainImages: 10_000, seeds: [0])

    /// Every row of the roadmap on all training images, with five seeds.
    public static let roadmap = Study(
        "roadmap", "ResNet-50 to ConvNeXt on Fashion-MNIST", regime: .small, rows: Roadmap.convNeXt,
        recipe: .small(epochs: 10), recipeRows: [.originalRecipe], dataset: "fashion-mnist",
        seeds: Array(0..<5))

    /// The studies that the command line knows.
    public static let presets: [Study] = [quick, roadmap]
}

extension RecipeRow {
    /// The paper's first row, 76.13: what the enhanced recipe gives is `resnet-50`'s difference to it. Its recipe is
    /// ``Recipe/original(epochs:batchSize:)`` over as many images as the study's own; random resized crops are for
    /// studies that have them.
    public static let originalRecipe = RecipeRow(
        "resnet-50-original-recipe", "ResNet-50 (original recipe)", of: "resnet-50"
    ) { recipe in
        recipe.augmentation.randomResizedCrop == nil
            ? .smallOriginal(epochs: recipe.epochs, batchSize: recipe.batchSize)
            : .original(epochs: recipe.epochs, batchSize: recipe.batchSize)
    }
}
