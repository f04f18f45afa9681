import Architectures
import Kernels

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
    /// Announces which buffers are read or written at operation `index`, forwards and backwards.
    func announce(to plan: BufferPlan, index: Int)
    var scratch: Executor.Scratch { get }
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
