import CAblateKernels

/// A batch norm at work, with the activation that follows it: its statistics, and what the passes before and after it
/// gather for it while maps are in cache.
///
/// Forwards, whoever writes the norm's input gathers its moments; backwards, whoever writes the gradient of its
/// output gathers the sums that the gradient of its input needs.
package final class BatchNormState: Sendable {
    package let channels: Int
    package let activation: ActivationFunction
    let mean: Floats
    /// 1 / √(variance + ε)
    let rstd: Floats
    /// The norm as `x · scale + shift`.
    let scale: Floats
    let shift: Floats
    /// The gradient of its input as `scale · g − offset − slope · (x − mean)`, `g` being that of its output.
    let offset: Floats
    let slope: Floats
    /// By block: means, and squared deviations from them.
    let moments: BlockPairs
    /// By block: the sums of `g` and of `g · (x − mean)`.
    let sums: BlockPairs

    /// - Parameters:
    ///   - rows: the most that a pass can have.
    ///   - widest: channels of the widest map of the passes that gather, which decide how fine they cut.
    package init(rows: Int, channels: Int, widest: Int, then activation: ActivationFunction) {
        precondition(
            activation.isPiecewiseLinear, "No norm takes \(activation) along; it is an operation after it.")
        self.channels = channels
        self.activation = activation
        mean = Floats(count: channels)
        rstd = Floats(count: channels)
        scale = Floats(count: channels)
        shift = Floats(count: channels)
        offset = Floats(count: channels)
        slope = Floats(count: channels)
        // Passes over few rows are cut finer than their size asks for, and sweeps into smaller blocks than other
        // passes, but into no more than this.
        let capacity = 64 + 4 * RowBlocks(rows: rows, channels: 2 * widest).count
        moments = BlockPairs(capacity: capacity, channels: channels)
        sums = BlockPairs(capacity: capacity, channels: channels)
    }

    /// Overwrites the moments of a block of the norm's input.
    func gatherMoments(_ block: Int, rows: Int, _ x: UnsafeMutablePointer<Float>) {
        moments.setRows(block, rows)
        if rows == 0 { return moments.clear(block) }
        ck_moments(rows, channels, x, moments.first(block), moments.second(block))
    }

    /// Overwrites the sums of a block, from the norm's input and the gradient of the activation's output.
    func gatherSums(
        _ block: Int, rows: Int, _ x: UnsafeMutablePointer<Float>, _ dy: UnsafeMutablePointer<Float>
    ) {
        ck_batch_norm_sums(
            rows, channels, activation.code, x, scale.pointer, shift.pointer, mean.pointer, dy,
            sums.first(block),
            sums.second(block))
        sums.setRows(block, rows)
    }

    /// Overwrites `dx`, which may be `dy`, with the gradient of the norm's input.
    func applyBackward(
        rows: Int, _ x: UnsafeMutablePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>
    ) {
        ck_batch_norm_backward(
            rows, channels, activation.code, x, scale.pointer, shift.pointer, mean.pointer, offset.pointer,
            slope.pointer, dy, dx)
    }

    /// How a convolution reads the norm's input as if it were the activation's output.
    var reading: ck_reading {
        ck_reading(scale: scale.pointer, shift: shift.pointer, activation: activation.code)
    }
}

/// Two vectors of `channels` and a number of rows for each block of a pass. Blocks are written by different threads.
final class BlockPairs: @unchecked Sendable {
    private let storage: Floats
    private let channels: Int
    private let capacity: Int
    /// Blocks of the pass under way or last done; set before the blocks are shared out.
    private(set) var count = 0

    init(capacity: Int, channels: Int) {
        self.capacity = capacity
        self.channels = channels
        storage = Floats(count: capacity * (2 * channels + 1))
    }

    func begin(_ count: Int) {
        precondition(count <= capacity, "\(count) blocks where \(capacity) were planned.")
        self.count = count
    }

    private func start(_ block: Int) -> UnsafeMutablePointer<Float> {
        storage.pointer + block * (2 * channels + 1)
    }
    func first(_ block: Int) -> UnsafeMutablePointer<Float> { start(block) + 1 }
    func second(_ block: Int) -> UnsafeMutablePointer<Float> { first(block) + channels }
    /// A block is far below the 2²⁴ rows that a float counts exactly.
    func setRows(_ block: Int, _ rows: Int) { start(block).pointee = Float(rows) }
    func clear(_ block: Int) { first(block).update(repeating: 0, count: 2 * channels) }
    func rows(_ block: Int) -> Double { Double(start(block).pointee) }
}
