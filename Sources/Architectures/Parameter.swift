/// A learned tensor.
public struct Parameter: Hashable, Sendable {
    /// The layer's name, a point and what it is: `stem.conv.weight`.
    public let name: String
    /// Row-major, as the engine stores it: convolution `[k, k, in / groups, out]`, depthwise `[k, k, channels]`, linear
    /// `[in, out]`, position bias `[relative positions, heads]`, everything else `[channels]`.
    public let shape: [Int]
    /// What it is to its layer.
    public let role: Role
    /// Inputs that one output sees; the scale of the default initialisation.
    public let fanIn: Int

    /// What a tensor is to its layer.
    public enum Role: Hashable, Sendable {
        /// Factors of a convolution or linear layer.
        case weight
        /// Addends of a convolution or linear layer.
        case bias
        /// The factor of a norm, one at first.
        case normScale
        /// The shift of a norm, zero at first.
        case normShift
        /// The factors of a Layer Scale, all `initial` at first.
        case layerScale(initial: Double)
        /// The factor of a Global Response Normalization, zero at first.
        case responseScale
        /// What attention adds for the way in which two pixels lie to each other.
        case positionBias
    }

    /// Numbers in the tensor.
    public var count: Int { shape.reduce(1, *) }
    /// Weight decay is for tensors of two or more dimensions only, and not for position biases.
    public var decays: Bool { shape.count >= 2 && role != .positionBias }
}

extension Layer {
    /// Multiply–accumulates for one image, of convolutions and linear layers and of attention's two products: what the
    /// paper prints as "FLOPs". Biases, norms, activations and pooling count nothing.
    public var macs: Int {
        switch operation {
        case .convolution(let convolution):
            let inputsPerOutput = input.channels / convolution.groups
            return output.count * inputsPerOutput * convolution.kernelSize * convolution.kernelSize
        case .linear:
            return input.pixels * input.channels * output.channels
        case .windowedAttention(let attention):
            return 2 * input.pixels * attention.windowPixels * output.channels
        case .batchNorm, .layerNorm, .globalResponseNorm, .activation, .layerScale, .maxPool,
            .globalAveragePool, .patchMerging, .padding:
            return 0
        }
    }

    /// Learned numbers in the layer.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// The learned tensors in the order in which they are stored.
    public var parameters: [Parameter] {
        func tensor(_ suffix: String, _ shape: [Int], _ role: Parameter.Role, fanIn: Int = 1) -> Parameter {
            Parameter(name: "\(name).\(suffix)", shape: shape, role: role, fanIn: fanIn)
        }
        func vector(_ suffix: String, _ role: Parameter.Role, fanIn: Int = 1) -> Parameter {
            tensor(suffix, [output.channels], role, fanIn: fanIn)
        }
        switch operation {
        case .convolution(let convolution):
            let k = convolution.kernelSize
            let inputs = input.channels / convolution.groups
            let weight = tensor(
                "weight", [k, k] + (isDepthwise ? [] : [inputs]) + [output.channels], .weight,
                fanIn: k * k * inputs)
            return convolution.hasBias ? [weight, vector("bias", .bias, fanIn: weight.fanIn)] : [weight]
        case .linear(let hasBias):
            let weight = tensor(
                "weight", [input.channels, output.channels], .weight, fanIn: input.channels)
            return hasBias ? [weight, vector("bias", .bias, fanIn: input.channels)] : [weight]
        case .batchNorm, .layerNorm:
            return [vector("weight", .normScale), vector("bias", .normShift)]
        case .globalResponseNorm:
            return [vector("weight", .responseScale), vector("bias", .normShift)]
        case .layerScale(let initial):
            return [vector("weight", .layerScale(initial: initial))]
        case .windowedAttention(let attention):
            return [
                tensor("position_bias", [attention.relativePositions, attention.heads], .positionBias)
            ]
        case .activation, .maxPool, .globalAveragePool, .patchMerging, .padding:
            return []
        }
    }
}
