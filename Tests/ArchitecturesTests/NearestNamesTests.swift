import Architectures
import Testing

@Suite struct NearestNamesTests {
    private static let steps = [
        "resnet-50", "stage-ratio", "patchify", "depthwise", "width", "kernel-5", "kernel-7", "kernel-9",
        "kernel-11", "gelu", "fewer-activations", "fewer-norms", "layer-norm",
    ]

    @Test(arguments: [
        ("patchfy", ["patchify"]),
        ("ptachify", ["patchify"]),
        ("Gelu", ["gelu"]),
        ("layer_norm", ["layer-norm"]),
        ("kernel", ["kernel-5", "kernel-7", "kernel-9", "kernel-11"]),
        ("norm", ["fewer-norms", "layer-norm"]),
        ("resnet50-v2", ["resnet-50"]),
    ])
    func `a mistyped name finds what was meant`(_ text: String, _ names: [String]) {
        #expect(NearestNames.of(text, among: Self.steps) == names)
    }

    @Test func `swapped neighbours are one mistake, and the best name comes first`() {
        #expect(NearestNames.of("gleu", among: ["glxy", "gelu"]) == ["gelu", "glxy"])
    }

    @Test func `something is offered for any text, and nothing where there is nothing`() {
        #expect(!NearestNames.of("", among: Self.steps).isEmpty)
        #expect(!NearestNames.of("🎈🎈🎈🎈🎈🎈🎈🎈", among: Self.steps).isEmpty)
        #expect(NearestNames.of("gelu", among: Self.steps, atMost: 1) == ["gelu"])
        #expect(NearestNames.of("gelu", among: []).isEmpty)
    }
}
