import AblateKernels

/// Convolution in groups of channels that do not see each other.
final class GroupedConvolutionOperation: Operation {
    static let addsToInputGradient = true
    let replacesOutputGradient = false
    let name: String
    let scratch: Executor.Scratch
    private let geometry: GroupedGeometry
    private let input: Map
    private let output: Map
    private let weight: ParameterStore.Entry
    private let bias: ParameterStore.Entry?
    private let inputGradient: InputGradient

    /// - Parameters:
    ///   - geometry: as if the convolution were dense.
    ///   - weight: `[k, k, in / groups, out]`.
    init(
        name: String, geometry: ConvolutionGeometry, groups: Int, images: Int, input: Map, output: Map,
        weight: ParameterStore.Entry, bias: ParameterStore.Entry?, inputGradient: InputGradient
    ) {
        self.name = name
        self.geometry = GroupedGeometry(geometry, groups: groups)
        self.input = input
        self.output = output
        self.weight = weight
        self.bias = bias
        self.inputGradient = inputGradient
        scratch = Executor.groupedScratch(self.geometry, images: images)
    }

    var kind: String { "grouped \(geometry.dense.kernelSize)×\(geometry.dense.kernelSize)" }

    func forwardCost(images: Int) -> OperationCost {
        let values = images * (geometry.dense.inputCount + geometry.dense.outputCount)
        return OperationCost(flops: 2 * images * geometry.macs, bytes: 4 * (values + weight.value.count))
    }

    func backwardCost(images: Int) -> OperationCost {
        let inputs = geometry.dense.inputCount * (inputGradient == .none ? 1 : 2)
        return OperationCost(
            flops: (inputGradient == .none ? 2 : 4) * images * geometry.macs,
            bytes: 4 * (images * (geometry.dense.outputCount + inputs) + 2 * weight.value.count))
    }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value], forwardOf: index)
        plan.use([input.value, output.gradient], backwardOf: index)
        if inputGradient != .none { plan.use([input.gradient], backwardOf: index) }
    }

    func forward(_ context: StepContext) {
        context.executor.groupedConvolution(
            geometry, images: context.images, input.value.floats, weight: weight.value, bias: bias?.value,
            into: output.value.floats)
    }

    func backward(_ context: StepContext) {
        context.executor.groupedWeightGradient(
            geometry, images: context.images, input.value.floats, output.gradient.floats,
            into: weight.gradient, bias: bias?.gradient)
        if inputGradient == .none { return }
        context.executor.groupedInputGradient(
            geometry, images: context.images, output.gradient.floats, weight: weight.value,
            into: input.gradient.floats, accumulating: inputGradient == .accumulates)
    }
}
