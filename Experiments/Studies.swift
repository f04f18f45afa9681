import AblateRoadmaps
import AblateRunner
import AblateRuns

extension Study {
    /// Every row of the roadmap once, on a sixth of the training images: minutes on two cores.
    public static let quick = Study(
        "quick", "The roadmap in minutes", regime: .small, rows: Roadmap.convNeXt, recipe: .small(epochs: 3),
        dataset: "fashion-mnist", trainImages: 10_000, seeds: [0])

    /// Every row of the roadmap on all training images, with five seeds.
    public static let roadmap = Study(
        "roadmap", "ResNet-50 to ConvNeXt on Fashion-MNIST", regime: .small, rows: Roadmap.convNeXt,
        recipe: .small(epochs: 10), dataset: "fashion-mnist",
        seeds: Array(0..<5))

    /// What ConvNeXt V2 changes in the block.
    public static let beyond = Study(
        "beyond", "Past the paper: from ConvNeXt to ConvNeXt V2's block", regime: .small,
        rows: Roadmap.beyond,
        recipe: .small(epochs: 3), dataset: "fashion-mnist", trainImages: 10_000, seeds: Array(0..<3))

    /// ConvNeXt in five sizes.
    public static let family = Study(
        "family", "ConvNeXt in five sizes beside Swin", regime: .small, rows: Roadmap.family,
        recipe: .small(epochs: 3), dataset: "fashion-mnist", trainImages: 10_000, seeds: Array(0..<3))

    /// ConvNeXt on one map.
    public static let isotropic = Study(
        "isotropic", "ConvNeXt blocks on one map", regime: .small, rows: Roadmap.isotropic,
        recipe: .small(epochs: 3), dataset: "fashion-mnist", trainImages: 10_000, seeds: Array(0..<3))

    /// What each step is worth, wherever it stands: in the paper's order, added to the first row, taken from the last, over
    /// all subsets of the paper's groups, and inside the step that bundles five assignments. The seeds were declared
    /// before the first run.
    public static let worth = Study(
        "worth", "What a step is worth, wherever it stands", regime: .small, rows: Roadmap.convNeXt,
        recipe: .small(epochs: 3), dataset: "fashion-mnist", trainImages: 10_000, seeds: Array(0..<10)
    ).design(.cumulative, .leaveOneOut, .addOneIn, .groups, .inside("separate-downsampling"))

    /// The studies that the command line knows.
    public static let presets: [Study] = [quick, roadmap, worth, beyond, family, isotropic]
}

extension Recipe {
    /// The ResNet recipe over as many images as the study's own; random resized crops are for studies that have them.
    static func original(beside recipe: Recipe) -> Recipe {
        recipe.augmentation.randomResizedCrop == nil
            ? .smallOriginal(epochs: recipe.epochs, batchSize: recipe.batchSize)
            : .original(epochs: recipe.epochs, batchSize: recipe.batchSize)
    }
}
