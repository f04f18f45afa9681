import AblateArchitectures
import AblateKernels

extension Layer {
    /// What a layer's work is done by, unless another layer takes it along.
    var operationType: any AblateTraining.Operation.Type {
        switch operation {
        case .convolution where isDepthwise: DepthwiseOperation.self
        case .convolution where !isDenseConvolution: GroupedConvolutionOperation.self
        case .convolution, .linear: ConvolutionOperation.self
        case .batchNorm: BatchNormOperation.self
        case .layerNorm: LayerNormOperation.self
        case .globalResponseNorm: GlobalResponseNormOperation.self
        case .activation: ActivationOperation.self
        case .layerScale: LayerScaleOperation.self
        case .maxPool: MaxPoolOperation.self
        case .globalAveragePool: AveragePoolOperation.self
        case .windowedAttention: WindowedAttentionOperation.self
        case .patchMerging, .padding: RearrangementOperation.self
        }
    }

    /// A convolution of one group.
    var isDenseConvolution: Bool {
        if case .convolution(let convolution) = operation { convolution.groups == 1 } else { false }
    }

    /// Whether it gathers the moments of a batch norm after it, and reads its input through one before it.
    var joinsBatchNorm: Bool { isDenseConvolution || isDepthwise }

    /// Whether it does the activation after it on the way.
    var takesActivation: Bool {
        switch operation {
        case .linear, .batchNorm: true
        case .convolution: isDenseConvolution
        default: false
        }
    }

    /// The function of an activation layer.
    var activation: ActivationFunction? {
        guard case .activation(let activation) = operation else { return nil }
        return switch activation {
        case .relu: .relu
        case .gelu: .gelu
        case .silu: .silu
        case .sigmoid: .sigmoid
        }
    }

    /// The function of an activation layer that others can take along.
    var fusable: ActivationFunction? {
        activation.flatMap { [.relu, .gelu].contains($0) ? $0 : nil }
    }
}

extension ConvolutionGeometry {
    /// That of a convolution or linear layer.
    init(_ layer: Layer) {
        switch layer.operation {
        case .convolution(let convolution):
            self.init(
                layer, kernelSize: convolution.kernelSize, stride: convolution.stride,
                padding: convolution.padding)
        case .maxPool(let kernelSize, let stride, let padding):
            self.init(layer, kernelSize: kernelSize, stride: stride, padding: padding)
        default: self.init(layer, kernelSize: 1, stride: 1, padding: 0)
        }
    }

    private init(_ layer: Layer, kernelSize: Int, stride: Int, padding: Int) {
        self.init(
            height: layer.input.height, width: layer.input.width, channels: layer.input.channels,
            kernelSize: kernelSize, stride: stride, padding: padding, outChannels: layer.output.channels)
    }
}
