import AblateKernels

/// A map times a gate, which has a number for each channel of an image or for each channel of a pixel.
///
/// The map has another consumer, which the gate is made from. This operation comes after it, so that backwards it is the
/// first to write the map's gradient, and the other adds to it.
final class GateOperation: Operation {
    static let addsToInputGradient = true
    let replacesOutputGradient = false
    let name: String
    let scratch: Executor.Scratch
    private let input: Map
    private let gate: Map
    private let output: Map
    private let inputGradient: InputGradient

    /// - Parameter gate: `[N, 1, 1, C]`, or of the input's own shape.
    init(name: String, images: Int, input: Map, gate: Map, output: Map, inputGradient: InputGradient) {
        precondition(
            gate.shape == input.shape
                || gate.shape.pixels == 1 && gate.shape.channels == input.shape.channels,
            "A gate of \(gate.shape) does not fit \(input.shape).")
        self.name = name
        self.input = input
        self.gate = gate
        self.output = output
        self.inputGradient = inputGradient
        scratch =
            gate.shape == input.shape
            ? .none : Executor.gateScratch(images: images, channels: input.shape.channels)
    }

    private var isByPixel: Bool { gate.shape == input.shape }

    var kind: String { "gate" }

    func forwardCost(images: Int) -> OperationCost {
        .moving(images * (2 * input.shape.count + gate.shape.count))
    }

    func backwardCost(images: Int) -> OperationCost {
        .moving(images * ((inputGradient == .none ? 2 : 3) * input.shape.count + 2 * gate.shape.count))
    }

    func announce(to plan: BufferPlan, index: Int) {
        plan.use([input.value, gate.value, output.value], forwardOf: index)
        plan.use(
            [input.value, gate.value, output.gradient, input.gradient, gate.gradient], backwardOf: index)
    }

    func forward(_ context: StepContext) {
        let count = context.images * input.shape.count
        if isByPixel {
            context.executor.multiply(
                input.value.floats.prefix(count), gate.value.floats.prefix(count),
                into: output.value.floats.prefix(count))
        } else {
            context.executor.gate(
                images: context.images, pixels: input.shape.pixels, channels: input.shape.channels,
                input.value.floats, by: gate.value.floats, into: output.value.floats)
        }
    }

    func backward(_ context: StepContext) {
        let count = context.images * input.shape.count
        // The gradient of an image, which nobody asks for, is written all the same.
        let accumulating = inputGradient == .accumulates
        if isByPixel {
            context.executor.gateBackward(
                input.value.floats.prefix(count), by: gate.value.floats.prefix(count),
                output.gradient.floats.prefix(count), into: input.gradient.floats.prefix(count),
                accumulating: accumulating, gate: gate.gradient.floats.prefix(count))
        } else {
            context.executor.gateBackward(
                images: context.images, pixels: input.shape.pixels, channels: input.shape.channels,
                input.value.floats, by: gate.value.floats, output.gradient.floats,
                into: input.gradient.floats, accumulating: accumulating, gate: gate.gradient.floats)
        }
    }
}
