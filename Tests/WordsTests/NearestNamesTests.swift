import AblateWords
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
        #expect(NearestNames.of("kernle-7", among: Self.steps).first == "kernel-7")
        #expect(NearestNames.of("rnu", among: ["plan", "run", "report"]) == ["run"])
    }

    @Test(arguments: [
        ("foo", ["alpha", "beta1", "beta2", "none"]), ("", steps), ("x", ["a", "b", "run"]),
        ("🎈🎈🎈🎈🎈🎈🎈🎈", steps), ("transformer", steps), ("imagenet", ["mnist", "cifar-10", "image-folder"]),
        ("frobnicate", ["plan", "run", "status"]), ("--foo", ["--jobs", "--seeds"]), ("gelu", []),
    ])
    func `nothing is offered where all names are far-fetched`(_ text: String, _ names: [String]) {
        #expect(NearestNames.of(text, among: names) == [])
        #expect(NearestNames.ending(text, among: names) == ".")
        #expect(NearestNames.ending(text, among: names, listing: "'x' lists them") == "; 'x' lists them.")
    }

    @Test func `a sentence ends with the names that are near`() {
        #expect(NearestNames.ending("smal", among: ["small", "enhanced"]) == "; did you mean 'small'?")
        #expect(
            NearestNames.ending("cifar", among: ["cifar-10", "cifar-100", "mnist"], listing: "see x")
                == "; did you mean 'cifar-10' or 'cifar-100' (see x)?")
        #expect(NearestNames.of("gelu", among: Self.steps, atMost: 1) == ["gelu"])
    }
}
