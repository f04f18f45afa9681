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

/// Batch norm over the rows of `[rows, channels]`, PyTorch's definition: the batch's biased variance
/// normalises, its unbiased one enters the running variance.
extension Executor {
    public static let batchNormEpsilon: Double = 1e-5
    public static let batchNormMomentum: Double = 0.1

    /// The scratch of both passes on up to `rows` rows.
    public static func batchNormScratch(rows: Int, channels: Int) -> Scratch {
        Scratch(shared: RowBlocks(rows: rows, channels: channels).count * 2 * channels + 2 * channels)
    }

    /// Overwrites `state` from the statistics of `x` and moves the running ones towards them.
    public func batchNormStatistics(
        rows: Int, channels: Int, _ x: Floats, weight: Floats, bias: Floats, runningMean: Floats,
        runningVariance: Floats, into state: BatchNormState
    ) {
        precondition(
            x.count >= rows * channels && weight.count == channels, "\(x.count) for \(rows)×\(channels).")
        let blocks = RowBlocks(rows: rows, channels: channels)
        let means = partials(blocks.count * 2 * channels)
        let deviations = means + blocks.count * channels
        run(blocks.count) { block, _ in
            ck_moments(
                blocks.length(block), channels, x.pointer + blocks.start(block) * channels,
                means + block * channels, deviations + block * channels)
        }
        for c in 0..<channels {
            var mean = 0.0
            for block in 0..<blocks.count {
                mean += Double(blocks.length(block)) * Double(means[block * channels + c])
            }
            mean /= Double(rows)
            var squares = 0.0
            for block in 0..<blocks.count {
                let offset = Double(means[block * channels + c]) - mean
                squares +=
                    Double(deviations[block * channels + c]) + Double(blocks.length(block)) * offset * offset
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
