import AblateKernels

/// Dense convolution or linear layer, with the activation after it when nothing stands between them.
final class ConvolutionOperation: Operation {
    static let addsToInputGradient = true
    var replacesOutputGradient: Bool { activated != nil }
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
    /// The input is read through it.
    private let before: BatchNormLayer?
    /// Comes right after.
    private let after: BatchNormLayer?
    private let isSwept: Bool
    /// The output holds the activation's derivative after the forward pass.
    private var keepsDerivative: Bool { activation == .gelu }

    /// - Parameters:
    ///   - activated: where `activation(output)` goes; its gradient is the output's, in place.
    init(
        name: String, geometry: ConvolutionGeometry, images: Int, input: Map, output: Map,
        weight: ParameterStore.Entry, bias: ParameterStore.Entry?, inputGradient: InputGradient,
        activation: ActivationFunction = .identity, activated: Map? = nil, before: BatchNormLayer? = nil,
        after: BatchNormLayer? = nil, sweeping: Sweeping = .whereItPays
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
        self.before = before
        self.after = after
        isSwept = sweeping.applies(to: geometry, images: images, inputGradient)
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
        if activated != nil || after?.isAppliedBefore == true { plan.use([output.value], backwardOf: index) }
        if inputGradient != .none { plan.use([input.gradient], backwardOf: index) }
    }

    func forward(_ context: StepContext) {
        context.executor.convolution(
            geometry, images: context.images, input.value.floats, through: before?.state,
            weight: weight.value,
            bias: bias?.value, into: output.value.floats, then: activation,
            activated: activated?.value.floats,
            keepsDerivative: keepsDerivative && context.isTraining,
            gathering: context.isTraining ? after?.state : nil)
    }

    func backward(_ context: StepContext) {
        let executor = context.executor
        let images = context.images
        let count = images * geometry.outputCount
        let gradient = output.gradient.floats.prefix(count)
        let x = input.value.floats
        if activated != nil {
            let kept = output.value.floats.prefix(count)
            if keepsDerivative {
                executor.multiply(kept, gradient, into: gradient)
            } else {
                executor.activateBackward(activation, kept, gradient, into: gradient)
            }
        }
        let accumulating = inputGradient == .accumulates
        let dx = inputGradient == .none ? nil : input.gradient.floats
        if isSwept {
            var next: (state: BatchNormState, input: Floats)?
            if let after, after.isAppliedBefore { next = (after.state, output.value.floats) }
            executor.convolutionSweep(
                geometry, images: images, x, through: before?.state, gradient, from: next,
                weight: weight.value, into: weight.gradient, bias: bias?.gradient, input: dx,
                accumulating: accumulating)
            return
        }
        executor.convolutionWeightGradient(
            geometry, images: images, x, through: before?.state, gradient, into: weight.gradient,
            bias: bias?.gradient)
        if let dx {
            executor.convolutionInputGradient(
                geometry, images: images, gradient, weight: weight.value, into: dx,
                accumulating: accumulating,
                of: x, through: before?.state)
        }
    }
}

/// Which convolutions do their backward pass in one sweep, which can take a batch norm's along.
enum Sweeping {
    case whereItPays
    /// For tests, whose networks are small.
    case everywhere

    func applies(to geometry: ConvolutionGeometry, images: Int, _ inputGradient: InputGradient) -> Bool {
        guard geometry.isPointwise || geometry.isSingleTap && inputGradient != .overwrites else {
            return false
        }
        return self == .everywhere || Executor.isSwept(geometry, images: images)
    }
}
