import Architectures
import Kernels

/// Dense convolution or linear layer, with the activation after it when nothing stands between them.
final class ConvolutionOperation: Operation {
    let name: String
    let scratch: Executor.Scratch
    private let geometry: ConvolutionGeometry
    private let input: Map
    private let output: Map
    private let weight: ParameterStore.Entry
    private let bias: ParameterStore.Entry?
    private let inputGradient: InputGradient
    private let activation: ActivationFunction
    private let activated: Map?
    private let moments: BlockMoments?

    /// - Parameters:
    ///   - activated: where `activation(output)` goes; its gradient is the output's, in place.
    ///   - moments: of the batch norm that follows.
    init(
        name: String, geometry: ConvolutionGeometry, images: Int, input: Map, output: Map,
        weight: ParameterStore.Entry, bias: ParameterStore.Entry?, inputGradient: InputGradient,
        activation: ActivationFunction = .identity, activated: Map? = nil, moments: BlockMoments? = nil
    ) {
        self.name = name
        self.geometry = geometry
        self.input = input
        self.output = output
        self.weight = weight
        self.bias = bias
        self.inputGradient = inputGradient
        self.activation = activation
        self.activated = activated
        self.moments = moments
        scratch = Executor.convolutionScratch(geometry, images: images)
        activated?.gradient.unify(with: output.gradient)
    }

    var kind: String { geometry.isLinear ? "linear" : "conv \(geometry.kernelSize)×\(geometry.kernelSize)" }

    func forwardCost(images: Int) -> OperationCost {
        let values = images * (geometry.inputCount + geometry.outputCount * (activated == nil ? 1 : 2))
        return OperationCost(flops: 2 * images * geometry.macs, bytes: 4 * (values + weight.value.count))
    }

    func backwardCost(images: Int) -> OperationCost {
        let outputs = geometry.outputCount * (activated == nil ? 1 : 2)
        let inputs = geometry.inputCount * (inputGradient == .none ? 1 : 2)
        return OperationCost(
            flops: (inputGradient == .none ? 2 : 4) * images * geometry.macs,
            bytes: 4 * (images * (outputs + inputs) + 2 * weight.value.count))
    }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, output.value] + (activated.map { [$0.value] } ?? []), forwardOf: index)
        plan.use([input.value, output.gradient], backwardOf: index)
        if activated != nil { plan.use([output.value], backwardOf: index) }
        if inputGradient != .none { plan.use([input.gradient], backwardOf: index) }
    }

    func forward(_ context: StepContext) {
        context.executor.convolution(
            geometry, images: context.images, input.value.floats, weight: weight.value, bias: bias?.value,
            into: output.value.floats, then: activation, activated: activated?.value.floats,
            gathering: context.isTraining ? moments : nil)
    }

    func backward(_ context: StepContext) {
        let executor = context.executor
        let count = context.images * geometry.outputCount
        let gradient = output.gradient.floats.prefix(count)
        if activated != nil {
            executor.activateBackward(activation, output.value.floats.prefix(count), gradient, into: gradient)
        }
        executor.convolutionWeightGradient(
            geometry, images: context.images, input.value.floats, gradient, into: weight.gradient,
            bias: bias?.gradient)
        if inputGradient == .none { return }
        executor.convolutionInputGradient(
            geometry, images: context.images, gradient, weight: weight.value, into: input.gradient.floats,
            accumulating: inputGradient == .accumulates)
    }
}

/// Depthwise convolution.
final class DepthwiseOperation: Operation {
    let name: String
    let scratch: Executor.Scratch
    private let geometry: ConvolutionGeometry
    private let input: Map
    private let output: Map
    private let weight: ParameterStore.Entry
    private let bias: ParameterStore.Entry?
    private let inputGradient: InputGradient

    init(
        name: String, geometry: ConvolutionGeometry, images: Int, input: Map, output: Map,
        weight: ParameterStore.Entry, bias: ParameterStore.Entry?, inputGradient: InputGradient
    ) {
        self.name = name
        self.geometry = geometry
        self.input = input
        self.output = output
        self.weight = weight
        self.bias = bias
        self.inputGradient = inputGradient
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
            geometry, images: context.images, input.value.floats, weight: weight.value, bias: bias?.value,
            into: output.value.floats)
    }

    func backward(_ context: StepContext) {
        context.executor.depthwiseWeightGradient(
            geometry, images: context.images, input.value.floats, output.gradient.floats,
            into: weight.gradient,
            bias: bias?.gradient)
        if inputGradient == .none { return }
        context.executor.depthwiseInputGradient(
            geometry, images: context.images, output.gradient.floats, weight: weight.value,
            into: input.gradient.floats, accumulating: inputGradient == .accumulates)
    }
}
