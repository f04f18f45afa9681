import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import Testing

@Suite struct NetworkTests {
    private static func networks() throws -> [Network] {
        try Regime.all.flatMap { regime in
            try Roadmap.convNeXt(regime).withoutPrecursors().variants.map {
                try Network($0.architecture, input: regime.input, classes: regime.classes)
            }
        }
    }

    @Test func `names of layers and of tensors are unique in every network`() throws {
        for network in try Self.networks() {
            #expect(Set(network.layers.map(\.name)).count == network.layers.count)
            let tensors = network.parameters.map(\.name)
            #expect(Set(tensors).count == tensors.count)
        }
    }

    @Test func `tensors are named below their layer`() throws {
        for layer in try Self.networks().flatMap(\.layers) {
            #expect(layer.parameters.allSatisfy { $0.name.hasPrefix(layer.name + ".") })
        }
    }

    @Test func `residuals are numbered in order over the whole network`() throws {
        for network in try Self.networks() {
            let residuals = network.nodes.compactMap { node -> Network.Residual? in
                if case .residual(let residual) = node { residual } else { nil }
            }
            #expect(residuals.map(\.index) == Array(residuals.indices))
            #expect(residuals.map(\.depth) == Array(residuals.indices))
            #expect(residuals == network.residuals)
        }
    }

    @Test func `the first block of the last row reads as the paper draws it`() throws {
        let architecture = try #require(
            Roadmap.convNeXt(.resNet50).withoutPrecursors().variants.last?.architecture)
        let network = try Network(architecture, input: Regime.resNet50.input, classes: 1000)
        let block = network.layers.filter { $0.name.hasPrefix("stages.0.blocks.0.") }
        #expect(
            block.map { "\($0.kind) \($0.output)" } == [
                "depthwise 7×7 56×56×96", "layer-norm 56×56×96", "conv 1×1 56×56×384", "gelu 56×56×384",
                "conv 1×1 56×56×96", "layer-scale 56×56×96",
            ])
    }

    @Test func `the first block of the baseline reads as the paper draws it`() throws {
        let network = try Network(ConvNet.resNet(.resNet50), input: Regime.resNet50.input, classes: 1000)
        let block = network.layers.filter { $0.name.hasPrefix("stages.1.blocks.0.") }
        #expect(
            block.map { "\($0.kind) \($0.output)" } == [
                "conv 1×1 56×56×128", "batch-norm 56×56×128", "relu 56×56×128",
                "conv 3×3 s2 28×28×128", "batch-norm 28×28×128", "relu 28×28×128",
                "conv 1×1 28×28×512", "batch-norm 28×28×512",
                "conv 1×1 s2 28×28×512", "batch-norm 28×28×512", "relu 28×28×512",
            ])
    }

    @Test func `odd sides round as padded convolutions do`() throws {
        let network = try Network(
            ConvNet.resNet(.small), input: Shape(height: 33, width: 17, channels: 1), classes: 10)
        let pooled = try #require(network.layers.first { $0.name == "head.pool" })
        // 33 → 17 → 9 → 5 → 3 and 17 → 9 → 5 → 3 → 2.
        #expect(pooled.input == Shape(height: 3, width: 2, channels: 512))
        #expect(NetworkChain.fault(in: network) == nil)
    }

    @Test func `only convolution and linear weights decay`() throws {
        for parameter in try Self.networks().flatMap(\.parameters) {
            #expect(parameter.decays == (parameter.role == .weight))
        }
    }
}
