import AblateArchitectures
import AblateKernels

/// A network's operations for batches of up to `images`, with memory behind every buffer.
final class NetworkPlan {
    let operations: [any Operation]
    let input: Map
    let logits: Map
    /// Factors of stochastic depth of each residual block, `[N]`; empty when the rate is zero.
    let dropPathFactors: [Floats]
    let scratch: Executor.Scratch

    init(
        _ network: Network, images: Int, parameters: ParameterStore, dropPath: Bool,
        imageGradient: Bool = false, sweeping: Sweeping = .whereItPays
    ) {
        let builder = NetworkPlanBuilder(
            network, images: images, parameters: parameters, dropPath: dropPath, imageGradient: imageGradient,
            sweeping: sweeping)
        operations = builder.operations
        input = builder.input
        logits = builder.current
        dropPathFactors = builder.dropPathFactors
        scratch = operations.reduce(.none) { $0.union($1.scratch) }
        // Buffers were named while the number of operations was unknown; now their lifetimes can be told.
        builder.bindBuffers(of: operations)
    }
}

/// Walks a network and turns its layers into operations, several layers at once where one pass can do them.
private final class NetworkPlanBuilder {
    private let network: Network
    private let images: Int
    private let parameters: ParameterStore
    private let dropPath: Bool
    private let imageGradient: Bool
    private let sweeping: Sweeping
    private let plan: BufferPlan
    private(set) var operations: [any Operation] = []
    let input: Map
    private(set) var current: Map
    private(set) var dropPathFactors: [Floats] = []
    /// By layer name, as soon as the chain is planned that they stand in.
    private var norms: [String: BatchNormLayer] = [:]

    init(
        _ network: Network, images: Int, parameters: ParameterStore, dropPath: Bool, imageGradient: Bool,
        sweeping: Sweeping
    ) {
        self.sweeping = sweeping
        self.network = network
        self.images = images
        self.parameters = parameters
        self.dropPath = dropPath
        self.imageGradient = imageGradient
        plan = BufferPlan()
        input = Map(
            shape: network.input, value: plan.buffer(images * network.input.count),
            gradient: plan.buffer(images * network.input.count))
        current = input
        dropPathFactors = dropPath ? (0..<network.residualCount).map { _ in Floats(count: images) } : []
        current = add(network.nodes, to: input, firstGradient: .overwrites)
    }

    func bindBuffers(of operations: [any Operation]) {
        plan.bind(operationCount: operations.count) { plan in
            for (index, operation) in operations.enumerated() { operation.announce(to: plan, index: index) }
            // The loss reads the logits and writes their gradient between the passes; the logits stay readable.
            let last = operations.count - 1
            plan.use([current.value, current.gradient], forwardOf: last)
            plan.use([current.value], backwardOf: 0)
            if imageGradient { plan.use([input.gradient], backwardOf: 0) }
        }
    }

    private func map(_ shape: Shape) -> Map {
        Map(
            shape: shape, value: plan.buffer(images * shape.count),
            gradient: plan.buffer(images * shape.count))
    }

    private func entry(_ layer: Layer, _ suffix: String) -> ParameterStore.Entry {
        guard let entry = parameters.entry("\(layer.name).\(suffix)") else {
            preconditionFailure("The parameters are of another network: no \(layer.name).\(suffix).")
        }
        return entry
    }

    /// Decides for each batch norm of a chain which of its passes the layers before and after it take along.
    private func planNorms(_ chain: [Layer], firstGradient: InputGradient) {
        for (index, layer) in chain.enumerated() where layer.operation == .batchNorm {
            guard let running = parameters.statistics(of: layer.name) else {
                preconditionFailure("The parameters are of another network: no statistics of \(layer.name).")
            }
            let before = index > 0 ? chain[index - 1] : nil
            var activation = ActivationFunction.identity
            var next = index + 1
            if next < chain.count, let own = chain[next].activation {
                activation = own
                next += 1
            }
            let channels = layer.input.channels
            let isAppliedBefore =
                before.map { before in
                    before.convolution.map { !$0.isDepthwise } ?? false
                        && sweeping.applies(
                            to: geometry(before), images: images, index == 1 ? firstGradient : .overwrites)
                } ?? false
            norms[layer.name] = BatchNormLayer(
                weight: entry(layer, "weight"), bias: entry(layer, "bias"), running: running,
                state: BatchNormState(
                    rows: images * layer.input.pixels, channels: channels,
                    widest: max(
                        channels, before?.input.channels ?? 0,
                        next < chain.count ? chain[next].output.channels : 0),
                    then: activation == .gelu ? .identity : activation),
                hasGatheredMoments: before?.convolution != nil,
                isReadThrough: before?.convolution != nil && activation != .gelu && next < chain.count
                    && chain[next].convolution != nil,
                isAppliedBefore: isAppliedBefore)
        }
    }

    private func norm(_ layer: Layer?) -> BatchNormLayer? { layer.flatMap { norms[$0.name] } }

    /// Adds nodes one after the other. `firstGradient` says how the first one leaves its input's gradient.
    private func add(_ nodes: [Network.Node], to start: Map, firstGradient: InputGradient) -> Map {
        addButEnd(nodes, to: start, firstGradient: firstGradient) { _ in false }.end
    }

    /// Adds nodes, but not the layer at their end that `isTaken` by what comes after them.
    private func addButEnd(
        _ nodes: [Network.Node], to start: Map, firstGradient: InputGradient, isTaken: (Layer) -> Bool
    ) -> (end: Map, taken: Layer?) {
        var map = start
        var gradient = firstGradient
        var chain: [Layer] = []
        for node in nodes {
            switch node {
            case .layer(let layer): chain.append(layer)
            case .residual(let residual):
                if !chain.isEmpty {
                    map = add(chain, to: map, firstGradient: gradient)
                    (chain, gradient) = ([], .overwrites)
                }
                if inputGradient(of: map, first: gradient) == .accumulates {
                    map = addGradientSum(residual.name, to: map)
                }
                map = add(residual, to: map)
                gradient = .overwrites
            }
        }
        planNorms(chain, firstGradient: inputGradient(of: map, first: gradient))
        var taken: Layer?
        if let last = chain.last, isTaken(last) { taken = chain.removeLast() }
        return (addPlanned(chain, to: map, firstGradient: gradient, before: taken), taken)
    }

    private func add(_ chain: [Layer], to start: Map, firstGradient: InputGradient) -> Map {
        planNorms(chain, firstGradient: inputGradient(of: start, first: firstGradient))
        return addPlanned(chain, to: start, firstGradient: firstGradient)
    }

    /// For a consumer of `map` that cannot add to its gradient by itself.
    private func addGradientSum(
        _ name: String, to map: Map, _ gradient: InputGradient = .accumulates
    ) -> Map {
        let output = self.map(map.shape)
        operations.append(
            GradientSumOperation(name: name, input: map, output: output, inputGradient: gradient))
        return output
    }

    /// What a layer's work is done by, unless another layer takes it along.
    private func operationType(of layer: Layer) -> any Operation.Type {
        switch layer.operation {
        case .convolution(let convolution):
            convolution.isDepthwise ? DepthwiseOperation.self : ConvolutionOperation.self
        case .linear: ConvolutionOperation.self
        case .batchNorm: BatchNormOperation.self
        case .layerNorm: LayerNormOperation.self
        case .relu, .gelu: ActivationOperation.self
        case .maxPool: MaxPoolOperation.self
        case .globalAveragePool: AveragePoolOperation.self
        case .layerScale: ResidualOperation.self
        }
    }

    private func inputGradient(of map: Map, first: InputGradient) -> InputGradient {
        map.value === input.value && !imageGradient ? .none : first
    }

    private func addPlanned(
        _ layers: [Layer], to start: Map, firstGradient: InputGradient, before last: Layer? = nil
    ) -> Map {
        var map = start
        if let first = layers.first, inputGradient(of: start, first: firstGradient) == .accumulates,
            !operationType(of: first).addsToInputGradient
        {
            map = addGradientSum(first.name, to: start)
        }
        let hasSum = map.gradient !== start.gradient
        var index = 0
        // What the next convolution reads its input through.
        var before: BatchNormLayer?
        while index < layers.count {
            let layer = layers[index]
            let next = index + 1 < layers.count ? layers[index + 1] : last
            let gradient = inputGradient(
                of: map, first: index == 0 && !hasSum ? firstGradient : .overwrites)
            var fused = 1
            defer { index += fused }
            switch layer.operation {
            case .convolution(let convolution) where convolution.isDepthwise:
                map = addDepthwise(
                    layer, convolution, to: map, gradient, before: before, after: norm(next))
                before = nil
            case .convolution, .linear:
                (map, fused) = addDense(layer, followedBy: next, to: map, gradient, before: before)
                before = nil
            case .batchNorm:
                let activation = next.flatMap(\.activation)
                if activation != nil { fused = 2 }
                guard let norm = norm(layer) else { preconditionFailure("\(layer.name) was not planned.") }
                if norm.isReadThrough {
                    operations.append(ReadThroughBatchNormOperation(name: layer.name, layer: norm, map: map))
                    before = norm
                } else {
                    let output = self.map(layer.output)
                    operations.append(
                        BatchNormOperation(
                            name: layer.name, layer: norm, images: images, input: map, output: output,
                            activation: activation == .gelu ? .gelu : .identity, plan: plan))
                    map = output
                }
            case .layerNorm:
                let output = self.map(layer.output)
                operations.append(
                    LayerNormOperation(
                        name: layer.name, weight: entry(layer, "weight"), bias: entry(layer, "bias"),
                        images: images,
                        input: map, output: output, plan: plan))
                map = output
            case .relu, .gelu:
                let output = self.map(layer.output)
                operations.append(
                    ActivationOperation(
                        name: layer.name, activation: layer.activation ?? .identity, input: map,
                        output: output))
                map = output
            case .maxPool(let kernelSize, let stride, let padding):
                let output = self.map(layer.output)
                operations.append(
                    MaxPoolOperation(
                        name: layer.name,
                        geometry: geometry(layer, kernelSize: kernelSize, stride: stride, padding: padding),
                        images: images, input: map, output: output, plan: plan))
                map = output
            case .globalAveragePool:
                let output = self.map(layer.output)
                operations.append(AveragePoolOperation(name: layer.name, input: map, output: output))
                map = output
            case .layerScale:
                preconditionFailure("\(layer.name): Layer Scale stands only at the end of a residual branch.")
            }
        }
        return map
    }

    /// Of a convolution or linear layer.
    private func geometry(_ layer: Layer) -> ConvolutionGeometry {
        let convolution = layer.convolution
        return geometry(
            layer, kernelSize: convolution?.kernelSize ?? 1, stride: convolution?.stride ?? 1,
            padding: convolution?.padding ?? 0)
    }

    private func geometry(_ layer: Layer, kernelSize: Int, stride: Int, padding: Int) -> ConvolutionGeometry {
        ConvolutionGeometry(
            height: layer.input.height, width: layer.input.width, channels: layer.input.channels,
            kernelSize: kernelSize, stride: stride, padding: padding, outChannels: layer.output.channels)
    }

    private func addDepthwise(
        _ layer: Layer, _ convolution: Layer.Convolution, to map: Map, _ gradient: InputGradient,
        before: BatchNormLayer?, after: BatchNormLayer?
    ) -> Map {
        let output = self.map(layer.output)
        operations.append(
            DepthwiseOperation(
                name: layer.name, geometry: geometry(layer), images: images, input: map, output: output,
                weight: entry(layer, "weight"), bias: convolution.hasBias ? entry(layer, "bias") : nil,
                inputGradient: gradient, before: before, after: after))
        return output
    }

    /// A dense convolution or linear layer, and the activation that follows it directly.
    private func addDense(
        _ layer: Layer, followedBy next: Layer?, to map: Map, _ gradient: InputGradient,
        before: BatchNormLayer?
    ) -> (Map, fused: Int) {
        let activation = next.flatMap(\.activation)
        let output = self.map(layer.output)
        let activated = activation.map { _ in self.map(layer.output) }
        operations.append(
            ConvolutionOperation(
                name: layer.name, geometry: geometry(layer), images: images, input: map, output: output,
                weight: entry(layer, "weight"),
                bias: layer.convolution?.hasBias ?? true ? entry(layer, "bias") : nil,
                inputGradient: gradient,
                activation: activation ?? .identity, activated: activated, before: before, after: norm(next),
                sweeping: sweeping))
        return (activated ?? output, activation == nil ? 1 : 2)
    }

    /// The shortcut comes first, so that backwards the branch is done before the shortcut's side reuses the
    /// gradient of the sum. Whoever is last to be reached backwards adds to the block's input gradient.
    private func add(_ residual: Network.Residual, to start: Map) -> Map {
        let hasProjection = !residual.shortcut.isEmpty
        let (shortcut, shortcutEnd) = addButEnd(residual.shortcut, to: start, firstGradient: .accumulates) {
            norm($0)?.isAppliedBefore == true
        }
        let first = operations.count
        var (end, branchEnd) = addButEnd(
            residual.branch, to: start, firstGradient: hasProjection ? .overwrites : .accumulates
        ) { layer in
            switch layer.operation {
            case .layerScale, .batchNorm: true
            default: false
            }
        }
        if operations.count == first {
            // A branch without an operation of its own, whose gradient is another than the shortcut's.
            end = addGradientSum(
                residual.name, to: end,
                inputGradient(of: end, first: hasProjection ? .overwrites : .accumulates))
        }
        var scaling = ResidualOperation.Scaling.none
        if let norm = norm(branchEnd) {
            scaling = .batchNorm(norm)
        } else if let branchEnd {
            scaling = .layerScale(entry(branchEnd, "weight"))
        }
        let output = map(end.shape)
        operations.append(
            ResidualOperation(
                name: residual.name, images: images, branch: end,
                branchReplacesGradient: operations[operations.count - 1].replacesOutputGradient,
                shortcut: shortcut, output: output, scaling: scaling, shortcutNorm: norm(shortcutEnd),
                activation: residual.activation.flatMap(\.activation) ?? .identity,
                factors: dropPath ? dropPathFactors[residual.index] : nil, plan: plan))
        return output
    }
}

extension Layer {
    /// The convolution of a convolution layer.
    fileprivate var convolution: Convolution? {
        if case .convolution(let convolution) = operation { convolution } else { nil }
    }

    /// The function of an activation layer.
    fileprivate var activation: ActivationFunction? {
        switch operation {
        case .relu: .relu
        case .gelu: .gelu
        default: nil
        }
    }
}
