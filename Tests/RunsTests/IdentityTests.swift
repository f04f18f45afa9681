import AblateExperiments
import AblateRoadmaps
import AblateRuns
import Testing

/// The identity's text decides which results count as the same run, so it may not change by accident.
@Suite struct IdentityTests {
    private func identity() throws -> RunIdentity {
        let variant = try #require(Roadmap.convNeXt(.small).variant("separate-downsampling"))
        return RunIdentity(
            architecture: variant.architecture,
            data: DataSelection(
                dataset: "fashion-mnist", sha256: "00", trainImages: 10, testImages: 10, imageSide: 32,
                channels: 1, classes: 10),
            recipe: Recipe(
                epochs: 3, batchSize: 128, learningRate: 2e-3, dropPathRate: 0.1,
                augmentation: Augmentation(cropPadding: 2, horizontalFlip: true)),
            seed: 7)
    }

    @Test func textIsTheRecordedOne() throws {
        // Every field resolved, keys sorted. A change here makes all recorded results another run's: give a new
        // field a default that leaves old texts alone, or raise RunIdentity.currentSemantics.
        #expect(
            try identity().canonicalJSON == """
                {"architecture":{"block":{"activation":"gelu","activationPlacement":"once","biases":true,\
                "convolution":"depthwise","kernelSize":7,"normPlacement":"once","shape":"inverted",\
                "spatialPosition":"first"},"depths":[1,1,3,1],"downsampling":"separate",\
                "downsamplingNorm":true,"finalNorm":true,"layerScale":1e-06,"norm":"layer-norm",\
                "stem":"patchify","stemNorm":true,"stemReduction":2,"width":24},"data":{"channels":1,\
                "classes":10,"dataset":"fashion-mnist","imageSide":32,"sha256":"00","testImages":10,\
                "trainImages":10},"recipe":{"augmentation":{"cropPadding":2,"horizontalFlip":true},\
                "batchSize":128,"beta1":0.9,"beta2":0.999,"dropPathRate":0.1,"epochs":3,"epsilon":1e-08,\
                "finalLearningRate":1e-06,"initialisation":"truncated-normal","labelSmoothing":0.1,\
                "learningRate":0.002,"momentum":0.9,"optimizer":"adamw",\
                "warmupFraction":0.06666666666666667,"weightDecay":0.05},"seed":7,"semantics":3}
                """)
    }

    @Test func hashIsThatOfTheText() throws {
        let identity = try identity()
        #expect(identity.sha256.count == 64)
        var other = identity
        other.seed = 8
        #expect(other.sha256 != identity.sha256)
        #expect(try self.identity().sha256 == identity.sha256)
    }
}
