import AblateExperiments
import AblateRuns
import Testing

/// A recipe in a report's line: what is done is named, what is not is not.
@Suite("Recipes in words")
struct RecipeTextTests {
    private static func text(_ recipe: Recipe) throws -> String {
        let study = try ReportFixture.study(steps: ["resnet-50"], seeds: [0], paper: [:]) {
            $0.recipe = recipe
        }
        let text = try ReportFixture.report(study, []).rendered(as: .markdown)
        return String(
            try #require(text.split(separator: "\n").first { $0.hasPrefix("| recipe |") })
                .dropFirst("| recipe | ".count).dropLast(2))
    }

    @Test func theStudysOwn() throws {
        #expect(
            try Self.text(.small(epochs: 3))
                == "3 epochs, batch 64, AdamW with learning rate 0.004, warm-up over 10 % of the iterations, then cosine "
                + "to 1e-06, weight decay 0.05 on tensors of two or more dimensions, label smoothing 0.1, initialisation "
                + "pytorch-default, horizontal flip")
    }

    @Test func theOriginalHasStepsAndMomentumAndNoCosine() throws {
        #expect(
            try Self.text(.original())
                == "90 epochs, batch 256, SGD with momentum 0.9 and learning rate 0.1, no warm-up, times 0.1 after 33.3 % "
                + "and 66.7 % of the iterations, weight decay 0.0001 on every tensor, initialisation pytorch-default, "
                + "random resized crop (interpolation bilinear), horizontal flip")
    }

    @Test func whatIsOnIsNamed() throws {
        var recipe = Recipe.enhanced
        recipe.weightAverage = WeightAverage(decay: 0.999)
        recipe.optimizer = .adamW(AdamW(beta2: 0.95))
        recipe.weightDecay = 0
        let text = try Self.text(recipe)
        for part in [
            "AdamW with learning rate 0.004 and β₂ 0.95", "no weight decay", "stochastic depth 0.1",
            "tested with the moving average of the weights, decay 0.999", "RandAugment", "random erasing",
            "mixup and CutMix", "RandAugment (interpolation bicubic)", "initialisation truncated-normal",
        ] { #expect(text.contains(part), "\(part)") }
        recipe.augmentation.mixing?.cutMixAlpha = 0
        recipe.optimizer = .sgd(SGD(momentum: 0))
        recipe.labelSmoothing = 0
        let other = try Self.text(recipe)
        #expect(other.contains(", mixup") && !other.contains("CutMix") && !other.contains("label smoothing"))
        #expect(other.contains("SGD without momentum, learning rate 0.004") && !other.contains("β₂"))
    }

    /// A row with a recipe of its own has a line of its own.
    @Test func rowsOfAnotherRecipeAreDescribed() throws {
        let study = try ReportFixture.study(
            steps: ["resnet-50-original-recipe", "resnet-50"], seeds: [0], paper: [:])
        let text = try ReportFixture.report(study, []).rendered(as: .markdown)
        #expect(
            text.contains(
                "| recipe of resnet-50-original-recipe | 2 epochs, batch 64, SGD with momentum 0.9 "))
    }
}
