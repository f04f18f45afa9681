import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import Testing

@Suite struct CountComparisonTests {
    @Test func `all rows of Tables 10 and 11 agree but for three named misprints`() throws {
        let comparisons = try Reference.convNeXt.flatMap {
            try $0.comparisons(with: AnyRoadmap(.convNeXt($0.regime)))
        }
        #expect(comparisons.count == 35)
        #expect(comparisons.count { $0.verdict == .equal } == 31)
        #expect(comparisons.filter(\.isDifferent).isEmpty)
        #expect(
            comparisons.filter { $0.verdict == .notCounted }.map(\.stepID) == ["resnet-200-original-recipe"])
        let misprints = comparisons.filter(\.isKnownMisprint)
        #expect(misprints.map(\.table) == [10, 10, 10])
        #expect(misprints.map(\.stepID) == ["layer-norm", "separate-downsampling", "swin-t"])
        #expect(misprints.map(\.printed.description) == ["4.46", "4.49", "4.50"])
        #expect(misprints.map(\.rounded?.description) == ["4.15", "4.46", "4.49"])
        #expect(misprints.map(\.difference) == [-0.31, -0.03, -0.01])
        for misprint in misprints {
            guard case .knownMisprint(let reason) = misprint.verdict else {
                Issue.record("\(misprint.stepID) is not taken for a misprint")
                continue
            }
            #expect(
                reason.contains("inference") && reason.contains("no erratum is known")
                    || misprint.stepID == "swin-t")
        }
    }

    /// Of networks at 224 and 384 px: to one decimal, and parameters in millions.
    @Test func `Tables 1 and 2 agree but for two named misprints`() throws {
        let comparisons = try Reference.families.flatMap { reference in
            try reference.comparisons(
                with: reference.roadmap == "family"
                    ? AnyRoadmap(.family(reference.regime)) : AnyRoadmap(.isotropic(reference.regime)))
        }
        #expect(comparisons.filter(\.isDifferent).isEmpty)
        #expect(comparisons.count { $0.verdict == .equal } == 25)
        #expect(
            comparisons.filter { $0.verdict == .notCounted }.map(\.stepID) == ["vit-s", "vit-b", "vit-l"])
        let misprints = comparisons.filter(\.isKnownMisprint)
        #expect(
            misprints.map { "\($0.reference) \($0.stepID)" } == [
                "Table 1 (ImageNet-1K, 384 px) convnext-b", "Table 1 (ImageNet-22K, 384 px) swin-b",
            ])
        let exact = Dictionary(
            comparisons.filter { $0.regime == "resnet-50" }.map { ($0.stepID, [$0.parameters, $0.macs]) }
        ) { first, _ in first }
        #expect(exact["convnext-s"] == [50_223_688, 8_683_712_256])
        #expect(exact["convnext-l"] == [197_767_336, 34_361_433_600])
        #expect(exact["convnext-xl"] == [350_196_968, 60_921_030_656])
        #expect(exact["convnext-s-isotropic"] == [22_308_712, 4_286_367_744])
        #expect(exact["convnext-b-isotropic"] == [87_083_752, 16_896_331_776])
        #expect(exact["convnext-l-isotropic"] == [305_942_504, 59_699_224_576])
    }

    @Test func `a step left out is a difference, in its own row and in those that build on it`() throws {
        let roadmap = Roadmap.convNeXt(.resNet50).withoutPrecursors()
        #expect(try different(roadmap.without("gelu")) == ["gelu"])
        #expect(
            try Reference.table10.comparisons(with: AnyRoadmap(roadmap.without("gelu")))
                .first { $0.stepID == "gelu" }?.macs == nil)
        let withoutDepthwise = try different(roadmap.without("depthwise"))
        #expect(
            withoutDepthwise == [
                "depthwise", "width", "invert", "move-up", "kernel-5", "kernel-7", "kernel-9", "kernel-11",
                "gelu", "fewer-activations", "fewer-norms", "layer-norm", "separate-downsampling",
            ])
    }

    @Test func `another kernel is a difference`() throws {
        let altered = altered("kernel-9") { $0.block.kernelSize = 13 }
        #expect(try different(altered) == ["kernel-9"])
    }

    @Test func `one channel less is a difference`() throws {
        #expect(try different(altered("width") { $0.width = 95 }) == ["width"])
    }

    @Test func `a count that matches the misprint is a difference`() throws {
        let blessed = altered("layer-norm") { $0 = Self.architecture(counting: 446, from: $0) }
        let comparison = try #require(
            Reference.table10.comparisons(with: AnyRoadmap(blessed)).first { $0.stepID == "layer-norm" })
        #expect(comparison.rounded == comparison.printed)
        #expect(comparison.isDifferent)
    }

    @Test func `a misprinted row that counts neither figure is a difference`() throws {
        #expect(try different(altered("layer-norm") { $0.width = 100 }) == ["layer-norm"])
        #expect(
            try different(altered("separate-downsampling") { $0.block.kernelSize = 3 })
                == ["separate-downsampling"])
    }

    @Test func `a roadmap that means nothing at the table's size says so`() {
        #expect(throws: ArchitectureError.kernelSize(4)) {
            try Reference.table10.comparisons(with: AnyRoadmap(altered("gelu") { $0.block.kernelSize = 4 }))
        }
    }

    @Test(arguments: [
        (0, "0.00"), (4_999_999, "0.00"), (5_000_000, "0.01"), (4_145_612_928, "4.15"),
        (4_095_000_000, "4.10"), (4_094_999_999, "4.09"), (1_005_000_000, "1.01"), (99_995_000_000, "100.00"),
    ])
    func `counts are rounded half up on whole numbers`(macs: Int, printed: String) {
        #expect(RoundedGMACs(macs: macs).description == printed)
    }

    private func different(_ roadmap: Roadmap<ConvNet>) throws -> [String] {
        try Reference.table10.comparisons(with: AnyRoadmap(roadmap)).filter(\.isDifferent).map(\.stepID)
    }

    /// The ResNet-50 roadmap with one row's architecture changed and every other row as it was.
    private func altered(_ id: String, _ change: (inout ConvNet) -> Void) -> Roadmap<ConvNet> {
        let variants = Roadmap.convNeXt(.resNet50).withoutPrecursors().variants
        var architectures = variants.map(\.architecture)
        for (index, variant) in variants.enumerated() where variant.id == id { change(&architectures[index]) }
        return Roadmap("altered", from: architectures[0], as: variants[0].id, variants[0].title) {
            for (variant, architecture) in zip(variants, architectures).dropFirst() {
                Step(variant.id, variant.title, .set(\.architecture, architecture))
            }
        }
    }

    /// A row near `architecture` in width and depth that counts the given hundredths of GMACs.
    private static func architecture(counting hundredths: Int, from architecture: ConvNet)
        -> ConvNet
    {
        var candidate = architecture
        let regime = Regime.resNet50
        for width in 80...112 {
            for depth in 6...12 {
                candidate.width = width
                candidate.depths[2] = depth
                let network = try? Network(candidate, input: regime.input, classes: regime.classes)
                if network.map({ RoundedGMACs(macs: $0.macs).hundredths }) == hundredths { return candidate }
            }
        }
        return architecture
    }
}
