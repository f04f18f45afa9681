import AblateArchitectures
import AblateRoadmaps
import AblateRuns

extension Roadmap<ConvNet> {
    /// "A ConvNet for the 2020s" (arXiv:2201.03545) §2, one row of Table 10 or 11 a step.
    public static func convNeXt(_ regime: Regime) -> Roadmap {
        Roadmap("convnext", from: .resNet(regime), as: regime.baselineID, regime.baselineTitle) {
            // §2.1 What the recipe gives: the paper's 76.1, where the regime's first row is the network that it has
            if regime.baselineID == "resnet-50" {
                Precursor(
                    "resnet-50-original-recipe", "ResNet-50 (original recipe)",
                    .recipe(Recipe.original(beside:)))
            }
            StepGroup("macro", "Macro design (§2.2)") {
                Step(
                    "stage-ratio", "stage ratio",
                    .set(\.depths, regime.depths), .set(\.width, regime.rebalancedWidth))
                Step("patchify", "\"patchify\" stem", .set(\.stem, .patchify))
            }
            StepGroup("resnextify", "ResNeXt-ify (§2.3)") {
                Branch(
                    "resnext", "ResNeXt's groups", .set(\.block.convolution, .grouped),
                    .set(\.block.groups, regime.groups)
                ).excluding("depthwise")
                Step("depthwise", "depthwise conv", .set(\.block.convolution, .depthwise))
                Step("width", "increase width", .set(\.width, regime.increasedWidth))
            }
            StepGroup("inverted", "Inverted bottleneck (§2.4)") {
                Step("invert", "inverting dimensions", .set(\.block.shape, .inverted))
            }
            StepGroup("large-kernel", "Large kernels (§2.5)") {
                Step("move-up", "move up depthwise conv", .set(\.block.spatialPosition, .first))
                Sweep("kernel", \.block.kernelSize, over: [5, 7, 9, 11], adopting: 7) {
                    "kernel size → \($0)"
                }
            }
            StepGroup("micro", "Micro design (§2.6)") {
                Step("gelu", "ReLU → GELU", .set(\.block.activation, .gelu))
                Step("fewer-activations", "fewer activations", .set(\.block.activationPlacement, .once))
                Step("fewer-norms", "fewer norms", .set(\.block.normPlacement, .once))
                Step("layer-norm", "BN → LN", .set(\.norm, .layerNorm), .set(\.block.biases, true))
                Step(
                    "separate-downsampling", "separate d.s. conv",
                    .set(\.downsampling, .separate), .set(\.stemNorm, true), .set(\.downsamplingNorm, true),
                    .set(\.finalNorm, true), .set(\.layerScale, 1e-6))
            }
            // What it is about: a Swin Transformer of as many multiply–accumulates
            Peer(
                regime.swinID, regime.swinTitle, Swin.beside(regime), recipe: Swin.recipe(in: regime))
        }
    }

    /// Past the paper: what ConvNeXt V2 (arXiv:2301.00808) changes in the block.
    public static func beyond(_ regime: Regime) -> Roadmap {
        Roadmap("beyond", from: .convNeXt(regime), as: "convnext", "ConvNeXt") {
            Step("response-norm", "Global Response Norm", .set(\.block.responseNorm, true))
            Step("no-layer-scale", "no Layer Scale", .set(\.layerScale, nil))
        }
    }
}

extension ConvNet {
    /// The roadmap's last row.
    static func convNeXt(_ regime: Regime) -> ConvNet {
        Roadmap.convNeXt(regime).variants.last { !$0.isBranch }?.architecture ?? .resNet(regime)
    }
}
