import CKernels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a batch norm's forward pass leaves for its use and its backward pass; `[channels]` each.
public struct BatchNormState: Sendable {
    public let mean: Floats
    /// 1 / √(variance + ε)
    public let rstd: Floats
    /// The norm as `x · scale + shift`.
    public let scale: Floats
    public let shift: Floats

    public init(channels: Int) {
        mean = Floats(count: channels)
        rstd = Floats(count: channels)
        scale = Floats(count: channels)
        shift = Floats(count: channels)
    }
}

/// Means and squared deviations of a map's channels by blocks of rows, gathered by whoever writes the map while
/// each block is still in cache.
public final class BlockMoments {
    private let storage: Floats
    private let channels: Int
    private let capacity: Int
    private(set) var blocks = RowBlocks(rows: 0, channels: 1)

    /// - Parameters:
    ///   - rows: the most that the map can have.
    ///   - widest: channels of the widest map of the pass that writes it, which decide how fine it is cut.
    public init(rows: Int, channels: Int, widest: Int) {
        self.channels = channels
        // Fewer rows are cut into eight blocks at most, or into blocks of the same size.
        capacity = max(8, RowBlocks(rows: rows, channels: widest).count)
        storage = Floats(count: 2 * capacity * channels)
    }

    func begin(_ blocks: RowBlocks) {
        precondition(blocks.count <= capacity, "\(blocks.count) blocks where \(capacity) were planned.")
        self.blocks = blocks
    }

    /// Overwrites the moments of a block that lies at `x`.
    func gather(_ block: Int, _ x: UnsafeMutablePointer<Float>) {
        ck_moments(blocks.length(block), channels, x, means(block), deviations(block))
    }

    func means(_ block: Int) -> UnsafeMutablePointer<Float> { storage.pointer + 2 * block * channels }
    func deviations(_ block: Int) -> UnsafeMutablePointer<Float> { means(block) + channels }
}

/// Batch norm over the rows of `[rows, channels]`, PyTorch's definition: the batch's biased variance
/// normalises, its unbiased one enters the running variance.
extension Executor {
    public static let batchNormEpsilon: Double = 1e-5
    public static let batchNormMomentum: Double = 0.1

    /// The scratch of both passes on up to `rows` rows.
    public static func batchNormScratch(rows: Int, channels: Int) -> Scratch {
        Scratch(shared: RowBlocks(rows: rows, channels: channels).count * 2 * channels + 2 * channels)
    }

    /// Overwrites `moments` from a map that is not in cache any more.
    public func gatherMoments(rows: Int, channels: Int, _ x: Floats, into moments: BlockMoments) {
        precondition(x.count >= rows * channels, "\(x.count) for \(rows)×\(channels).")
        let blocks = RowBlocks(rows: rows, channels: channels)
        moments.begin(blocks)
        run(blocks.count) { block, _ in moments.gather(block, x.pointer + blocks.start(block) * channels) }
    }

    /// Overwrites `state` from the batch's moments and moves the running statistics towards them.
    public func batchNormStatistics(
        channels: Int, _ moments: BlockMoments, weight: Floats, bias: Floats, runningMean: Floats,
        runningVariance: Floats, into state: BatchNormState
    ) {
        let blocks = moments.blocks
        let rows = blocks.rows
        for c in 0..<channels {
            var mean = 0.0
            for block in 0..<blocks.count {
                mean += Double(blocks.length(block)) * Double(moments.means(block)[c])
            }
            mean /= Double(rows)
            var squares = 0.0
            for block in 0..<blocks.count {
                let offset = Double(moments.means(block)[c]) - mean
                squares +=
                    Double(moments.deviations(block)[c]) + Double(blocks.length(block)) * offset * offset
            }
            set(c, mean: mean, variance: squares / Double(rows), weight, bias, in: state)
            let unbiased = squares / Double(max(rows - 1, 1))
            let momentum = Self.batchNormMomentum
            runningMean.pointer[c] = Float((1 - momentum) * Double(runningMean.pointer[c]) + momentum * mean)
            runningVariance.pointer[c] = Float(
                (1 - momentum) * Double(runningVariance.pointer[c]) + momentum * unbiased)
        }
    }

    /// Overwrites `state` from running statistics, for evaluation.
    public func batchNormRunning(
        channels: Int, weight: Floats, bias: Floats, runningMean: Floats, runningVariance: Floats,
        into state: BatchNormState
    ) {
        for c in 0..<channels {
            set(
                c, mean: Double(runningMean.pointer[c]), variance: Double(runningVariance.pointer[c]), weight,
                bias,
                in: state)
        }
    }

    private func set(
        _ c: Int, mean: Double, variance: Double, _ weight: Floats, _ bias: Floats, in state: BatchNormState
    ) {
        let rstd = 1 / sqrt(variance + Self.batchNormEpsilon)
        let scale = Double(weight.pointer[c]) * rstd
        state.mean.pointer[c] = Float(mean)
        state.rstd.pointer[c] = Float(rstd)
        state.scale.pointer[c] = Float(scale)
        state.shift.pointer[c] = Float(Double(bias.pointer[c]) - mean * scale)
    }

    /// Overwrites `y = f(x · scale + shift)`.
    public func batchNormApply(
        rows: Int, channels: Int, _ x: Floats, _ state: BatchNormState, then f: ActivationFunction,
        into y: Floats
    ) {
        let blocks = RowBlocks(rows: rows, channels: channels)
        run(blocks.count) { block, _ in
            let offset = blocks.start(block) * channels
            ck_scale_shift(
                blocks.length(block), channels, f.code, x.pointer + offset, state.scale.pointer,
                state.shift.pointer, y.pointer + offset)
        }
    }

    /// The backward pass through `f(batch norm(x))`: overwrites `dx` (which may be `dy`), `dWeight`, `dBias`.
    public func batchNormBackward(
        rows: Int, channels: Int, _ x: Floats, _ state: BatchNormState, then f: ActivationFunction,
        _ dy: Floats,
        into dx: Floats, weight dWeight: Floats, bias dBias: Floats
    ) {
        let blocks = RowBlocks(rows: rows, channels: channels)
        let sums = partials(blocks.count * 2 * channels + 2 * channels)
        let gradientSums = sums + 2 * channels
        let productSums = gradientSums + blocks.count * channels
        run(blocks.count) { block, _ in
            let offset = blocks.start(block) * channels
            ck_batch_norm_sums(
                blocks.length(block), channels, f.code, x.pointer + offset, state.scale.pointer,
                state.shift.pointer, state.mean.pointer, dy.pointer + offset, gradientSums + block * channels,
                productSums + block * channels)
        }
        let a = sums
        let b = sums + channels
        for c in 0..<channels {
            var gradient = 0.0
            var product = 0.0
            for block in 0..<blocks.count {
                gradient += Double(gradientSums[block * channels + c])
                product += Double(productSums[block * channels + c])
            }
            let scale = Double(state.scale.pointer[c])
            let rstd = Double(state.rstd.pointer[c])
            dBias.pointer[c] = Float(gradient)
            dWeight.pointer[c] = Float(product * rstd)
            a[c] = Float(scale * gradient / Double(rows))
            b[c] = Float(scale * rstd * rstd * product / Double(rows))
        }
        run(blocks.count) { block, _ in
            let offset = blocks.start(block) * channels
            ck_batch_norm_backward(
                blocks.length(block), channels, f.code, x.pointer + offset, state.scale.pointer,
                state.shift.pointer, state.mean.pointer, a, b, dy.pointer + offset, dx.pointer + offset)
        }
    }
}
