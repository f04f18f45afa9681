/// One leaf of a network: what it does, between which shapes, under which name.
public struct Layer: Hashable, Sendable {
    /// Dotted path, unique in the network; parameters are named below it (`stages.0.blocks.1.conv2.weight`).
    public let name: String
    /// What it does.
    public let operation: Operation
    /// The shape that enters, of one image.
    public let input: Shape
    /// The shape that leaves, of one image.
    public let output: Shape

    package init(name: String, operation: Operation, input: Shape, output: Shape) {
        self.name = name
        self.operation = operation
        self.input = input
        self.output = output
    }

    /// The kinds of layers.
    public enum Operation: Hashable, Sendable {
        case convolution(Convolution)
        /// Fully connected, with bias, on a map of one pixel.
        case linear
        /// Batch statistics in training, running ones in evaluation; ε 1e-5, momentum 0.1.
        case batchNorm
        /// Over the channels of each pixel; ε 1e-6.
        case layerNorm
        case relu
        case gelu
        /// A learned factor for each channel, all equal to `initial` at first.
        case layerScale(initial: Double)
        case maxPool(kernelSize: Int, stride: Int, padding: Int)
        case globalAveragePool
    }

    /// The geometry of a convolution; square kernels, the same padding on all sides.
    public struct Convolution: Hashable, Sendable {
        /// The side of the kernel in pixels.
        public let kernelSize: Int
        /// The step from one output pixel to the next, in pixels.
        public let stride: Int
        /// Pixels of zeros on each side.
        public let padding: Int
        /// As many groups as channels; otherwise one group.
        public let isDepthwise: Bool
        /// Whether each output channel has a learned addend.
        public let hasBias: Bool

        /// A convolution of those sizes.
        public init(kernelSize: Int, stride: Int, padding: Int, isDepthwise: Bool, hasBias: Bool) {
            self.kernelSize = kernelSize
            self.stride = stride
            self.padding = padding
            self.isDepthwise = isDepthwise
            self.hasBias = hasBias
        }
    }
}

/// A learned tensor.
public struct Parameter: Hashable, Sendable {
    /// The layer's name, a point and what it is: `stem.conv.weight`.
    public let name: String
    /// Row-major, as the engine stores it: dense convolution `[k, k, in, out]`, depthwise `[k, k, channels]`,
    /// linear `[in, out]`, everything else `[channels]`.
    public let shape: [Int]
    /// What it is to its layer.
    public let role: Role
    /// Inputs that one output sees; the scale of the default initialisation.
    public let fanIn: Int

    /// What a tensor is to its layer.
    public enum Role: Hashable, Sendable {
        case weight
        case bias
        /// The factor of a norm, one at first.
        case normScale
        /// The shift of a norm, zero at first.
        case normShift
        case layerScale(initial: Double)
    }

    /// Numbers in the tensor.
    public var count: Int { shape.reduce(1, *) }
    /// Weight decay is for tensors of two or more dimensions only.
    public var decays: Bool { shape.count >= 2 }
}

extension Layer {
    /// Multiply–accumulates for one image, of convolutions and linear layers alone: what the paper prints
    /// as "FLOPs". Biases, norms, activations and pooling count nothing.
    public var macs: Int {
        switch operation {
        case .convolution(let convolution):
            let inputsPerOutput = convolution.isDepthwise ? 1 : input.channels
            return output.count * inputsPerOutput * convolution.kernelSize * convolution.kernelSize
        case .linear:
            return input.channels * output.channels
        case .batchNorm, .layerNorm, .relu, .gelu, .layerScale, .maxPool, .globalAveragePool:
            return 0
        }
    }

    /// Learned numbers in the layer.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// The learned tensors in the order in which they are stored.
    public var parameters: [Parameter] {
        func vector(_ suffix: String, _ role: Parameter.Role, fanIn: Int = 1) -> Parameter {
            Parameter(name: "\(name).\(suffix)", shape: [output.channels], role: role, fanIn: fanIn)
        }
        switch operation {
        case .convolution(let convolution):
            let k = convolution.kernelSize
            let channels = convolution.isDepthwise ? [output.channels] : [input.channels, output.channels]
            let fanIn = k * k * (convolution.isDepthwise ? 1 : input.channels)
            let weight = Parameter(
                name: "\(name).weight", shape: [k, k] + channels, role: .weight, fanIn: fanIn)
            return convolution.hasBias ? [weight, vector("bias", .bias, fanIn: fanIn)] : [weight]
        case .linear:
            let weight = Parameter(
                name: "\(name).weight", shape: [input.channels, output.channels], role: .weight,
                fanIn: input.channels)
            return [weight, vector("bias", .bias, fanIn: input.channels)]
        case .batchNorm, .layerNorm:
            return [vector("weight", .normScale), vector("bias", .normShift)]
        case .layerScale(let initial):
            return [vector("weight", .layerScale(initial: initial))]
        case .relu, .gelu, .maxPool, .globalAveragePool:
            return []
        }
    }

    /// A word for tables: `conv 3×3 s2`, `depthwise 7×7`, `batch-norm` …
    public var kind: String {
        switch operation {
        case .convolution(let convolution):
            let k = convolution.kernelSize
            let stride = convolution.stride == 1 ? "" : " s\(convolution.stride)"
            return "\(convolution.isDepthwise ? "depthwise" : "conv") \(k)×\(k)\(stride)"
        case .linear: return "linear"
        case .batchNorm: return Norm.batchNorm.rawValue
        case .layerNorm: return Norm.layerNorm.rawValue
        case .relu: return Activation.relu.rawValue
        case .gelu: return Activation.gelu.rawValue
        case .layerScale: return "layer-scale"
        case .maxPool(let kernelSize, let stride, _): return "max-pool \(kernelSize)×\(kernelSize) s\(stride)"
        case .globalAveragePool: return "average-pool"
        }
    }
}
