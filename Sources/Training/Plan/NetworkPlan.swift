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
        let fusion = LayerFusion(images: images, imageGradient: imageGradient, sweeping: sweeping)
        var builder = NetworkPlanBuilder(
            network, images: images, parameters: parameters, dropPath: dropPath, sweeping: sweeping)
        builder.add(fusion.fused(network))
        operations = builder.operations
        input = builder.input
        logits = builder.current
        dropPathFactors = builder.dropPathFactors
        scratch = operations.reduce(.none) { $0.union($1.scratch) }
        // Buffers were named while the number of operations was unknown; now their lifetimes can be told.
        builder.bindBuffers(imageGradient: imageGradient)
    }
}

/// Names the buffers of fused layers and makes their operations.
struct NetworkPlanBuilder {
    let images: Int
    let parameters: ParameterStore
    let sweeping: Sweeping
    let plan = BufferPlan()
    let input: Map
    let dropPathFactors: [Floats]
    private(set) var operations: [any Operation] = []
    private(set) var current: Map
    /// By layer name.
    private var norms: [String: BatchNormLayer] = [:]

    init(
        _ network: Network, images: Int, parameters: ParameterStore, dropPath: Bool, sweeping: Sweeping
    ) {
        self.images = images
        self.parameters = parameters
        self.sweeping = sweeping
        input = Map(
            shape: network.input, value: plan.buffer(images * network.input.count),
            gradient: plan.buffer(images * network.input.count))
        current = input
        dropPathFactors = dropPath ? network.residuals.map { _ in Floats(count: images) } : []
    }

    func bindBuffers(imageGradient: Bool) {
        plan.bind(operationCount: operations.count) { plan in
            for (index, operation) in operations.enumerated() { operation.announce(to: plan, index: index) }
            // The loss reads the logits and writes their gradient between the passes; the logits stay readable.
            let last = operations.count - 1
            plan.use([current.value, current.gradient], forwardOf: last)
            plan.use([current.value], backwardOf: 0)
            if imageGradient { plan.use([input.gradient], backwardOf: 0) }
        }
    }

    func map(_ shape: Shape) -> Map {
        Map(
            shape: shape, value: plan.buffer(images * shape.count),
            gradient: plan.buffer(images * shape.count))
    }

    func entry(_ layer: Layer, _ suffix: String) -> ParameterStore.Entry {
        guard let entry = parameters.entry("\(layer.name).\(suffix)") else {
            preconditionFailure("The parameters are of another network: no \(layer.name).\(suffix).")
        }
        return entry
    }

    /// A batch norm's tensors and state, one for all operations that share its work.
    mutating func batchNorm(_ norm: FusedNorm?) -> BatchNormLayer? {
        guard let norm else { return nil }
        if let made = norms[norm.layer.name] { return made }
        guard let running = parameters.statistics(of: norm.layer.name) else {
            preconditionFailure("The parameters are of another network: no statistics of \(norm.layer.name).")
        }
        let layer = BatchNormLayer(
            weight: entry(norm.layer, "weight"), bias: entry(norm.layer, "bias"), running: running,
            state: BatchNormState(
                rows: images * norm.layer.input.pixels, channels: norm.layer.input.channels,
                widest: norm.widest, then: norm.activation),
            hasGatheredMoments: norm.hasGatheredMoments, isReadThrough: norm.isReadThrough,
            isAppliedBefore: norm.isAppliedBefore)
        norms[norm.layer.name] = layer
        return layer
    }

    /// Adds nodes behind ``current``.
    mutating func add(_ nodes: [FusedNode]) {
        for node in nodes {
            switch node {
            case .layer(let layer): current = add(layer, to: current)
            case .gradientSum(let name, let gradient):
                let output = map(current.shape)
                operations.append(
                    GradientSumOperation(name: name, input: current, output: output, inputGradient: gradient))
                current = output
            case .residual(let residual): add(residual)
            case .gate(let gate): add(gate)
            }
        }
    }

    mutating func append(_ operation: any Operation) { operations.append(operation) }

    private mutating func add(_ fused: FusedResidual) {
        let start = current
        add(fused.shortcut)
        let shortcut = current
        current = start
        let first = operations.count
        add(fused.branch)
        let branch = current
        // Of one operation between the block's input and the sum, an identity shortcut would make both gradients one map,
        // which it would read and write at once.
        let isInPlace = operations.count == first + 1 && fused.shortcut.isEmpty
        var scaling = ResidualOperation.Scaling.none
        switch fused.scaling {
        case .none: break
        case .batchNorm(let norm): if let layer = batchNorm(norm) { scaling = .batchNorm(layer) }
        case .layerScale(let layer): scaling = .layerScale(entry(layer, "weight"))
        }
        let residual = fused.residual
        let output = map(branch.shape)
        append(
            ResidualOperation(
                name: residual.name, images: images, branch: branch,
                branchReplacesGradient: isInPlace || operations[operations.count - 1].replacesOutputGradient,
                shortcut: shortcut, output: output, scaling: scaling,
                shortcutNorm: batchNorm(fused.shortcutNorm), activation: fused.activation,
                factors: dropPathFactors.isEmpty ? nil : dropPathFactors[residual.index], plan: plan))
        current = output
        // One that the addition cannot take along.
        if let layer = residual.activation, layer.fusable == nil {
            current = add(FusedLayer(layer: layer, inputGradient: .overwrites), to: current)
        }
    }

    private mutating func add(_ fused: FusedGate) {
        let start = current
        add(fused.branch)
        let output = map(start.shape)
        append(
            GateOperation(
                name: fused.gate.name, images: images, input: start, gate: current, output: output,
                inputGradient: fused.inputGradient))
        current = output
    }
}
