import AblateRuns

/// A recipe that the command line knows by name, with where each field is from.
public struct NamedRecipe: Sendable {
    /// What `--recipe` takes.
    public let name: String
    /// What a list calls it.
    public let title: String
    /// The recipe itself.
    public let recipe: Recipe
    /// By the path of a field, or of the part that it belongs to; `""` for all others.
    private let sources: [String: String]

    /// A recipe of that name.
    ///
    /// - Parameter sources: where fields are from, by their paths or those of the parts that they belong to; `""` stands
    ///   for all others.
    public init(_ name: String, _ title: String, _ recipe: Recipe, sources: [String: String] = [:]) {
        self.name = name
        self.title = title
        self.recipe = recipe
        self.sources = sources
    }

    /// Where a field is from.
    public func source(of path: String) -> String {
        if let reason = recipe.reasonWithoutEffect(path) { return reason }
        var place = path
        while !place.isEmpty {
            if let source = sources[place] { return source }
            place = place.lastIndex(of: ".").map { String(place[..<$0]) } ?? ""
        }
        return sources[""] ?? ""
    }

    /// Those that come with Ablate.
    public static let builtIn = [small, enhanced, original, smallOriginal]

    private static let table5 = "arXiv:2201.03545, Table 5"
    private static let papersCode = "the code of arXiv:2201.03545"
    private static let convention = "He et al., arXiv:1512.03385, 3.4"
    private static let torchvision = "torchvision's reference training"
    private static let without = "not in the recipe"

    static let small = NamedRecipe(
        "small", "The enhanced recipe's form for 28 to 32 px, chosen by measurement", .small(epochs: 3),
        sources: [
            "": table5, "epochs": "minutes on two cores", "batchSize": "measured", "learningRate": "measured",
            "warmupFraction": "measured", "initialisation": "measured", "augmentation": "measured",
            "dropPathRate": "measured", "finalLearningRate": papersCode, "epsilon": papersCode,
            "stepDecay": without, "weightAverage": "off in the roadmap, arXiv:2201.03545, A.1",
            "weightDecayScope": papersCode,
        ])

    static let enhanced = NamedRecipe(
        "enhanced", "The paper's enhanced recipe at 224 px", .enhanced,
        sources: [
            "": table5, "finalLearningRate": papersCode, "epsilon": papersCode,
            "initialisation": table5 + " (0.2 there is 0.02 in the code)",
            "augmentation.cropPadding": without, "augmentation.horizontalFlip": papersCode,
            "augmentation.randomResizedCrop": papersCode, "augmentation.mixing.switchProbability": papersCode,
            "augmentation.randomErasing.scale": "timm's default",
            "augmentation.randomErasing.ratio": "timm's default",
            "augmentation.randAugment.interpolation": papersCode, "stepDecay": without,
            "weightAverage": "off in the roadmap, arXiv:2201.03545, A.1", "weightDecayScope": papersCode,
        ])

    static let original = NamedRecipe(
        "original", "The ResNet recipe at 224 px, before the enhanced one", .original(),
        sources: originalSources)

    static let smallOriginal = NamedRecipe(
        "small-original", "The ResNet recipe beside 'small': as many images, the same flip",
        .smallOriginal(epochs: 3),
        sources: originalSources.merging([
            "epochs": "as 'small'", "batchSize": "as 'small'", "augmentation": "as 'small'",
            "learningRate": "0.1 for 256 images a step, in proportion",
        ]) { $1 })

    private static let originalSources = [
        "": torchvision, "momentum": convention, "weightDecay": convention, "stepDecay.factor": convention,
        "batchSize": convention, "learningRate": convention, "dropPathRate": without,
        "labelSmoothing": without,
        "warmupFraction": without, "augmentation.mixing": without,
        "augmentation.randAugment": without, "augmentation.randomErasing": without,
        "augmentation.cropPadding": without, "weightAverage": without, "initialisation": "PyTorch's default",
    ]
}
