import Architectures
import Kernels

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
        imageGradient: Bool = false
    ) {
        let builder = NetworkPlanBuilder(
            network, images: images, parameters: parameters, dropPath: dropPath, imageGradient: imageGradient)
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
    private let plan: BufferPlan
    private(set) var operations: [any Operation] = []
    let input: Map
    private(set) var current: Map
    private(set) var dropPathFactors: [Floats] = []
    private var moments: [String: BlockMoments] = [:]

    init(
        _ network: Network, images: Int, parameters: ParameterStore, dropPath: Bool, imageGradient: Bool
    ) {
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
        var pending: [Layer] = []
        for node in network.nodes {
            switch node {
            case .layer(let layer): pending.append(layer)
            case .residual(let residual):
                current = add(pending, to: current)
                pending = []
                add(residual)
            }
        }
        current = add(pending, to: current)
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

    private func batchNorm(_ layer: Layer) -> BatchNormLayer {
        guard let running = parameters.statistics(of: layer.name) else {
            preconditionFailure("The parameters are of another network: no statistics of \(layer.name).")
        }
        let gathered = moments[layer.name]
        let channels = layer.input.channels
        return BatchNormLayer(
            channels: channels, weight: entry(layer, "weight"), bias: entry(layer, "bias"), running: running,
            state: BatchNormState(channels: channels),
            moments: gathered
                ?? BlockMoments(rows: images * layer.input.pixels, channels: channels, widest: channels),
            areMomentsGathered: gathered != nil)
    }

    /// The moments that a dense convolution gathers for the batch norm right after it, under both names.
    private func planMoments(_ chain: [Layer]) {
        for (layer, next) in zip(chain, chain.dropFirst())
        where next.operation == .batchNorm && moments[next.name] == nil {
            guard case .convolution(let convolution) = layer.operation, !convolution.isDepthwise else {
                continue
            }
            let gathered = BlockMoments(
                rows: images * layer.output.pixels, channels: layer.output.channels,
                widest: max(layer.input.channels, layer.output.channels))
            moments[layer.name] = gathered
            moments[next.name] = gathered
        }
    }

    /// Adds a chain of layers. `firstGradient` says how the first one leaves its input's gradient.
    private func add(_ layers: [Layer], to start: Map, firstGradient: InputGradient = .overwrites) -> Map {
        planMoments(layers)
        var map = start
        var index = 0
        while index < layers.count {
            let layer = layers[index]
            let next = index + 1 < layers.count ? layers[index + 1] : nil
            let gradient: InputGradient =
                map.value === input.value && !imageGradient ? .none : index == 0 ? firstGradient : .overwrites
            var fused = 1
            switch layer.operation {
            case .convolution(let convolution) where convolution.isDepthwise:
                map = addDepthwise(layer, convolution, to: map, gradient)
            case .convolution, .linear:
                (map, fused) = addDense(layer, followedBy: next, to: map, gradient)
            case .batchNorm:
                let activation = next.flatMap(\.activation)
                let output = self.map(layer.output)
                operations.append(
                    BatchNormOperation(
                        name: layer.name, layer: batchNorm(layer), images: images, input: map, output: output,
                        activation: activation ?? .identity))
                map = output
                fused = activation == nil ? 1 : 2
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
            index += fused
        }
        return map
    }

    private func geometry(_ layer: Layer, kernelSize: Int, stride: Int, padding: Int) -> ConvolutionGeometry {
        ConvolutionGeometry(
            height: layer.input.height, width: layer.input.width, channels: layer.input.channels,
            kernelSize: kernelSize, stride: stride, padding: padding, outChannels: layer.output.channels)
    }

    private func addDepthwise(
        _ layer: Layer, _ convolution: Layer.Convolution, to map: Map, _ gradient: InputGradient
    ) -> Map {
        let output = self.map(layer.output)
        operations.append(
            DepthwiseOperation(
                name: layer.name,
                geometry: geometry(
                    layer, kernelSize: convolution.kernelSize, stride: convolution.stride,
                    padding: convolution.padding),
                images: images, input: map, output: output, weight: entry(layer, "weight"),
                bias: convolution.hasBias ? entry(layer, "bias") : nil, inputGradient: gradient))
        return output
    }

    /// A dense convolution or linear layer, and the activation that follows it directly.
    private func addDense(
        _ layer: Layer, followedBy next: Layer?, to map: Map, _ gradient: InputGradient
    ) -> (Map, fused: Int) {
        let convolution: Layer.Convolution
        if case .convolution(let own) = layer.operation {
            convolution = own
        } else {
            convolution = .init(kernelSize: 1, stride: 1, padding: 0, isDepthwise: false, hasBias: true)
        }
        let activation = next.flatMap(\.activation)
        let output = self.map(layer.output)
        let activated = activation.map { _ in self.map(layer.output) }
        operations.append(
            ConvolutionOperation(
                name: layer.name,
                geometry: geometry(
                    layer, kernelSize: convolution.kernelSize, stride: convolution.stride,
                    padding: convolution.padding),
                images: images, input: map, output: output, weight: entry(layer, "weight"),
                bias: convolution.hasBias ? entry(layer, "bias") : nil, inputGradient: gradient,
                activation: activation ?? .identity, activated: activated, moments: moments[layer.name]))
        return (activated ?? output, activation == nil ? 1 : 2)
    }

    /// The shortcut comes first, so that backwards the branch is done before the shortcut's side reuses the
    /// gradient of the sum. Whoever is last to be reached backwards adds to the block's input gradient.
    private func add(_ residual: Network.Residual) {
        let start = current
        let hasProjection = !residual.shortcut.isEmpty
        let shortcut = add(residual.shortcut, to: start, firstGradient: .accumulates)
        planMoments(residual.branch)
        var branch = residual.branch
        var scaling = ResidualOperation.Scaling.none
        switch branch.last?.operation {
        case .layerScale: scaling = .layerScale(entry(branch.removeLast(), "weight"))
        case .batchNorm: scaling = .batchNorm(batchNorm(branch.removeLast()))
        default: break
        }
        let end = add(branch, to: start, firstGradient: hasProjection ? .overwrites : .accumulates)
        let factors = dropPath ? Floats(count: images) : nil
        if let factors { dropPathFactors.append(factors) }
        let output = map(end.shape)
        operations.append(
            ResidualOperation(
                name: residual.name, images: images, branch: end,
                branchEndsInNorm: branch.last?.operation == .layerNorm, shortcut: shortcut, output: output,
                scaling: scaling, activation: residual.activation.flatMap(\.activation) ?? .identity,
                factors: factors, plan: plan))
        current = output
    }
}

extension Layer {
    /// The function of an activation layer.
    fileprivate var activation: ActivationFunction? {
        switch operation {
        case .relu: .relu
        case .gelu: .gelu
        default: nil
        }
    }
}
