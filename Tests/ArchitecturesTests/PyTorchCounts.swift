import AblateArchitectures
import Testing

/// Parameters and multiply–accumulates of every row, counted with PyTorch 2.13: the modules of each row were
/// built from its definition, parameters summed over `parameters()`, and MACs taken by hooks on every
/// convolution and linear module during one forward pass of one image.
struct PyTorchCount: Sendable, CustomTestStringConvertible {
    let regime: Regime
    let id: String
    let parameters: Int
    let macs: Int

    var testDescription: String { "\(id) in the \(regime.id) regime" }

    init(_ regime: Regime, _ id: String, parameters: Int, macs: Int) {
        self.regime = regime
        self.id = id
        self.parameters = parameters
        self.macs = macs
    }

    static let all: [PyTorchCount] = [
        PyTorchCount(.resNet50, "resnet-50", parameters: 25_557_032, macs: 4_089_184_256),
        PyTorchCount(.resNet50, "stage-ratio", parameters: 28_628_520, macs: 4_525_916_160),
        PyTorchCount(.resNet50, "patchify", parameters: 28_622_120, macs: 4_417_536_000),
        PyTorchCount(.resNet50, "resnext", parameters: 16_087_208, macs: 2_401_665_024),
        PyTorchCount(.resNet50, "depthwise", parameters: 15_722_600, macs: 2_349_507_072),
        PyTorchCount(.resNet50, "width", parameters: 33_760_936, macs: 5_267_976_960),
        PyTorchCount(.resNet50, "invert", parameters: 25_851_400, macs: 4_644_406_272),
        PyTorchCount(.resNet50, "move-up", parameters: 25_625_416, macs: 4_065_080_448),
        PyTorchCount(.resNet50, "kernel-5", parameters: 25_720_648, macs: 4_097_293_440),
        PyTorchCount(.resNet50, "kernel-7", parameters: 25_863_496, macs: 4_145_612_928),
        PyTorchCount(.resNet50, "kernel-9", parameters: 26_053_960, macs: 4_210_038_912),
        PyTorchCount(.resNet50, "kernel-11", parameters: 26_292_040, macs: 4_290_571_392),
        PyTorchCount(.resNet50, "gelu", parameters: 25_863_496, macs: 4_145_612_928),
        PyTorchCount(.resNet50, "fewer-activations", parameters: 25_863_496, macs: 4_145_612_928),
        PyTorchCount(.resNet50, "fewer-norms", parameters: 25_797_256, macs: 4_145_612_928),
        PyTorchCount(.resNet50, "layer-norm", parameters: 25_836_328, macs: 4_145_612_928),
        PyTorchCount(.resNet50, "separate-downsampling", parameters: 28_589_128, macs: 4_455_531_264),
        PyTorchCount(.resNet200, "resnet-200", parameters: 64_673_832, macs: 15_007_481_856),
        PyTorchCount(.resNet200, "stage-ratio", parameters: 83_066_332, macs: 14_518_404_096),
        PyTorchCount(.resNet200, "patchify", parameters: 83_057_932, macs: 14_376_155_136),
        PyTorchCount(.resNet200, "resnext", parameters: 43_928_128, macs: 7_462_855_680),
        PyTorchCount(.resNet200, "depthwise", parameters: 42_585_472, macs: 7_234_368_288),
        PyTorchCount(.resNet200, "width", parameters: 96_526_568, macs: 16_763_933_696),
        PyTorchCount(.resNet200, "invert", parameters: 83_700_072, macs: 15_679_418_368),
        PyTorchCount(.resNet200, "move-up", parameters: 83_094_632, macs: 14_627_001_856),
        PyTorchCount(.resNet200, "kernel-5", parameters: 83_369_064, macs: 14_698_853_888),
        PyTorchCount(.resNet200, "kernel-7", parameters: 83_780_712, macs: 14_806_631_936),
        PyTorchCount(.resNet200, "kernel-9", parameters: 84_329_576, macs: 14_950_336_000),
        PyTorchCount(.resNet200, "kernel-11", parameters: 85_015_656, macs: 15_129_966_080),
        PyTorchCount(.resNet200, "gelu", parameters: 83_780_712, macs: 14_806_631_936),
        PyTorchCount(.resNet200, "fewer-activations", parameters: 83_780_712, macs: 14_806_631_936),
        PyTorchCount(.resNet200, "fewer-norms", parameters: 83_600_232, macs: 14_806_631_936),
        PyTorchCount(.resNet200, "layer-norm", parameters: 83_707_624, macs: 14_806_631_936),
        PyTorchCount(.resNet200, "separate-downsampling", parameters: 88_591_464, macs: 15_354_729_472),
        PyTorchCount(.small, "resnet-50", parameters: 579_706, macs: 8_147_968),
        PyTorchCount(.small, "stage-ratio", parameters: 650_106, macs: 9_262_080),
        PyTorchCount(.small, "patchify", parameters: 650_010, macs: 9_131_008),
        PyTorchCount(.small, "resnext", parameters: 414_138, macs: 6_034_432),
        PyTorchCount(.small, "depthwise", parameters: 383_754, macs: 5_679_616),
        PyTorchCount(.small, "width", parameters: 852_298, macs: 12_697_344),
        PyTorchCount(.small, "invert", parameters: 499_090, macs: 9_620_352),
        PyTorchCount(.small, "move-up", parameters: 479_026, macs: 6_547_968),
        PyTorchCount(.small, "kernel-5", parameters: 485_170, macs: 6_738_432),
        PyTorchCount(.small, "kernel-7", parameters: 494_386, macs: 7_024_128),
        PyTorchCount(.small, "kernel-9", parameters: 506_674, macs: 7_405_056),
        PyTorchCount(.small, "kernel-11", parameters: 522_034, macs: 7_881_216),
        PyTorchCount(.small, "gelu", parameters: 494_386, macs: 7_024_128),
        PyTorchCount(.small, "fewer-activations", parameters: 494_386, macs: 7_024_128),
        PyTorchCount(.small, "fewer-norms", parameters: 488_866, macs: 7_024_128),
        PyTorchCount(.small, "layer-norm", parameters: 492_010, macs: 7_024_128),
        PyTorchCount(.small, "separate-downsampling", parameters: 671_074, macs: 8_704_128),
    ]
}
