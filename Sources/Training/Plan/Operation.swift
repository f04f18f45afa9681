import AblateArchitectures
import AblateKernels

/// A feature map of a planned network: values `[N, H, W, C]` and the loss's gradient with respect to them.
struct Map {
    let shape: Shape
    let value: Buffer
    let gradient: Buffer
}

/// What an operation needs to know of the step under way.
struct StepContext {
    let executor: Executor
    /// Images of this step; at most the planned batch.
    let images: Int
    let isTraining: Bool
}

/// One planned operation with its own buffers: forward, then, in reverse order, backward.
protocol Operation: AnyObject {
    /// The layer that a profile names.
    var name: String { get }
    /// What kind of work this is, for a profile: "conv 1×1", "batch norm".
    var kind: String { get }
    func forwardCost(images: Int) -> OperationCost
    func backwardCost(images: Int) -> OperationCost
    /// Announces which buffers are read or written at operation `index`, forwards and backwards.
    func announce(to plan: BufferPlan, index: Int)
    var scratch: Executor.Scratch { get }
    /// Whether operations of this kind can add to the gradient of their input, where another consumer of it has written
    /// before; else the planner puts an addition before them.
    static var addsToInputGradient: Bool { get }
    /// Whether the gradient of the output is another one after the operation has gone backwards, so that nobody else may
    /// read it then.
    var replacesOutputGradient: Bool { get }
    func forward(_ context: StepContext)
    func backward(_ context: StepContext)
}

extension BufferPlan {
    func use(_ buffers: [Buffer], forwardOf index: Int) {
        for buffer in buffers { use(buffer, at: forwardTime(index)) }
    }

    func use(_ buffers: [Buffer], backwardOf index: Int) {
        for buffer in buffers { use(buffer, at: backwardTime(index)) }
    }
}

/// How an operation leaves the gradient of its input.
enum InputGradient {
    /// Nobody asks: the input is the image.
    case none
    case overwrites
    /// Another consumer of the input has written before.
    case accumulates
}

/// The least that an operation has to do in one direction, whatever way it is computed: what a floor for its time
/// is told from.
package struct OperationCost: Hashable, Codable, Sendable {
    /// Floating-point operations of convolutions, linear layers and attention, two for each MAC; all else counts none.
    package var flops = 0
    /// Bytes of operands and results, each read or written once.
    package var bytes = 0

    static let none = OperationCost()

    static func + (a: OperationCost, b: OperationCost) -> OperationCost {
        OperationCost(flops: a.flops + b.flops, bytes: a.bytes + b.bytes)
    }

    static func += (a: inout OperationCost, b: OperationCost) { a = a + b }

    /// No products, and so many floats moved.
    static func moving(_ floats: Int) -> OperationCost { OperationCost(bytes: 4 * floats) }
}
