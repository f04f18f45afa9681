import AblateKernels

/// A learned factor for each channel, where no residual addition takes it along.
final class LayerScaleOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = false
    let name: String
    let kind = "layer scale"
    let scratch: Executor.Scratch
    private let weight: ParameterStore.Entry
    private let input: Map
    private let output: Map

    init(name: String, weight: ParameterStore.Entry, images: Int, input: Map, output: Map) {
        self.name = name
        self.weight = weight
        self.input = input
        self.output = output
        scratch = Executor.residualScratch(
            images: images, pixels: input.shape.pixels, channels: input.shape.channels)
    }

    func forwardCost(images: Int) -> OperationCost { .moving(2 * images * input.shape.count) }
    func backwardCost(images: Int) -> OperationCost { .moving(3 * images * input.shape.count) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value], forwardOf: index)
        plan.use([input.value, output.gradient, input.gradient], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        context.executor.scale(
            rows: context.images * input.shape.pixels, channels: input.shape.channels, input.value.floats,
            by: weight.value, into: output.value.floats)
    }

    func backward(_ context: StepContext) {
        context.executor.residualBackward(
            images: context.images, pixels: input.shape.pixels, channels: input.shape.channels,
            input.value.floats, scale: weight.value, factors: nil, output.gradient.floats,
            into: input.gradient.floats, scale: weight.gradient)
    }
}
