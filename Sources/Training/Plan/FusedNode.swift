import AblateArchitectures
import AblateKernels

/// What one operation of the engine does: a layer with what it takes along of its neighbours, or a block of such.
///
/// A network becomes a list of these before any buffer has a name (see ``LayerFusion``): what is fused follows from layers
/// and shapes alone.
indirect enum FusedNode {
    case layer(FusedLayer)
    /// Stands before a consumer of a map that cannot add to its gradient by itself.
    case gradientSum(name: String, InputGradient)
    case residual(FusedResidual)
    case gate(FusedGate)
}

/// A layer with what it takes along.
struct FusedLayer {
    let layer: Layer
    let inputGradient: InputGradient
    /// The activation after it.
    var activation = ActivationFunction.identity
    /// A batch norm through which it reads its input.
    var before: FusedNorm?
    /// A batch norm right after it, whose moments it gathers.
    var after: FusedNorm?
    /// How it is a batch norm, where it is one.
    var norm: FusedNorm?
}

/// Which of a batch norm's passes the layers before and after it take along.
struct FusedNorm {
    let layer: Layer
    /// The activation after it, where the norm's own arithmetic has it.
    let activation: ActivationFunction
    /// The most channels that it and the layers beside it have.
    let widest: Int
    /// The convolution before it gathers the moments of what it writes.
    let hasGatheredMoments: Bool
    /// Whoever comes after it reads its input through it: it has no map of its own.
    let isReadThrough: Bool
    /// The convolution before it applies the norm's backward pass on the way.
    let isAppliedBefore: Bool
}

/// A residual block. The shortcut comes first, so that backwards the branch is done before the shortcut's side reuses the
/// gradient of the sum.
struct FusedResidual {
    let residual: Network.Residual
    let shortcut: [FusedNode]
    /// A batch norm at the shortcut's end, which the convolution before it takes along.
    let shortcutNorm: FusedNorm?
    let branch: [FusedNode]
    /// What scales the branch before the addition.
    let scaling: Scaling
    let activation: ActivationFunction

    enum Scaling {
        case none
        case batchNorm(FusedNorm)
        case layerScale(Layer)
    }
}

/// A gate: the branch comes first, so that backwards the product is done before the branch adds to the gradient of what
/// enters both.
struct FusedGate {
    let gate: Network.Gate
    let branch: [FusedNode]
    let inputGradient: InputGradient
}
