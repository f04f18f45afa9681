import Architectures
import Kernels

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

    let name: String
    let scratch: Executor.Scratch
    private let branch: Map
    private let shortcut: Map
    private let output: Map
    private let scaling: Scaling
    private let activation: ActivationFunction
    /// Factors of stochastic depth, `[N]`; `nil` when no branch is ever dropped.
    private let factors: Floats?
    /// The branch's gradient is the sum's own: it is not scaled, and no norm at the branch's end rewrites it in
    /// place before the shortcut has read it.
    private let sharesGradient: Bool
    /// The sum before the activation, where its derivative cannot be told from the output.
    private let sum: Buffer?

    /// - Parameter branchEndsInNorm: a norm that is not folded into `scaling`.
    init(
        name: String, images: Int, branch: Map, branchEndsInNorm: Bool, shortcut: Map, output: Map,
        scaling: Scaling, activation: ActivationFunction, factors: Floats?, plan: BufferPlan
    ) {
        self.name = name
        self.branch = branch
        self.shortcut = shortcut
        self.output = output
        self.scaling = scaling
        self.activation = activation
        self.factors = factors
        if case .none = scaling {
            sharesGradient = factors == nil && !branchEndsInNorm
        } else {
            sharesGradient = false
        }
        sum = activation == .gelu ? plan.buffer(images * output.shape.count) : nil
        let channels = output.shape.channels
        var scratch = Executor.residualScratch(images: images, channels: channels)
        if case .batchNorm = scaling {
            scratch = scratch.union(
                Executor.batchNormScratch(rows: images * output.shape.pixels, channels: channels))
        }
        self.scratch = scratch
        output.gradient.unify(with: shortcut.gradient)
        if sharesGradient { branch.gradient.unify(with: output.gradient) }
    }

    var kind: String {
        if case .batchNorm = scaling { return "residual + batch norm" }
        return "residual"
    }

    func forwardCost(images: Int) -> OperationCost {
        .moving(images * output.shape.count * (sum == nil ? 3 : 4))
    }

    func backwardCost(images: Int) -> OperationCost {
        var tensors = activation == .identity ? 0 : 3
        if !sharesGradient { tensors += 2 }
        if case .batchNorm = scaling { tensors += 1 }
        return .moving(images * output.shape.count * tensors)
    }

    func announce(to plan: BufferPlan, index: Int) {
        let sums = sum.map { [$0] } ?? []
        plan.use([branch.value, shortcut.value, output.value] + sums, forwardOf: index)
        plan.use([output.gradient, branch.gradient] + sums, backwardOf: index)
        if activation == .relu { plan.use([output.value], backwardOf: index) }
        if case .none = scaling { return }
        plan.use([branch.value], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        let shape = output.shape
        var scale: Floats?
        var shift: Floats?
        switch scaling {
        case .none: break
        case .batchNorm(let layer):
            layer.prepare(rows: context.images * shape.pixels, branch.value.floats, context)
            scale = layer.state.scale
            shift = layer.state.shift
        case .layerScale(let entry): scale = entry.value
        }
        context.executor.residual(
            images: context.images, pixels: shape.pixels, channels: shape.channels, branch.value.floats,
            scale: scale, shift: shift, factors: context.isTraining ? factors : nil,
            shortcut: shortcut.value.floats, into: (sum ?? output.value).floats, then: activation,
            output: output.value.floats)
    }

    func backward(_ context: StepContext) {
        let shape = output.shape
        let count = context.images * shape.count
        let executor = context.executor
        let gradient = output.gradient.floats
        if activation != .identity {
            // The sign of ReLU's output is that of its input.
            let before = (sum ?? output.value).floats
            executor.activateBackward(
                activation, before.prefix(count), gradient.prefix(count), into: gradient.prefix(count))
        }
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
            if factors != nil { scaleBranch(nil) }
            layer.backward(
                rows: context.images * shape.pixels, branch.value.floats, then: .identity,
                factors == nil ? gradient : branch.gradient.floats, into: branch.gradient.floats, context)
        }
    }
}
