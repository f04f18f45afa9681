import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import Testing

@Suite struct CountTests {
    @Test(arguments: PyTorchCount.all)
    func `a row costs what PyTorch counts for it`(_ expected: PyTorchCount) throws {
        let variant = try #require(Roadmap.convNeXt(expected.regime).withoutPrecursors().variant(expected.id))
        let network = try Network(
            variant.architecture, input: expected.regime.input, classes: expected.regime.classes)
        #expect(network.macs == expected.macs)
        #expect(network.parameterCount == expected.parameters)
    }

    @Test func `every row of every regime has a count to hold it against`() {
        for regime in Regime.all {
            let counted = PyTorchCount.all.filter { $0.regime == regime }.map(\.id)
            #expect(counted == Roadmap.convNeXt(regime).withoutPrecursors().variants.map(\.id))
        }
    }

    @Test func `totals are the sums over layers and tensors`() throws {
        for regime in Regime.all {
            for variant in Roadmap.convNeXt(regime).withoutPrecursors().variants {
                let network = try Network(variant.architecture, input: regime.input, classes: regime.classes)
                #expect(network.macs == network.layers.reduce(0) { $0 + $1.macs })
                #expect(network.parameterCount == network.parameters.reduce(0) { $0 + $1.count })
            }
        }
    }

    @Test func `the ResNet-50 baseline has the parameters of torchvision's resnet50`() throws {
        #expect(try parameters(of: .resNet(.resNet50)) == 25_557_032)
    }

    @Test func `the last row is ConvNeXt-T with Layer Scale and without`() throws {
        var architecture = try lastRow(of: .resNet50)
        #expect(architecture.layerScale == 1e-6)
        #expect(try parameters(of: architecture) == 28_589_128)
        architecture.layerScale = nil
        #expect(try parameters(of: architecture) == 28_582_504)
    }

    /// The published ConvNeXt models differ from the last row in depths and width alone. Their counts are
    /// those of timm's models of the same names.
    @Test(arguments: [
        ([3, 3, 9, 3], 96, 28_589_128, 4_455_531_264),
        ([3, 3, 27, 3], 96, 50_223_688, 8_683_712_256),
        ([3, 3, 27, 3], 128, 88_591_464, 15_354_729_472),
        ([3, 3, 27, 3], 192, 197_767_336, 34_361_433_600),
        ([3, 3, 27, 3], 256, 350_196_968, 60_921_030_656),
    ])
    func `setting depths and width gives ConvNeXt T, S, B, L and XL`(
        depths: [Int], width: Int, parameters: Int, macs: Int
    ) throws {
        var architecture = try lastRow(of: .resNet50)
        architecture.depths = depths
        architecture.width = width
        let network = try Network(architecture, input: Shape(side: 224, channels: 3), classes: 1000)
        #expect(network.parameterCount == parameters)
        #expect(network.macs == macs)
    }

    @Test func `biases, norms, activations and pooling count no multiply-accumulates`() throws {
        let network = try Network(
            lastRow(of: .small), input: Regime.small.input, classes: Regime.small.classes)
        for layer in network.layers {
            switch layer.operation {
            case .convolution(let convolution):
                let weights = layer.parameters[0].count
                #expect(layer.macs == layer.output.pixels * weights)
                #expect(layer.parameterCount == weights + (convolution.hasBias ? layer.output.channels : 0))
            case .linear:
                #expect(layer.macs == layer.parameters[0].count)
            case .windowedAttention: Issue.record("There is no attention in a ConvNet.")
            case .batchNorm, .layerNorm, .globalResponseNorm, .activation, .layerScale, .maxPool,
                .globalAveragePool, .patchMerging, .padding:
                #expect(layer.macs == 0)
            }
        }
    }

    private func lastRow(of regime: Regime) throws -> ConvNet {
        try #require(Roadmap.convNeXt(regime).withoutPrecursors().variants.last?.architecture)
    }

    private func parameters(of architecture: ConvNet) throws -> Int {
        try Network(architecture, input: Shape(side: 224, channels: 3), classes: 1000).parameterCount
    }
}
