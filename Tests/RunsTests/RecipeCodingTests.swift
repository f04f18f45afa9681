import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import AblateRuns
import Foundation
import Testing

/// The coded form is a part of every recorded identity, so it is what it was when settings of optimizers were plain
/// fields.
@Suite struct RecipeCodingTests {
    /// As a run of that time was recorded, with settings of the optimizer that it did not have.
    private func recorded(optimizer: String, _ other: String, stepDecay: Bool) -> String {
        let decay = stepDecay ? #""stepDecay":{"factor":0.5,"milestones":[0.25]},"# : ""
        return """
            {"augmentation":{"cropPadding":2,"horizontalFlip":true},"batchSize":128,"beta1":0.85,"beta2":0.97,\
            "dropPathRate":0.1,"epochs":3,"epsilon":1e-07,"finalLearningRate":2e-05,"initialisation":"truncated-normal",\
            "labelSmoothing":0.1,"learningRate":0.002,\(other)"optimizer":"\(optimizer)",\(decay)\
            "warmupFraction":0.0625,"weightDecay":0.05,"weightDecayScope":"every-tensor"}
            """
    }

    @Test(arguments: ["adamw", "sgd"], [false, true])
    func whatWasRecordedIsCodedAgainAsItWas(optimizer: String, stepDecay: Bool) throws {
        let text = recorded(optimizer: optimizer, #""momentum":0.75,"#, stepDecay: stepDecay)
        let recipe = try JSONDecoder().decode(Recipe.self, from: Data(text.utf8))
        #expect(CanonicalJSON.text(recipe) == text)
        #expect(
            recipe.optimizer
                == (optimizer == "sgd"
                    ? .sgd(SGD(momentum: 0.75)) : .adamW(AdamW(beta1: 0.85, beta2: 0.97, epsilon: 1e-7))))
    }

    @Test func valuesWithoutEffectAreKeptUntilTheyHaveOne() throws {
        let text = recorded(optimizer: "adamw", #""momentum":0.75,"#, stepDecay: false)
        var recipe = try JSONDecoder().decode(Recipe.self, from: Data(text.utf8))
        #expect(recipe.value("momentum") == .real(0.75))
        try recipe.set("optimizer", to: "sgd")
        #expect(recipe.optimizer == .sgd(SGD(momentum: 0.75)) && recipe.value("beta2") == .real(0.97))
        recipe.optimizer = .adamW(AdamW())
        #expect(recipe.value("momentum") == .real(0.9))
    }

    @Test func aLaterOptimizerIsCodedWithItsOwnSettingsAlone() throws {
        var recipe = Recipe.small(epochs: 3)
        try recipe.set("beta2", to: "0.95")
        try recipe.set("optimizer", to: "lion")
        #expect(
            CanonicalJSON.text(recipe) == """
                {"augmentation":{"cropPadding":0,"horizontalFlip":true},"batchSize":64,"beta1":0.9,"beta2":0.99,\
                "dropPathRate":0,"epochs":3,"finalLearningRate":1e-06,"initialisation":"pytorch-default",\
                "labelSmoothing":0.1,"learningRate":0.004,"optimizer":"lion","warmupFraction":0.1,"weightDecay":0.05}
                """)
        let error = #expect(throws: RecipeError.self) { try recipe.set("momentum", to: "0.5") }
        #expect(error?.description == "recipe.momentum is without effect under Lion, and not kept.")
        try recipe.set("optimizer", to: "adamw")
        #expect(recipe.optimizer == .adamW(AdamW()))
    }

    @Test func aSettingWithoutEffectIsRemarkedOn() throws {
        var recipe = Recipe.small(epochs: 3)
        try recipe.set("momentum", to: "0.5")
        let variant = try #require(Roadmap.convNeXt(.small).variant("resnet-50"))
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: "00", trainImages: 640, testImages: 10, imageSide: 32,
            channels: 1,
            classes: 10)
        func remarks() throws -> [String] {
            let identity = RunIdentity(
                architecture: variant.architecture, data: data, recipe: recipe, seed: 0)
            return identity.remarks(
                on: try Network(variant.architecture, input: data.input, classes: data.classes))
        }
        #expect(try remarks() == ["recipe.momentum is 0.5, but without effect under AdamW."])
        recipe.optimizer = .sgd(SGD())
        #expect(try remarks().isEmpty)
    }
}
