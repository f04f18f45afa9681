import AblateExperiments
import AblateRuns
import Testing

@Suite struct RecipeFieldTests {
    private static func lion(beta2: Double) -> Recipe {
        var recipe = Recipe.small(epochs: 3)
        recipe.optimizer = .lion(Lion(beta2: beta2))
        return recipe
    }

    private static func adamW(beta2: Double) -> Recipe {
        var recipe = Recipe.small(epochs: 3)
        recipe.optimizer = .adamW(AdamW(beta2: beta2))
        return recipe
    }

    @Test func everyFieldIsThereOnce() {
        let fields = Recipe.enhanced.fields
        #expect(Set(fields.map(\.path)).count == fields.count)
        #expect(fields.first { $0.path == "learningRate" }?.value == .real(0.004))
        #expect(fields.first { $0.path == "augmentation.mixing.mixupAlpha" }?.value.text == "0.8")
        // Parts that are missing.
        #expect(fields.first { $0.path == "stepDecay" }?.value == .null)
        #expect(
            Recipe.small(epochs: 1).fields.first { $0.path == "augmentation.randAugment" }?.value == .null)
    }

    @Test func fieldsAreSet() throws {
        var recipe = Recipe.small(epochs: 3)
        try recipe.set("dropPathRate", to: "0.1")
        try recipe.set("optimizer", to: "sgd")
        try recipe.set("augmentation.horizontalFlip", to: "false")
        try recipe.set("weightDecayScope", to: "every-tensor")
        try recipe.set("augmentation.randomErasing", to: "default")
        // A part is made for its field.
        try recipe.set("augmentation.randomResizedCrop.scale", to: "0.5,1")
        try recipe.set("stepDecay.milestones", to: "0.5")
        try recipe.set("batchSize", to: "32")
        #expect(recipe.dropPathRate == 0.1 && recipe.optimizer.kind == .sgd && recipe.batchSize == 32)
        #expect(!recipe.augmentation.horizontalFlip)
        #expect(recipe.weightDecayScope == .everyTensor)
        #expect(recipe.augmentation.randomErasing == RandomErasing())
        #expect(recipe.augmentation.randomResizedCrop?.scale == 0.5...1)
        #expect(recipe.schedule == .steps(StepDecay(factor: 0.1, milestones: [0.5])))
        try recipe.set("augmentation.randomErasing", to: "none")
        try recipe.set("weightDecayScope", to: "none")
        #expect(recipe.augmentation.randomErasing == nil && recipe.weightDecayScope == nil)
    }

    @Test(arguments: [
        ("droppath", "1", "A recipe has no field 'droppath'; did you mean 'dropPathRate'"),
        ("augmentation.mixing.alpha", "1", "A recipe has no field 'augmentation.mixing.alpha'; did you mean"),
        ("batchSize", "1.5", "recipe.batchSize must be a whole number, but is '1.5'."),
        ("learningRate", "nan", "recipe.learningRate must be a number, but is 'nan'."),
        ("optimizer", "adam", "recipe.optimizer must be adamw, sgd or lion, but is 'adam'."),
        ("augmentation", "none", "recipe.augmentation is needed and cannot be none."),
        ("epochs", "none", "recipe.epochs is needed and cannot be none."),
        (
            "augmentation.mixing", "yes",
            "recipe.augmentation.mixing must be 'default' or 'none', but is 'yes'."
        ),
        (
            "augmentation.randomErasing.scale", "1,0.5",
            "recipe.augmentation.randomErasing.scale must be numbers separated by commas, such as 0.08,1, but is "
                + "'1,0.5'."
        ),
    ]) func whatIsNoValueIsRefusedAndChangesNothing(path: String, value: String, sentence: String) {
        var recipe = Recipe.small(epochs: 3)
        let error = #expect(throws: RecipeError.self) { try recipe.set(path, to: value) }
        #expect(error?.description.hasPrefix(sentence) == true, "\(String(describing: error))")
        #expect(recipe == .small(epochs: 3))
    }

    /// The name of a study is what makes it again.
    @Test(arguments: [
        (Recipe.enhanced, Recipe.small(epochs: 3)), (Recipe.small(epochs: 3), Recipe.enhanced),
        (Recipe.original(), Recipe.small(epochs: 5)), (Recipe.original(), Recipe.enhanced),
        (Self.lion(beta2: 0.95), Self.adamW(beta2: 0.95)), (Self.adamW(beta2: 0.95), Self.lion(beta2: 0.95)),
        (Self.lion(beta2: 0.99), Recipe.original()), (Recipe.original(), Self.lion(beta2: 0.5)),
    ]) func changesMakeTheRecipeAgain(recipe: Recipe, other: Recipe) throws {
        var copy = other
        for change in recipe.changes(from: other) {
            let parts = change.split(separator: "=", maxSplits: 1).map(String.init)
            try copy.set(parts[0], to: parts[1])
        }
        #expect(copy == recipe)
        #expect(recipe.changes(from: recipe).isEmpty)
    }

    /// `default` would say nothing to whoever reads it without this version's code.
    @Test func valuesAreSpelledOut() throws {
        var recipe = Recipe.small(epochs: 3)
        recipe.augmentation.randomErasing = RandomErasing()
        recipe.weightAverage = WeightAverage(decay: 0.9)
        recipe.weightDecayScope = .everyTensor
        recipe.schedule = .steps(StepDecay())
        let changes = recipe.changes(from: .small(epochs: 3))
        #expect(
            changes.filter { !$0.hasPrefix("augmentation.randomErasing.ratio=") } == [
                "augmentation.randomErasing.probability=0.25",
                "augmentation.randomErasing.scale=0.02,0.3333333333333333", "stepDecay.factor=0.1",
                "stepDecay.milestones=0.3333333333333333,0.6666666666666666", "weightAverage.decay=0.9",
                "weightDecayScope=every-tensor",
            ])
        #expect(recipe.partsAdded(to: .small(epochs: 3)) == ["augmentation.randomErasing", "stepDecay"])
        var without = recipe
        without.schedule = .cosine(Cosine())
        #expect(without.changes(from: recipe) == ["stepDecay=none"])
    }

    @Test(arguments: [
        ("dropPathRate", "1"), ("labelSmoothing", "-0.1"), ("epochs", "0"), ("learningRate", "0"),
        ("warmupFraction", "1.1"), ("weightAverage.decay", "1"), ("stepDecay.factor", "0"),
        ("stepDecay.milestones", "0.5,0.2"), ("augmentation.cropPadding", "33"),
        ("augmentation.randomErasing.probability", "2"), ("beta2", "1"), ("epsilon", "0"),
    ]) func whatCannotBeTrainedByIsRefused(path: String, value: String) throws {
        var recipe = Recipe.small(epochs: 3)
        #expect(throws: Never.self) { try recipe.validate(imageSide: 32) }
        try recipe.set(path, to: value)
        #expect(throws: (any Error).self) { try recipe.validate(imageSide: 32) }
    }
}
