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
        network.layers.count { layer in
            if case .activation = layer.operation { true } else { false }
        }
    }
}

/// What must hold between the layers of any network.
enum NetworkChain {
    /// The first broken rule, in words.
    static func fault(in network: Network) -> String? {
        switch end(of: network.nodes, from: network.input) {
        case .failure(let fault): fault.words
        case .success(let shape):
            shape == Shape(side: 1, channels: network.classes) ? nil : "ends in \(shape)"
        }
    }

    private struct Fault: Error {
        let words: String
    }

    /// The shape that leaves the nodes, or where one does not take what the one before it gives, or changes a shape that
    /// it must keep.
    private static func end(of nodes: [Network.Node], from start: Shape) -> Result<Shape, Fault> {
        var shape = start
        for node in nodes {
            let end: Result<Shape, Fault> =
                switch node {
                case .layer(let layer): self.end(of: layer, from: shape)
                case .residual(let residual): self.end(of: residual, from: shape)
                case .gate(let gate):
                    self.end(of: gate.branch, from: shape).flatMap { [shape] weight in
                        weight == shape || weight == Shape(side: 1, channels: shape.channels)
                            ? .success(shape) : .failure(Fault(words: "\(gate.name) weighs by \(weight)"))
                    }
                }
            guard case .success(let next) = end else { return end }
            shape = next
        }
        return .success(shape)
    }

    private static func end(of residual: Network.Residual, from start: Shape) -> Result<Shape, Fault> {
        end(of: residual.branch, from: start).flatMap { branch in
            end(of: residual.shortcut, from: start).flatMap { shortcut in
                if branch != shortcut {
                    return .failure(Fault(words: "\(residual.name) adds \(branch) to \(shortcut)"))
                }
                return residual.activation.map { end(of: $0, from: branch) } ?? .success(branch)
            }
        }
    }

    private static func end(of layer: Layer, from shape: Shape) -> Result<Shape, Fault> {
        if layer.input != shape {
            return .failure(Fault(words: "\(layer.name) takes \(layer.input), not \(shape)"))
        }
        let isKept =
            switch layer.operation {
            case .batchNorm, .layerNorm, .globalResponseNorm, .activation, .layerScale: layer.output == shape
            case .linear: layer.output.height == shape.height && layer.output.width == shape.width
            case .convolution: !layer.isDepthwise || layer.output.channels == shape.channels
            case .windowedAttention: layer.output.channels * 3 == shape.channels
            case .patchMerging: layer.output.channels == 4 * shape.channels
            case .maxPool, .globalAveragePool, .padding: layer.output.channels == shape.channels
            }
        return isKept
            ? .success(layer.output) : .failure(Fault(words: "\(layer.name) ends in \(layer.output)"))
    }
}
