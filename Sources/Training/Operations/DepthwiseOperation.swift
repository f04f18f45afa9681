import AblateKernels

/// Depthwise convolution.
final class DepthwiseOperation: Operation {
    static let addsToInputGradient = true
    let replacesOutputGradient = false
    let name: String
    let scratch: Executor.Scratch
    private let geometry: ConvolutionGeometry
    private let input: Map
    private let output: Map
    private let weight: ParameterStore.Entry
    private let bias: ParameterStore.Entry?
    private let inputGradient: InputGradient
    /// The input is read through it.
    private let before: BatchNormLayer?
    /// Comes right after.
    private let after: BatchNormLayer?

    init(
        name: String, geometry: ConvolutionGeometry, images: Int, input: Map, output: Map,
        weight: ParameterStore.Entry, bias: ParameterStore.Entry?, inputGradient: InputGradient,
        before: BatchNormLayer?, after: BatchNormLayer?
    ) {
        self.name = name
        self.geometry = geometry
        self.input = input
        self.output = output
        self.weight = weight
        self.bias = bias
        self.inputGradient = inputGradient
        self.before = before
        self.after = after
        scratch = Executor.depthwiseScratch(geometry, images: images)
    }

    var kind: String { "depthwise \(geometry.kernelSize)×\(geometry.kernelSize)" }

    func forwardCost(images: Int) -> OperationCost {
        OperationCost(
            flops: 2 * images * geometry.depthwiseMACs,
            bytes: 4 * (images * (geometry.inputCount + geometry.outputCount) + weight.value.count))
    }

    func backwardCost(images: Int) -> OperationCost {
        let inputs = geometry.inputCount * (inputGradient == .none ? 1 : 2)
        return OperationCost(
            flops: (inputGradient == .none ? 2 : 4) * images * geometry.depthwiseMACs,
            bytes: 4 * (images * (geometry.outputCount + inputs) + 2 * weight.value.count))
    }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value], forwardOf: index)
        plan.use([input.value, output.gradient], backwardOf: index)
        if inputGradient != .none { plan.use([input.gradient], backwardOf: index) }
    }

    func forward(_ context: StepContext) {
        context.executor.depthwise(
            geometry, images: context.images, input.value.floats, through: before?.state,
            weight: weight.value,
            bias: bias?.value, into: output.value.floats, gathering: context.isTraining ? after?.state : nil)
    }

    func backward(_ context: StepContext) {
        let x = input.value.floats
        context.executor.depthwiseWeightGradient(
            geometry, images: context.images, x, through: before?.state, output.gradient.floats,
            into: weight.gradient, bias: bias?.gradient)
        if inputGradient == .none { return }
        context.executor.depthwiseInputGradient(
            geometry, images: context.images, output.gradient.floats, weight: weight.value,
            into: input.gradient.floats, accumulating: inputGradient == .accumulates, of: x,
            through: before?.state)
    }
}
