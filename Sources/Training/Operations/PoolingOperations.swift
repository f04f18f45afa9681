import AblateKernels

final class MaxPoolOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = false
    let name: String
    let scratch = Executor.Scratch.none
    private let geometry: ConvolutionGeometry
    private let input: Map
    private let output: Map
    private let which: Buffer

    init(name: String, geometry: ConvolutionGeometry, images: Int, input: Map, output: Map, plan: BufferPlan)
    {
        self.name = name
        self.geometry = geometry
        self.input = input
        self.output = output
        which = plan.buffer(images * geometry.outputCount)
    }

    var kind: String { "max-pool" }
    func forwardCost(images: Int) -> OperationCost {
        .moving(images * (geometry.inputCount + 2 * geometry.outputCount))
    }
    func backwardCost(images: Int) -> OperationCost { forwardCost(images: images) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value, which], forwardOf: index)
        plan.use([output.gradient, input.gradient, which], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        context.executor.maxPool(
            geometry, images: context.images, input.value.floats, into: output.value.floats,
            which: which.floats)
    }

    func backward(_ context: StepContext) {
        context.executor.maxPoolBackward(
            geometry, images: context.images, output.gradient.floats, which: which.floats,
            into: input.gradient.floats)
    }
}

final class AveragePoolOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = false
    let name: String
    let scratch = Executor.Scratch.none
    private let input: Map
    private let output: Map

    init(name: String, input: Map, output: Map) {
        self.name = name
        self.input = input
        self.output = output
    }

    var kind: String { "average pool" }
    func forwardCost(images: Int) -> OperationCost {
        .moving(images * (input.shape.count + output.shape.count))
    }
    func backwardCost(images: Int) -> OperationCost { forwardCost(images: images) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value], forwardOf: index)
        plan.use([output.gradient, input.gradient], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        context.executor.averagePool(
            images: context.images, pixels: input.shape.pixels, channels: input.shape.channels,
            input.value.floats, into: output.value.floats)
    }

    func backward(_ context: StepContext) {
        context.executor.averagePoolBackward(
            images: context.images, pixels: input.shape.pixels, channels: input.shape.channels,
            output.gradient.floats, into: input.gradient.floats)
    }
}
