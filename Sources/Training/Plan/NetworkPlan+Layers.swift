import AblateArchitectures
import AblateKernels

extension NetworkPlanBuilder {
    /// Adds a layer's operation.
    ///
    /// - Returns: the map that it leaves.
    mutating func add(_ fused: FusedLayer, to map: Map) -> Map {
        let layer = fused.layer
        switch layer.operation {
        case .convolution(let convolution) where layer.joinsBatchNorm && !layer.isDenseConvolution:
            return addDepthwise(fused, convolution, to: map)
        case .convolution(let convolution) where !layer.isDenseConvolution:
            return addGrouped(fused, convolution, to: map)
        case .convolution(let convolution): return addDense(fused, hasBias: convolution.hasBias, to: map)
        case .linear(let hasBias): return addDense(fused, hasBias: hasBias, to: map)
        case .batchNorm: return addBatchNorm(fused, to: map)
        default: break
        }
        let output = self.map(layer.output)
        switch layer.operation {
        case .layerNorm(let epsilon):
            append(
                LayerNormOperation(
                    name: layer.name, epsilon: Float(epsilon), weight: entry(layer, "weight"),
                    bias: entry(layer, "bias"), images: images, input: map, output: output, plan: plan))
        case .globalResponseNorm:
            append(
                GlobalResponseNormOperation(
                    name: layer.name, weight: entry(layer, "weight"), bias: entry(layer, "bias"),
                    images: images, input: map, output: output, plan: plan))
        case .activation:
            append(
                ActivationOperation(
                    name: layer.name, activation: layer.activation ?? .identity, input: map, output: output))
        case .layerScale:
            append(
                LayerScaleOperation(
                    name: layer.name, weight: entry(layer, "weight"), images: images, input: map,
                    output: output))
        case .maxPool:
            append(
                MaxPoolOperation(
                    name: layer.name, geometry: ConvolutionGeometry(layer), images: images, input: map,
                    output: output, plan: plan))
        case .globalAveragePool:
            append(AveragePoolOperation(name: layer.name, input: map, output: output))
        case .windowedAttention(let attention):
            append(
                WindowedAttentionOperation(
                    name: layer.name, geometry: WindowedAttentionGeometry(layer, attention), images: images,
                    input: map, output: output, positionBias: entry(layer, "position_bias"), plan: plan))
        case .patchMerging:
            append(
                RearrangementOperation(name: layer.name, .patchMerging, input: map, output: output))
        case .padding:
            append(
                RearrangementOperation(
                    name: layer.name, .padding(height: layer.output.height, width: layer.output.width),
                    input: map, output: output))
        case .convolution, .linear, .batchNorm: preconditionFailure("\(layer.name) was added before.")
        }
        return output
    }

    private mutating func addDepthwise(
        _ fused: FusedLayer, _ convolution: Layer.Convolution, to map: Map
    ) -> Map {
        let layer = fused.layer
        let output = self.map(layer.output)
        let (before, after) = (batchNorm(fused.before), batchNorm(fused.after))
        append(
            DepthwiseOperation(
                name: layer.name, geometry: ConvolutionGeometry(layer), images: images, input: map,
                output: output, weight: entry(layer, "weight"),
                bias: convolution.hasBias ? entry(layer, "bias") : nil, inputGradient: fused.inputGradient,
                before: before, after: after))
        return output
    }

    private mutating func addGrouped(
        _ fused: FusedLayer, _ convolution: Layer.Convolution, to map: Map
    ) -> Map {
        let layer = fused.layer
        let output = self.map(layer.output)
        append(
            GroupedConvolutionOperation(
                name: layer.name, geometry: ConvolutionGeometry(layer), groups: convolution.groups,
                images: images, input: map, output: output, weight: entry(layer, "weight"),
                bias: convolution.hasBias ? entry(layer, "bias") : nil, inputGradient: fused.inputGradient))
        return output
    }

    /// A dense convolution or linear layer, and the activation that follows it directly.
    private mutating func addDense(_ fused: FusedLayer, hasBias: Bool, to map: Map) -> Map {
        let layer = fused.layer
        let output = self.map(layer.output)
        let activated = fused.activation == .identity ? nil : self.map(layer.output)
        let (before, after) = (batchNorm(fused.before), batchNorm(fused.after))
        append(
            ConvolutionOperation(
                name: layer.name, geometry: ConvolutionGeometry(layer), images: images, input: map,
                output: output, weight: entry(layer, "weight"), bias: hasBias ? entry(layer, "bias") : nil,
                inputGradient: fused.inputGradient, activation: fused.activation, activated: activated,
                before: before, after: after, sweeping: sweeping))
        return activated ?? output
    }

    /// A batch norm and the activation that follows it directly.
    private mutating func addBatchNorm(_ fused: FusedLayer, to map: Map) -> Map {
        let layer = fused.layer
        guard let norm = batchNorm(fused.norm) else { preconditionFailure("\(layer.name) was not planned.") }
        if norm.isReadThrough {
            append(ReadThroughBatchNormOperation(name: layer.name, layer: norm, map: map))
            return map
        }
        let output = self.map(layer.output)
        append(
            BatchNormOperation(
                name: layer.name, layer: norm, images: images, input: map, output: output,
                activation: fused.activation == .gelu ? .gelu : .identity, plan: plan))
        return output
    }
}

extension WindowedAttentionGeometry {
    fileprivate init(_ layer: Layer, _ attention: Layer.WindowedAttention) {
        self.init(
            height: layer.input.height, width: layer.input.width, outHeight: layer.output.height,
            outWidth: layer.output.width, channels: layer.output.channels, heads: attention.heads,
            windowHeight: attention.windowHeight, windowWidth: attention.windowWidth,
            shiftHeight: attention.shiftHeight, shiftWidth: attention.shiftWidth)
    }
}
