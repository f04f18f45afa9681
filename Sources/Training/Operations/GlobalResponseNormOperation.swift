import AblateKernels

/// Global response normalisation. The gradient of its input replaces that of its output.
final class GlobalResponseNormOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = true
    let name: String
    let kind = "response norm"
    let scratch: Executor.Scratch
    private let weight: ParameterStore.Entry
    private let bias: ParameterStore.Entry
    private let input: Map
    private let output: Map
    private let lengths: Buffer
    private let means: Buffer

    init(
        name: String, weight: ParameterStore.Entry, bias: ParameterStore.Entry, images: Int, input: Map,
        output: Map, plan: BufferPlan
    ) {
        self.name = name
        self.weight = weight
        self.bias = bias
        self.input = input
        self.output = output
        lengths = plan.buffer(images * input.shape.channels)
        means = plan.buffer(images)
        scratch = Executor.responseNormScratch(images: images, channels: input.shape.channels)
        output.gradient.unify(with: input.gradient)
    }

    func forwardCost(images: Int) -> OperationCost { .moving(2 * images * input.shape.count) }
    func backwardCost(images: Int) -> OperationCost { .moving(3 * images * input.shape.count) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value, lengths, means], forwardOf: index)
        plan.use([input.value, output.gradient, lengths, means], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        context.executor.responseNorm(
            images: context.images, pixels: input.shape.pixels, channels: input.shape.channels,
            input.value.floats, weight: weight.value, bias: bias.value, into: output.value.floats,
            lengths: lengths.floats, means: means.floats)
    }

    func backward(_ context: StepContext) {
        context.executor.responseNormBackward(
            images: context.images, pixels: input.shape.pixels, channels: input.shape.channels,
            input.value.floats, weight: weight.value, lengths: lengths.floats, means: means.floats,
            output.gradient.floats, into: input.gradient.floats, weight: weight.gradient, bias: bias.gradient)
    }
}
