import AblateKernels

/// Layer norm. The gradient of its input replaces that of its output.
final class LayerNormOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = true
    let name: String
    let scratch: Executor.Scratch
    private let epsilon: Float
    private let weight: ParameterStore.Entry
    private let bias: ParameterStore.Entry
    private let input: Map
    private let output: Map
    private let mean: Buffer
    private let rstd: Buffer

    init(
        name: String, epsilon: Float, weight: ParameterStore.Entry, bias: ParameterStore.Entry, images: Int,
        input: Map, output: Map, plan: BufferPlan
    ) {
        self.name = name
        self.epsilon = epsilon
        self.weight = weight
        self.bias = bias
        self.input = input
        self.output = output
        let rows = images * input.shape.pixels
        mean = plan.buffer(rows)
        rstd = plan.buffer(rows)
        scratch = Executor.layerNormScratch(rows: rows, channels: input.shape.channels)
        output.gradient.unify(with: input.gradient)
    }

    var kind: String { "layer norm" }
    func forwardCost(images: Int) -> OperationCost { .moving(2 * images * input.shape.count) }
    func backwardCost(images: Int) -> OperationCost { .moving(3 * images * input.shape.count) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value, mean, rstd], forwardOf: index)
        plan.use([input.value, output.gradient, mean, rstd], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        context.executor.layerNorm(
            rows: context.images * input.shape.pixels, channels: input.shape.channels, input.value.floats,
            weight: weight.value, bias: bias.value, into: output.value.floats, mean: mean.floats,
            rstd: rstd.floats, epsilon: epsilon)
    }

    func backward(_ context: StepContext) {
        context.executor.layerNormBackward(
            rows: context.images * input.shape.pixels, channels: input.shape.channels, input.value.floats,
            weight: weight.value, mean: mean.floats, rstd: rstd.floats, output.gradient.floats,
            into: input.gradient.floats, accumulating: false, weight: weight.gradient, bias: bias.gradient)
    }
}

/// An activation that no norm or convolution before it could take along. The gradient of its input replaces
/// that of its output.
final class ActivationOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = true
    let name: String
    let scratch = Executor.Scratch.none
    private let activation: ActivationFunction
    private let input: Map
    private let output: Map

    init(name: String, activation: ActivationFunction, input: Map, output: Map) {
        self.name = name
        self.activation = activation
        self.input = input
        self.output = output
        output.gradient.unify(with: input.gradient)
    }

    var kind: String { "activation" }
    func forwardCost(images: Int) -> OperationCost { .moving(2 * images * input.shape.count) }
    func backwardCost(images: Int) -> OperationCost { .moving(3 * images * input.shape.count) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value], forwardOf: index)
        plan.use([input.value, output.gradient], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        let count = context.images * input.shape.count
        context.executor.activate(
            activation, input.value.floats.prefix(count), into: output.value.floats.prefix(count))
    }

    func backward(_ context: StepContext) {
        let count = context.images * input.shape.count
        let gradient = output.gradient.floats.prefix(count)
        context.executor.activateBackward(
            activation, input.value.floats.prefix(count), gradient, into: gradient)
    }
}
