import AblateKernels

/// A batch norm's tensors and state, shared by the operations that do its work.
struct BatchNormLayer {
    let weight: ParameterStore.Entry
    let bias: ParameterStore.Entry
    let running: ParameterStore.Statistics
    let state: BatchNormState
    /// The convolution before it gathers the moments of what it writes.
    let hasGatheredMoments: Bool
    /// Whoever comes after it reads its input through it and gathers the sums for its backward pass: it has no map of
    /// its own.
    let isReadThrough: Bool
    /// The convolution before it takes the gradient of the norm's output and applies the norm's backward pass on the
    /// way.
    let isAppliedBefore: Bool

    /// Sets the state from the batch in training, from the running statistics in evaluation.
    func prepare(rows: Int, _ x: Floats, _ context: StepContext) {
        if context.isTraining {
            if !hasGatheredMoments { context.executor.gatherMoments(rows: rows, x, into: state) }
            context.executor.batchNormStatistics(
                state, weight: weight.value, bias: bias.value, runningMean: running.mean,
                runningVariance: running.variance)
        } else {
            context.executor.batchNormRunning(
                state, weight: weight.value, bias: bias.value, runningMean: running.mean,
                runningVariance: running.variance)
        }
    }

    /// Once the sums are gathered: overwrites the gradients of weight and bias and, unless the convolution before does
    /// it, `dx`, which may be `dy`.
    func finish(rows: Int, _ x: Floats, _ dy: Floats, into dx: Floats, _ context: StepContext) {
        context.executor.batchNormGradients(state, weight: weight.gradient, bias: bias.gradient)
        if isAppliedBefore { return }
        context.executor.batchNormInputGradient(rows: rows, x, state, dy, into: dx)
    }
}

/// A batch norm, and the ReLU after it, between two layers that do most of its work: what is left is to finish the
/// statistics. Its output is its input, read through the norm; the gradient of its input replaces that of its output.
final class ReadThroughBatchNormOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = true
    let name: String
    let kind = "batch norm"
    let scratch = Executor.Scratch.none
    private let layer: BatchNormLayer
    private let map: Map

    init(name: String, layer: BatchNormLayer, map: Map) {
        self.name = name
        self.layer = layer
        self.map = map
    }

    func forwardCost(images: Int) -> OperationCost {
        .moving(layer.hasGatheredMoments ? 0 : images * map.shape.count)
    }

    func backwardCost(images: Int) -> OperationCost {
        .moving(layer.isAppliedBefore ? 0 : 3 * images * map.shape.count)
    }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([map.value], forwardOf: index)
        plan.use([map.value, map.gradient], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        layer.prepare(rows: context.images * map.shape.pixels, map.value.floats, context)
    }

    func backward(_ context: StepContext) {
        let gradient = map.gradient.floats
        layer.finish(
            rows: context.images * map.shape.pixels, map.value.floats, gradient, into: gradient, context)
    }
}

/// Batch norm and the activation after it in a pass of their own. The gradient of its input replaces that of its
/// output.
final class BatchNormOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = true
    let name: String
    let kind = "batch norm"
    let scratch = Executor.Scratch.none
    private let layer: BatchNormLayer
    private let input: Map
    private let output: Map
    /// The activation's derivative, where it costs more to compute again than to keep.
    private let derivative: Buffer?
    private let activation: ActivationFunction

    /// - Parameter activation: after the norm, unless the layer's own state has it.
    init(
        name: String, layer: BatchNormLayer, images: Int, input: Map, output: Map,
        activation: ActivationFunction, plan: BufferPlan
    ) {
        self.name = name
        self.layer = layer
        self.activation = activation
        self.input = input
        self.output = output
        derivative = activation == .identity ? nil : plan.buffer(images * input.shape.count)
        output.gradient.unify(with: input.gradient)
    }

    func forwardCost(images: Int) -> OperationCost {
        .moving((derivative == nil ? 2 : 3) * images * input.shape.count)
    }

    func backwardCost(images: Int) -> OperationCost {
        .moving((derivative == nil ? 3 : 4) * images * input.shape.count)
    }

    func announce(to plan: BufferPlan, index: Int) {
        let kept = derivative.map { [$0] } ?? []
        plan.use([input.value, output.value] + kept, forwardOf: index)
        plan.use([input.value, output.gradient] + kept, backwardOf: index)
    }

    func forward(_ context: StepContext) {
        let rows = context.images * input.shape.pixels
        layer.prepare(rows: rows, input.value.floats, context)
        context.executor.batchNormApply(
            rows: rows, input.value.floats, layer.state, then: activation, into: output.value.floats,
            derivative: derivative?.floats)
    }

    func backward(_ context: StepContext) {
        let rows = context.images * input.shape.pixels
        let gradient = output.gradient.floats
        context.executor.batchNormSums(
            rows: rows, input.value.floats, layer.state, gradient, times: derivative?.floats)
        layer.finish(rows: rows, input.value.floats, gradient, into: gradient, context)
    }
}
