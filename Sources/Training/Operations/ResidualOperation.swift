import AblateKernels

/// The end of a residual block: the branch's last norm or Layer Scale, stochastic depth, the addition and the
/// activation after it in one pass.
///
/// Backwards, the gradient of the sum takes the place of the output's and is at the same time the shortcut's;
/// the branch reads it before anything on the shortcut's side changes it, because the branch comes after the
/// shortcut in the order of operations.
final class ResidualOperation: Operation {
    /// What scales the branch before the addition. A batch norm folded in is computed from the convolution's
    /// output and never stored.
    enum Scaling {
        case none
        case batchNorm(BatchNormLayer)
        case layerScale(ParameterStore.Entry)
    }

    static let addsToInputGradient = false
    let replacesOutputGradient = true
    let name: String
    let scratch: Executor.Scratch
    private let branch: Map
    private let shortcut: Map
    private let output: Map
    private let scaling: Scaling
    private let shortcutNorm: BatchNormLayer?
    private let activation: ActivationFunction
    /// Factors of stochastic depth, `[N]`; `nil` when no branch is ever dropped.
    private let factors: Floats?
    /// The branch's gradient is the sum's own: it is not scaled, or by a batch norm that the convolution before it
    /// takes along, and the branch's last operation does not replace it before the shortcut has read it.
    private let sharesGradient: Bool
    /// The activation's derivative, where it cannot be told from the output.
    private let derivative: Buffer?

    /// - Parameters:
    ///   - branchReplacesGradient: whether the branch's last operation changes that of its output before it is done with it.
    ///   - shortcutNorm: a batch norm at the end of the shortcut, which the convolution before it takes along.
    init(
        name: String, images: Int, branch: Map, branchReplacesGradient: Bool, shortcut: Map, output: Map,
        scaling: Scaling, shortcutNorm: BatchNormLayer?, activation: ActivationFunction, factors: Floats?,
        plan: BufferPlan
    ) {
        self.name = name
        self.branch = branch
        self.shortcut = shortcut
        self.output = output
        self.scaling = scaling
        self.shortcutNorm = shortcutNorm
        self.activation = activation
        self.factors = factors
        switch scaling {
        case .none: sharesGradient = factors == nil && !branchReplacesGradient
        case .batchNorm(let layer): sharesGradient = factors == nil && layer.isAppliedBefore
        case .layerScale: sharesGradient = false
        }
        derivative = activation == .gelu ? plan.buffer(images * output.shape.count) : nil
        scratch = Executor.residualScratch(
            images: images, pixels: output.shape.pixels, channels: output.shape.channels)
        output.gradient.unify(with: shortcut.gradient)
        if sharesGradient { branch.gradient.unify(with: output.gradient) }
    }

    var kind: String {
        if case .batchNorm = scaling { return "residual + batch norm" }
        return "residual"
    }

    func forwardCost(images: Int) -> OperationCost {
        .moving(images * output.shape.count * (derivative == nil ? 3 : 4))
    }

    func backwardCost(images: Int) -> OperationCost {
        var tensors = activation == .identity ? 0 : 3
        if case .batchNorm = scaling { tensors += 1 }
        if shortcutNorm != nil { tensors += 1 }
        if !sharesGradient { tensors += 2 }
        return .moving(images * output.shape.count * tensors)
    }

    func announce(to plan: BufferPlan, index: Int) {
        let kept = derivative.map { [$0] } ?? []
        plan.use([branch.value, shortcut.value, output.value] + kept, forwardOf: index)
        plan.use([output.gradient, branch.gradient] + kept, backwardOf: index)
        if activation == .relu { plan.use([output.value], backwardOf: index) }
        if shortcutNorm != nil { plan.use([shortcut.value], backwardOf: index) }
        if case .none = scaling { return }
        plan.use([branch.value], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        let shape = output.shape
        let rows = context.images * shape.pixels
        var scale = Executor.ResidualScaling.none
        switch scaling {
        case .none: break
        case .batchNorm(let layer):
            layer.prepare(rows: rows, branch.value.floats, context)
            scale = .batchNorm(layer.state)
        case .layerScale(let entry): scale = .layerScale(entry.value)
        }
        shortcutNorm?.prepare(rows: rows, shortcut.value.floats, context)
        context.executor.residual(
            images: context.images, pixels: shape.pixels, channels: shape.channels, branch.value.floats,
            scale,
            factors: context.isTraining ? factors : nil, shortcut: shortcut.value.floats, shortcutNorm?.state,
            then: activation, output: output.value.floats, derivative: derivative?.floats)
    }

    func backward(_ context: StepContext) {
        let shape = output.shape
        let rows = context.images * shape.pixels
        let executor = context.executor
        let gradient = output.gradient.floats
        var norms: [(state: BatchNormState, input: Floats)] = []
        if case .batchNorm(let layer) = scaling, factors == nil {
            norms.append((layer.state, branch.value.floats))
        }
        if let shortcutNorm { norms.append((shortcutNorm.state, shortcut.value.floats)) }
        executor.residualSumGradient(
            images: context.images, pixels: shape.pixels, channels: shape.channels, gradient,
            output: activation == .relu ? output.value.floats : nil, derivative: derivative?.floats,
            norms: norms)
        shortcutNorm?.finish(
            rows: rows, shortcut.value.floats, gradient, into: shortcut.gradient.floats, context)
        func scaleBranch(_ entry: ParameterStore.Entry?) {
            executor.residualBackward(
                images: context.images, pixels: shape.pixels, channels: shape.channels, branch.value.floats,
                scale: entry?.value, factors: factors, gradient, into: branch.gradient.floats,
                scale: entry?.gradient)
        }
        switch scaling {
        case .none:
            if !sharesGradient { scaleBranch(nil) }
        case .layerScale(let entry): scaleBranch(entry)
        case .batchNorm(let layer):
            var upstream = gradient
            if factors != nil {
                scaleBranch(nil)
                upstream = branch.gradient.floats
                executor.batchNormSums(rows: rows, branch.value.floats, layer.state, upstream)
            }
            layer.finish(rows: rows, branch.value.floats, upstream, into: branch.gradient.floats, context)
        }
    }
}
