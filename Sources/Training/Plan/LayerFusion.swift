import AblateArchitectures
import AblateKernels

/// Turns a network into operations to come: decides which layers one pass does together, and where a map's consumers
/// have to be told apart, for images of which so many come at once.
struct LayerFusion {
    let images: Int
    /// Whether somebody asks for the gradient of the images.
    let imageGradient: Bool
    let sweeping: Sweeping

    /// A place in the network: which map is there, and how its first consumer leaves the gradient.
    private struct Place {
        var isImage: Bool
        var gradient: InputGradient
    }

    func fused(_ network: Network) -> [FusedNode] {
        fused(network.nodes, at: Place(isImage: true, gradient: .overwrites)) { _, _ in false }.nodes
    }

    /// How a consumer leaves the gradient of the map at `place`.
    private func inputGradient(at place: Place) -> InputGradient {
        place.isImage && !imageGradient ? .none : place.gradient
    }

    /// - Parameter isTaken: whether the layer at the end is done by what comes after the nodes; it is left out then.
    private func fused(
        _ nodes: [Network.Node], at start: Place, isTaken: (Layer, FusedNorm?) -> Bool
    ) -> (nodes: [FusedNode], taken: Layer?, norm: FusedNorm?) {
        var place = start
        var result: [FusedNode] = []
        var chain: [Layer] = []
        func addChain() {
            if chain.isEmpty { return }
            result += fused(chain, norms: self.norms(chain, at: place), at: place, before: nil)
            (chain, place) = ([], Place(isImage: false, gradient: .overwrites))
        }
        for node in nodes {
            switch node {
            case .layer(let layer): chain.append(layer)
            case .residual(let residual):
                addChain()
                if place.gradient == .accumulates {
                    result.append(.gradientSum(name: residual.name, inputGradient(at: place)))
                    place.isImage = false
                }
                result.append(.residual(fused(residual, isImage: place.isImage)))
                place = Place(isImage: false, gradient: .overwrites)
            case .gate(let gate):
                addChain()
                result.append(.gate(fused(gate, at: place)))
                place = Place(isImage: false, gradient: .overwrites)
            }
        }
        let norms = self.norms(chain, at: place)
        var taken: Layer?
        if let last = chain.last, isTaken(last, norms[last.name]) { taken = chain.removeLast() }
        result += fused(chain, norms: norms, at: place, before: taken)
        return (result, taken, taken.flatMap { norms[$0.name] })
    }

    private func fused(_ residual: Network.Residual, isImage: Bool) -> FusedResidual {
        let shortcut = fused(residual.shortcut, at: Place(isImage: isImage, gradient: .accumulates)) {
            $1?.isAppliedBefore == true
        }
        // Whoever is last to be reached backwards adds to the block's input gradient.
        let start = Place(
            isImage: isImage, gradient: residual.shortcut.isEmpty ? .accumulates : .overwrites)
        var branch = fused(residual.branch, at: start) { layer, _ in
            switch layer.operation {
            case .layerScale, .batchNorm: true
            default: false
            }
        }
        if branch.nodes.isEmpty {
            // A branch without an operation of its own, whose gradient is another than the shortcut's.
            branch.nodes = [.gradientSum(name: residual.name, inputGradient(at: start))]
        }
        var scaling = FusedResidual.Scaling.none
        if let norm = branch.norm {
            scaling = .batchNorm(norm)
        } else if let layer = branch.taken {
            scaling = .layerScale(layer)
        }
        return FusedResidual(
            residual: residual, shortcut: shortcut.nodes, shortcutNorm: shortcut.norm, branch: branch.nodes,
            scaling: scaling, activation: residual.activation?.fusable ?? .identity)
    }

    private func fused(_ gate: Network.Gate, at place: Place) -> FusedGate {
        let branch = fused(gate.branch, at: Place(isImage: place.isImage, gradient: .accumulates)) { _, _ in
            false
        }
        return FusedGate(gate: gate, branch: branch.nodes, inputGradient: inputGradient(at: place))
    }

    /// Decides for each batch norm of a chain which of its passes the layers before and after it take along.
    private func norms(_ chain: [Layer], at place: Place) -> [String: FusedNorm] {
        var norms: [String: FusedNorm] = [:]
        for (index, layer) in chain.enumerated() where layer.operation == .batchNorm {
            let before = index > 0 ? chain[index - 1] : nil
            var activation = ActivationFunction.identity
            var next = index + 1
            if next < chain.count, let own = chain[next].fusable {
                activation = own
                next += 1
            }
            let isAppliedBefore =
                before.map { before in
                    before.isDenseConvolution
                        && sweeping.applies(
                            to: ConvolutionGeometry(before), images: images,
                            index == 1 ? inputGradient(at: place) : .overwrites)
                } ?? false
            let follower = next < chain.count ? chain[next] : nil
            norms[layer.name] = FusedNorm(
                layer: layer, activation: activation == .gelu ? .identity : activation,
                widest: max(
                    layer.input.channels, before?.input.channels ?? 0, follower?.output.channels ?? 0),
                hasGatheredMoments: before?.joinsBatchNorm == true,
                isReadThrough: before?.joinsBatchNorm == true && activation != .gelu
                    && follower?.joinsBatchNorm == true,
                isAppliedBefore: isAppliedBefore)
        }
        return norms
    }

    /// - Parameter last: what comes after the chain and is done elsewhere.
    private func fused(
        _ chain: [Layer], norms: [String: FusedNorm], at place: Place, before last: Layer?
    ) -> [FusedNode] {
        var result: [FusedNode] = []
        var gradient = inputGradient(at: place)
        // Also where nobody asks for the gradient: an operation may keep that of its output in the same map.
        if let first = chain.first, place.gradient == .accumulates, !first.operationType.addsToInputGradient {
            result.append(.gradientSum(name: first.name, gradient))
            gradient = .overwrites
        }
        var index = 0
        // What the next convolution reads its input through.
        var before: FusedNorm?
        while index < chain.count {
            let layer = chain[index]
            let next = index + 1 < chain.count ? chain[index + 1] : last
            var fused = FusedLayer(layer: layer, inputGradient: gradient)
            gradient = .overwrites
            if layer.joinsBatchNorm {
                fused.before = before
                fused.after = next.flatMap { norms[$0.name] }
                before = nil
            }
            if layer.takesActivation, let activation = next?.fusable {
                fused.activation = activation
                index += 1
            }
            if let norm = norms[layer.name] {
                fused.norm = norm
                before = norm.isReadThrough ? norm : nil
            }
            result.append(.layer(fused))
            index += 1
        }
        return result
    }
}
