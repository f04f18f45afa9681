import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import AblateRuns
import Testing

/// What is asked for and hardly wanted is done, and said.
@Suite struct RemarkTests {
    private func remarks(
        images: Int, batch: Int, epochs: Int = 1, warmup: Double = 0.5, side: Int = 32,
        norm: Norm = .batchNorm
    ) throws -> [String] {
        var architecture = try #require(Roadmap.convNeXt(.small).withoutPrecursors().variant("resnet-50"))
            .architecture
        architecture.norm = norm
        var recipe = Recipe.small(epochs: epochs)
        recipe.batchSize = batch
        recipe.warmupFraction = warmup
        let data = DataSelection(
            dataset: "noise", sha256: "d0", trainImages: images, testImages: 10, imageSide: side, channels: 1,
            classes: 4)
        let identity = RunIdentity(architecture: architecture, data: data, recipe: recipe, seed: 0)
        return identity.remarks(
            on: try Network(architecture, input: data.input, classes: data.classes))
    }

    @Test func aRateOfZeroThroughoutIsSaid() throws {
        #expect(
            try remarks(images: 32, batch: 32).first?.hasPrefix(
                "Nothing will be learnt: the learning rate is 0 in the only iteration") == true)
        #expect(try remarks(images: 40, batch: 32, warmup: 1).count == 1)
        #expect(try remarks(images: 32, batch: 32, warmup: 0.4).isEmpty)
        #expect(try remarks(images: 64, batch: 32).isEmpty)
        #expect(try remarks(images: 32, batch: 32, epochs: 2).isEmpty)
    }

    @Test func batchNormOfOneValueIsSaid() throws {
        let said = try remarks(images: 40, batch: 1, side: 4)
        #expect(said.count == 1 && said.first?.contains("sees one value a channel") == true)
        #expect(try remarks(images: 40, batch: 2, side: 4).isEmpty)
        #expect(try remarks(images: 40, batch: 1, side: 64).isEmpty)
    }
}
