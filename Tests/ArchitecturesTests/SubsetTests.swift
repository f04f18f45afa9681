import AblateArchitectures
import AblateExperiments
import AblateRoadmaps
import Testing

/// All 4,096 subsets of the 12 adopted steps.
@Suite struct SubsetTests {
    @Test(arguments: Regime.all)
    func `every subset of the steps builds, chains and costs what its steps say`(_ regime: Regime) throws {
        let roadmap = Roadmap.convNeXt(regime).withoutPrecursors()
        let steps = roadmap.adoptedSteps
        #expect(steps.count == 12)
        var faults: [String] = []
        var architectures: Set<ConvNet> = []
        for subset in 0..<(1 << steps.count) {
            let adopted = steps.indices.filter { subset >> $0 & 1 == 1 }.map { steps[$0] }
            let architecture = adopted.reduce(roadmap.baseline) { $1.applied(to: $0) }
            architectures.insert(architecture)
            let network = try Network(architecture, input: regime.input, classes: regime.classes)
            let expected = SubsetArithmetic(Set(adopted.map(\.id)), in: regime)
            let name = adopted.map(\.id).joined(separator: "+")
            if network.macs != expected.macs { faults.append("\(name): MACs") }
            if network.parameterCount != expected.parameters { faults.append("\(name): parameters") }
            if activationCount(network) != expected.activations { faults.append("\(name): activations") }
            if let fault = NetworkChain.fault(in: network) { faults.append("\(name): \(fault)") }
        }
        #expect(faults.isEmpty, "\(faults.count) of 4096, first \(faults.prefix(3))")
        // Each step changes something of its own, so no two subsets are one architecture.
        #expect(architectures.count == 4096)
    }

    @Test func `a subset by name is the subset by application`() {
        let roadmap = Roadmap.convNeXt(.small).withoutPrecursors()
        let steps = roadmap.adoptedSteps
        for subset in stride(from: 0, to: 4096, by: 37) {
            let adopted = steps.indices.filter { subset >> $0 & 1 == 1 }.map { steps[$0] }
            #expect(
                roadmap.architecture(adopting: adopted.map(\.id))
                    == adopted.reduce(roadmap.baseline) { $1.applied(to: $0) })
        }
    }

    private func activationCount(_ network: Network) -> Int {
        network.layers.count { $0.operation == .relu || $0.operation == .gelu }
    }
}

/// What must hold between the layers of any network.
enum NetworkChain {
    /// The first broken rule, in words.
    static func fault(in network: Network) -> String? {
        var shape = network.input
        for node in network.nodes {
            switch node {
            case .layer(let layer):
                if layer.input != shape { return "\(layer.name) takes \(layer.input), not \(shape)" }
                shape = layer.output
            case .residual(let residual):
                guard let branch = end(of: residual.branch.flatMap(\.layers), from: shape),
                    let shortcut = end(of: residual.shortcut.flatMap(\.layers), from: shape)
                else { return "\(residual.name) is broken inside" }
                if branch != shortcut { return "\(residual.name) adds \(branch) to \(shortcut)" }
                if let activation = residual.activation {
                    if activation.input != branch || activation.output != branch {
                        return "\(activation.name) changes the shape"
                    }
                }
                shape = branch
            }
        }
        if shape != Shape(side: 1, channels: network.classes) { return "ends in \(shape)" }
        return nil
    }

    /// The shape that leaves the layers, or `nil` where one does not take what the one before it gives, or
    /// changes a shape that it must keep.
    private static func end(of layers: [Layer], from start: Shape) -> Shape? {
        var shape = start
        for layer in layers {
            guard layer.input == shape else { return nil }
            switch layer.operation {
            case .batchNorm, .layerNorm, .relu, .gelu, .layerScale:
                guard layer.output == shape else { return nil }
            case .convolution(let convolution):
                guard !convolution.isDepthwise || layer.output.channels == shape.channels else { return nil }
            case .linear, .maxPool, .globalAveragePool: return nil
            }
            shape = layer.output
        }
        return shape
    }
}
