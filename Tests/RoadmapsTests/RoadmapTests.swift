import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import AblateRuns
import Testing

@Suite struct RoadmapTests {
    /// What the title of each adopted step claims, as the paths of the fields that it may touch.
    static let claims: [(id: String, fields: [String])] = [
        ("stage-ratio", ["depths"]),
        ("patchify", ["stem"]),
        ("depthwise", ["block.convolution"]),
        ("width", ["width"]),
        ("invert", ["block.shape"]),
        ("move-up", ["block.spatialPosition"]),
        ("kernel-7", ["block.kernelSize"]),
        ("gelu", ["block.activation"]),
        ("fewer-activations", ["block.activationPlacement"]),
        ("fewer-norms", ["block.normPlacement"]),
        ("layer-norm", ["block.biases", "norm"]),
        (
            "separate-downsampling",
            ["stemNorm", "downsampling", "downsamplingNorm", "finalNorm", "layerScale"]
        ),
    ]

    @Test(arguments: Regime.all)
    func `each adopted step changes exactly what its title claims`(_ regime: Regime) throws {
        let roadmap = Roadmap.convNeXt(regime).withoutPrecursors()
        #expect(roadmap.adoptedSteps.map(\.id) == Self.claims.map(\.id))
        for claim in Self.claims {
            let variant = try #require(roadmap.variant(claim.id))
            let before = try #require(variant.predecessor.flatMap(roadmap.variant))
            // The paper's ResNet-200 regime widens from 64 to 84 together with the stage ratio.
            let widens = regime == .resNet200 && claim.id == "stage-ratio"
            #expect(
                variant.architecture.changes(from: before.architecture).map(\.field)
                    == claim.fields + (widens ? ["width"] : []), "\(claim.id)")
        }
    }

    @Test func `rows stand in the order of the paper's tables`() {
        #expect(
            Roadmap.convNeXt(.resNet50).withoutPrecursors().variants.map(\.id) == [
                "resnet-50", "stage-ratio", "patchify", "resnext", "depthwise", "width", "invert", "move-up",
                "kernel-5", "kernel-7", "kernel-9", "kernel-11", "gelu", "fewer-activations", "fewer-norms",
                "layer-norm",
                "separate-downsampling",
            ])
        #expect(Roadmap.convNeXt(.resNet200).withoutPrecursors().variants[0].id == "resnet-200")
        for regime in Regime.all {
            #expect(Roadmap.convNeXt(regime).withoutPrecursors().variants.map(\.position) == Array(0..<17))
        }
    }

    @Test func `alternatives of a sweep depart from the row before it and only one is built on`() throws {
        let roadmap = Roadmap.convNeXt(.small).withoutPrecursors()
        let kernels = roadmap.variants.filter { $0.id.hasPrefix("kernel-") }
        #expect(kernels.map(\.architecture.block.kernelSize) == [5, 7, 9, 11])
        #expect(kernels.map(\.predecessor) == Array(repeating: "move-up", count: 4))
        #expect(kernels.map(\.isBranch) == [true, false, true, true])
        #expect(
            roadmap.variants.filter(\.isBranch).map(\.id) == ["resnext", "kernel-5", "kernel-9", "kernel-11"])
        #expect(try #require(roadmap.variant("gelu")).predecessor == "kernel-7")
        #expect(roadmap.variants[0].predecessor == nil)
        #expect(roadmap.variants.last?.architecture.block.kernelSize == 7)
    }

    @Test func `a precursor is the first row's network by another recipe`() throws {
        let recipe = Recipe.small(epochs: 2)
        let roadmap = Roadmap("one", from: ConvNet.resNet(.small), as: "plain", "Plain") {
            Precursor("before", "Before", .recipe { .smallOriginal(epochs: $0.epochs) })
            Step("wider", "wider", .set(\.width, 24), .set(\.recipe.dropPathRate, 0.1))
            Step("study", "the study's recipe", .recipe { $0 })
        }
        let rows = roadmap.variants(by: recipe)
        #expect(rows.map(\.id) == ["before", "plain", "wider", "study"])
        #expect(rows.map(\.position) == [0, 1, 2, 3])
        #expect(rows.map(\.predecessor) == [nil, "before", "plain", "wider"])
        #expect(rows[0].architecture == rows[1].architecture && rows[0].ownRecipe?.optimizer.kind == .sgd)
        #expect(rows.map { $0.ownRecipe == nil } == [false, true, false, true])
        #expect(rows[0].ownRecipe?.epochs == 2)
        #expect(
            rows[2].configuration.changes(from: rows[1].configuration).map(\.description)
                == ["width 16 → 24", "recipe.dropPathRate 0 → 0.1"])
        #expect(
            rows[3].configuration.changes(from: rows[2].configuration).map(\.description)
                == ["recipe.dropPathRate 0.1 → 0"])
        #expect(roadmap.adoptedSteps.map(\.id) == ["wider", "study"])
        #expect(roadmap.withoutPrecursors().variants.map(\.id) == ["plain", "wider", "study"])
        #expect(roadmap.only("wider").variants.map(\.id) == ["before", "plain", "wider"])
    }

    @Test func `every predecessor is the adopted row before`() {
        for regime in Regime.all {
            var adopted: String?
            for variant in Roadmap.convNeXt(regime).withoutPrecursors().variants {
                #expect(variant.predecessor == adopted || variant.id.hasPrefix("kernel-"))
                if !variant.isBranch { adopted = variant.id }
            }
        }
    }

    @Test func `leaving a step out leaves its fields alone and keeps the rest`() {
        let roadmap = Roadmap.convNeXt(.small).withoutPrecursors()
        let shorter = roadmap.without("gelu")
        #expect(shorter.variants.count == roadmap.variants.count - 1)
        #expect(shorter.variant("gelu") == nil)
        let changes = shorter.variants.last!.architecture.changes(from: roadmap.variants.last!.architecture)
        #expect(changes.map(\.description) == ["block.activation gelu → relu"])
        #expect(shorter.variant("fewer-activations")?.predecessor == "kernel-7")
        #expect(shorter.variants.map(\.position) == Array(shorter.variants.indices))
    }

    @Test func `a sweep is left out or kept by its own name or by its adopted step's`() {
        let roadmap = Roadmap.convNeXt(.small).withoutPrecursors()
        for name in ["kernel", "kernel-7"] {
            let without = roadmap.without(name)
            #expect(without.variants.count == roadmap.variants.count - 4)
            #expect(without.variants.last?.architecture.block.kernelSize == 3)
            let only = roadmap.only(name)
            #expect(
                only.variants.map(\.id) == ["resnet-50", "kernel-5", "kernel-7", "kernel-9", "kernel-11"])
            #expect(roadmap.architecture(adopting: [name]).block.kernelSize == 7)
        }
    }

    @Test func `one step alone is the baseline with that step's fields`() {
        let roadmap = Roadmap.convNeXt(.small).withoutPrecursors()
        for claim in RoadmapTests.claims {
            let only = roadmap.only(claim.id)
            let changes = only.variants.last { !$0.isBranch }!.architecture.changes(from: roadmap.baseline)
            #expect(changes.map(\.field) == claim.fields)
        }
    }

    @Test func `steps are adopted in the roadmap's order, whatever order they are named in`() {
        let roadmap = Roadmap.convNeXt(.resNet200).withoutPrecursors()
        // Both set the width: 84 and then 128.
        let forward = roadmap.architecture(adopting: ["stage-ratio", "width"])
        #expect(forward == roadmap.architecture(adopting: ["width", "stage-ratio"]))
        #expect(forward.width == 128)
        #expect(roadmap.architecture(adopting: [String]()) == roadmap.baseline)
        #expect(
            roadmap.architecture(adopting: roadmap.adoptedSteps.map(\.id))
                == roadmap.variants.last?.architecture)
    }
}
