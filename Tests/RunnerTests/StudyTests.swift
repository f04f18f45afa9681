import AblateExperiments
import AblateRoadmaps
import AblateRunner
import AblateRuns
import Foundation
import Testing

struct StudyTests {
    private func name(of study: Study) throws -> String {
        try study.changed(from: .quick).manifest(data: Fixture.data) { _ in nil }.name
    }

    @Test func anUnchangedStudyKeepsItsName() throws {
        var study = Study.quick
        study.recipe.epochs = 3
        study.trainImages = 10_000
        study.imageSide = 32
        #expect(study.changed(from: .quick).changes.isEmpty)
        #expect(try name(of: study) == "quick")
        #expect(try study.manifest(data: Fixture.data) { _ in nil }.changes == nil)
    }

    @Test func changesAreNamedInTheOrderOfTheFlags() {
        var study = Study.quick
        study.recipe.augmentation.horizontalFlip = false
        study.recipe.augmentation.cropPadding = 2
        study.recipe.initialisation = .truncatedNormal
        study.recipe.optimizer = .sgd(SGD())
        study.recipe.warmupFraction = 0.2
        study.recipe.dropPathRate = 0.1
        study.recipe.labelSmoothing = 0
        study.recipe.weightDecay = 1e-5
        study.recipe.batchSize = 32
        study.recipe.learningRate = 0.1
        study.imageSide = 48
        study.testImages = 200
        study.trainImages = 300
        study.recipe.epochs = 1
        study.regime = .resNet50
        #expect(
            study.changed(from: .quick).changes == [
                "regime=resnet-50", "epochs=1", "train-images=300", "test-images=200", "image-side=48",
                "learning-rate=0.1", "batch-size=32", "weight-decay=1e-05", "label-smoothing=0.0",
                "drop-path-rate=0.1", "warmup-fraction=0.2", "optimizer=sgd",
                "initialisation=truncated-normal", "crop-padding=2", "no-flip",
            ])
    }

    /// A name is for typing: no space, no quotes, forty characters at most.
    @Test func aNameTellsAFewChangesAndHasAHashForMany() throws {
        var study = Study.quick
        study.recipe.epochs = 6
        #expect(try name(of: study) == "quick-epochs-6")
        study.recipe.batchSize = 16
        #expect(try name(of: study) == "quick-epochs-6-batch-size-16")
        study.recipe.learningRate = 0.01
        let manifest = try study.changed(from: .quick).manifest(data: Fixture.data) { _ in nil }
        #expect(manifest.name == "quick-\(manifest.declarationSHA256.prefix(8))")
        #expect(manifest.changes == ["epochs=6", "learning-rate=0.01", "batch-size=16"])
        #expect(manifest.declaredText == "quick epochs=6 learning-rate=0.01 batch-size=16")

        var other = Study.quick
        try other.recipe.set("augmentation.randomErasing", to: "default")
        #expect(try name(of: other) == "quick-randomErasing")
        try other.recipe.set("weightDecayScope", to: "every-tensor")
        #expect(try name(of: other).wholeMatch(of: /quick-[0-9a-f]{8}/) != nil)
        other.recipe.augmentation.randomErasing = nil
        #expect(try name(of: other) == "quick-weightDecayScope-every-tensor")
        #expect(other.changed(from: .quick).changes == ["recipe.weightDecayScope=every-tensor"])
    }

    @Test func aRecipeWithANameIsOneChange() throws {
        var study = Study.quick.with(.smallOriginal(epochs: 3), called: "small-original")
        let preset = study
        study.recipe.epochs = 1
        let changed = study.changed(from: preset)
        #expect(changed.changes == ["recipe=small-original", "epochs=1"])
        let name = try changed.manifest(data: Fixture.data) { _ in nil }.name
        #expect(name == "quick-recipe-small-original-epochs-1")
        #expect(Study.quick.with(Study.quick.recipe, called: "small").changes.isEmpty)
    }

    @Test func stepsAndSeedsAreNoPartOfTheName() throws {
        var study = Study.quick
        study.seeds = [0, 1, 2]
        #expect(try name(of: study) == "quick")
        let (all, some) = (
            try study.manifest(data: Fixture.data) { _ in nil },
            try Study.quick.manifest(data: Fixture.data, steps: ["gelu"]) { _ in nil }
        )
        #expect(all.declarationSHA256 == some.declarationSHA256)
    }

    @Test func allImagesAreNamedToo() throws {
        var study = Study.quick
        study.trainImages = nil
        #expect(try name(of: study) == "quick-train-images-all")
    }

    @Test func theUsersOwnNameComesFirst() throws {
        var study = Study.quick
        study.recipe.epochs = 1
        study.label = "mine"
        #expect(try name(of: study) == "mine")
    }

    @Test func aRegimeBringsItsOwnImageSide() {
        var study = Study.quick
        study.regime = .resNet50
        #expect(study.resolvedImageSide == 224)
        #expect(study.roadmap.row("resnet-50")?.architecture.convNet.width == 64)
    }

    @Test func manifestHasTheRowsOfTheRoadmap() throws {
        let all = try Study.quick.manifest(data: Fixture.data) { _ in nil }
        #expect(
            all.steps.map(\.id)
                == ["resnet-50-original-recipe"]
                + Roadmap.convNeXt(.small).withoutPrecursors().variants.map(\.id) + ["swin-t"])
        #expect(all.steps.filter(\.isPeer).map(\.predecessor) == ["separate-downsampling"])
        let paper = ReferenceResult(regime: "resnet-50", top1Mean: 0.8, top1SD: nil, seeds: 1, gmacs: 4)
        let some = try Study.quick.manifest(data: Fixture.data, steps: ["kernel-9", "patchify"]) {
            $0 == "patchify" ? paper : nil
        }
        #expect(some.steps.map(\.id) == ["patchify", "kernel-9"])
        #expect(some.steps.map(\.position) == [3, 11])
        #expect(some.steps.map(\.paper) == [paper, nil])
        #expect(some.regime == "small")
        #expect(some.roadmap == "convnext")
    }

    /// The paper's first row: the same network, another recipe.
    @Test func aRecipeRowStandsBeforeTheRoadmap() throws {
        let manifest = try Study.quick.manifest(data: Fixture.data) { _ in nil }
        let (original, enhanced) = (manifest.steps[0], manifest.steps[1])
        #expect(original.position == 0 && enhanced.position == 1)
        #expect(original.architecture == enhanced.architecture)
        #expect(original.predecessor == nil && enhanced.predecessor == original.id)
        #expect(original.recipe == .smallOriginal(epochs: 3, batchSize: 64))
        #expect(manifest.steps.dropFirst().allSatisfy { $0.recipe == nil || $0.isPeer })
        #expect(manifest.steps.last?.recipe?.learningRate == 1e-3)
        let runs = try StudyPlan(manifest).runs
        #expect(runs.count == manifest.steps.count)
        #expect(
            runs[0].identity.recipe.optimizer.kind == .sgd && runs[1].identity.recipe.optimizer.kind == .adamW
        )

        var study = Study.quick
        study.regime = .resNet200
        let other = try study.manifest(data: Fixture.data) { _ in nil }
        #expect(other.steps[0].id == "resnet-200")
        #expect(throws: RunnerError.self) {
            try study.manifest(data: Fixture.data, steps: ["resnet-50-original-recipe"]) { _ in nil }
        }
    }

    /// Manifests of before positions began at zero, as files and as what is added to.
    @Test func oldPositionsAreMovedUp() throws {
        let whole = try Study.quick.manifest(data: Fixture.data) { _ in nil }
        var old = whole
        for index in old.steps.indices { old.steps[index].position -= 1 }
        let read = try JSONDecoder().decode(StudyManifest.self, from: JSONEncoder().encode(old))
        #expect(read.steps == whole.steps)
        // Without the row before the first nothing tells; the declaration does, when rows are added.
        let folder = ResultsFolder(
            FileManager.default.temporaryDirectory.appendingPathComponent("positions-\(UUID().uuidString)")
                .path)
        defer { try? FileManager.default.removeItem(at: folder.url) }
        old.steps = Array(old.steps[1...2])
        try folder.keep(old)
        let kept = try folder.keep(
            try Study.quick.manifest(data: Fixture.data, steps: ["resnet-50-original-recipe", "patchify"]) {
                _ in
                nil
            })
        #expect(kept.steps.map(\.position) == [0, 1, 2, 3])
        #expect(
            kept.steps.map(\.id) == ["resnet-50-original-recipe", "resnet-50", "stage-ratio", "patchify"])
    }

    @Test func fieldsOfTheRecipeAreNamedAsTheyAreSet() throws {
        var study = Study.quick
        try study.recipe.set("beta2", to: "0.99")
        try study.recipe.set("weightAverage", to: "default")
        study.dataset = "cifar-10"
        study.heldOut = true
        #expect(
            study.changed(from: .quick).changes == [
                "dataset=cifar-10", "held-out", "recipe.beta2=0.99", "recipe.weightAverage.decay=0.9999",
            ])
    }

    @Test func unknownStepIsRefused() {
        #expect(throws: RunnerError.self) {
            try Study.quick.manifest(data: Fixture.data, steps: ["kernel-8"]) { _ in nil }
        }
    }

    // MARK: Plans

    @Test func allRowsOfTheFirstSeedComeFirst() throws {
        let plan = try Fixture.plan(seeds: [0, 1])
        #expect(plan.runs.map(\.seed) == [0, 0, 0, 1, 1, 1])
        #expect(plan.runs.map(\.step.id).prefix(3) == ["resnet-50", "patchify", "kernel-9"])
        #expect(plan.runs.map(\.step.id).suffix(3) == ["resnet-50", "patchify", "kernel-9"])
        #expect(plan.runs.map(\.identity.seed) == [0, 0, 0, 1, 1, 1])
    }

    @Test func equalNetworksShareARun() throws {
        var manifest = try Fixture.manifest()
        manifest.steps[2].architecture = manifest.steps[1].architecture
        #expect(try StudyPlan(manifest).runs.map(\.step.id) == ["resnet-50", "patchify"])
    }

    @Test func workCountsTrainingThreeTimes() throws {
        let run = try Fixture.plan().runs[0]
        #expect(run.work == Double(run.macs) * Double(3 * 256 + 100) * 3)
    }

    @Test func meaninglessRowIsRefusedByName() throws {
        var manifest = try Fixture.manifest()
        manifest.steps[1].architecture.convNet.block.kernelSize = 4
        let error = #expect(throws: RunnerError.self) { try StudyPlan(manifest) }
        #expect(
            error?.description == """
                The step 'patchify' cannot be run: The block's kernel size must be odd, so that \
                padding keeps the side, and from 1 to 31, but is 4.
                """)
    }
}
