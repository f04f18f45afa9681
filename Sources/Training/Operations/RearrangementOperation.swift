import AblateKernels

/// Padding or patch merging: pixels change places.
final class RearrangementOperation: Operation {
    static let addsToInputGradient = false
    let replacesOutputGradient = false
    let name: String
    let scratch = Executor.Scratch.none
    private let rearrangement: Executor.Rearrangement
    private let input: Map
    private let output: Map

    init(name: String, _ rearrangement: Executor.Rearrangement, input: Map, output: Map) {
        let shape = input.shape
        let out = rearrangement.output(height: shape.height, width: shape.width, channels: shape.channels)
        precondition(
            out == (output.shape.height, output.shape.width, output.shape.channels),
            "\(rearrangement) of \(shape) is not \(output.shape).")
        self.name = name
        self.rearrangement = rearrangement
        self.input = input
        self.output = output
    }

    var kind: String {
        switch rearrangement {
        case .padding: "padding"
        case .patchMerging: "patch merging"
        }
    }

    func forwardCost(images: Int) -> OperationCost {
        .moving(images * (input.shape.count + output.shape.count))
    }
    func backwardCost(images: Int) -> OperationCost { .moving(2 * images * input.shape.count) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value], forwardOf: index)
        plan.use([output.gradient, input.gradient], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        let shape = input.shape
        context.executor.rearrange(
            rearrangement, images: context.images, height: shape.height, width: shape.width,
            channels: shape.channels, input.value.floats, into: output.value.floats)
    }

    func backward(_ context: StepContext) {
        let shape = input.shape
        context.executor.rearrangeBackward(
            rearrangement, images: context.images, height: shape.height, width: shape.width,
            channels: shape.channels, output.gradient.floats, into: input.gradient.floats)
    }
}
