import AblateKernels

/// A consumer of a map that has another one: the value passes unchanged, and the gradient of the consumer joins the map's.
/// The planner puts it where an operation cannot add by itself, or where there is none.
final class GradientSumOperation: Operation {
    static let addsToInputGradient = true
    let replacesOutputGradient = false
    let name: String
    let kind = "gradient sum"
    let scratch = Executor.Scratch.none
    private let input: Map
    private let output: Map
    private let inputGradient: InputGradient

    /// - Parameter output: a map of the same shape, whose value becomes the input's.
    init(name: String, input: Map, output: Map, inputGradient: InputGradient) {
        self.name = name
        self.input = input
        self.output = output
        self.inputGradient = inputGradient
        output.value.unify(with: input.value)
    }

    func forwardCost(images: Int) -> OperationCost { .none }
    func backwardCost(images: Int) -> OperationCost { .moving(3 * images * input.shape.count) }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value], forwardOf: index)
        plan.use([output.gradient], backwardOf: index)
        if inputGradient != .none { plan.use([input.gradient], backwardOf: index) }
    }

    func forward(_ context: StepContext) {}

    func backward(_ context: StepContext) {
        let count = context.images * input.shape.count
        let gradient = output.gradient.floats.prefix(count)
        switch inputGradient {
        case .none: break
        case .overwrites:
            context.executor.activate(.identity, gradient, into: input.gradient.floats.prefix(count))
        case .accumulates: context.executor.add(gradient, to: input.gradient.floats.prefix(count))
        }
    }
}
