import CAblateKernels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Batch norm over the rows of `[rows, channels]`, PyTorch's definition: the batch's biased variance
/// normalises, its unbiased one enters the running variance.
extension Executor {
    package static let batchNormEpsilon: Double = 1e-5
    package static let batchNormMomentum: Double = 0.1

    /// Gathers the moments of a map that is not in cache any more.
    package func gatherMoments(rows: Int, _ x: Floats, into state: BatchNormState) {
        precondition(x.count >= rows * state.channels, "\(x.count) for \(rows)×\(state.channels).")
        let blocks = RowBlocks(rows: rows, channels: state.channels)
        state.moments.begin(blocks.count)
        run(blocks.count) { block, _ in
            state.gatherMoments(
                block, rows: blocks.length(block), x.pointer + blocks.start(block) * state.channels)
        }
    }

    /// Sets `state` from the batch's gathered moments and moves the running statistics towards them.
    package func batchNormStatistics(
        _ state: BatchNormState, weight: Floats, bias: Floats, runningMean: Floats, runningVariance: Floats
    ) {
        let moments = state.moments
        forEachChannel(state.channels) { c in
            var rows = 0.0
            var mean = 0.0
            for block in 0..<moments.count {
                rows += moments.rows(block)
                mean += moments.rows(block) * Double(moments.first(block)[c])
            }
            mean /= rows
            var squares = 0.0
            for block in 0..<moments.count {
                let distance = Double(moments.first(block)[c]) - mean
                squares += Double(moments.second(block)[c]) + moments.rows(block) * distance * distance
            }
            set(c, mean: mean, variance: squares / rows, weight, bias, in: state)
            let unbiased = squares / max(rows - 1, 1)
            let momentum = Self.batchNormMomentum
            runningMean.pointer[c] = Float((1 - momentum) * Double(runningMean.pointer[c]) + momentum * mean)
            runningVariance.pointer[c] = Float(
                (1 - momentum) * Double(runningVariance.pointer[c]) + momentum * unbiased)
        }
    }

    /// Shares the channels out among the threads: few, but each with a number from every block.
    private func forEachChannel(_ channels: Int, _ body: (_ channel: Int) -> Void) {
        let chunk = 16
        run((channels + chunk - 1) / chunk) { task, _ in
            for c in task * chunk..<min(channels, (task + 1) * chunk) { body(c) }
        }
    }

    /// Sets `state` from running statistics, for evaluation.
    package func batchNormRunning(
        _ state: BatchNormState, weight: Floats, bias: Floats, runningMean: Floats, runningVariance: Floats
    ) {
        for c in 0..<state.channels {
            set(
                c, mean: Double(runningMean.pointer[c]), variance: Double(runningVariance.pointer[c]), weight,
                bias, in: state)
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

    /// Overwrites `y` with the activation of the norm of `x`.
    ///
    /// - Parameters:
    ///   - f: an activation beside the state's own, with `derivative` to keep `f′`.
    package func batchNormApply(
        rows: Int, _ x: Floats, _ state: BatchNormState, then f: ActivationFunction = .identity,
        into y: Floats,
        derivative: Floats? = nil
    ) {
        precondition(f == .identity || derivative != nil, "The derivative of \(f) needs a place.")
        let channels = state.channels
        let blocks = RowBlocks(rows: rows, channels: channels)
        run(blocks.count) { block, _ in
            let offset = blocks.start(block) * channels
            let length = blocks.length(block)
            let normalised = (derivative ?? y).pointer + offset
            ck_scale_shift(
                length, channels, state.activation.code, x.pointer + offset, state.scale.pointer,
                state.shift.pointer, normalised)
            if derivative != nil {
                ck_activate_keeping(length * channels, f.code, normalised, y.pointer + offset)
            }
        }
    }

    /// Gathers the sums that the backward pass needs, from the norm's input and the gradient of the activation's
    /// output.
    ///
    /// - Parameter derivative: first multiplies `dy` by it.
    package func batchNormSums(
        rows: Int, _ x: Floats, _ state: BatchNormState, _ dy: Floats, times derivative: Floats? = nil
    ) {
        let blocks = RowBlocks(rows: rows, channels: state.channels)
        state.sums.begin(blocks.count)
        run(blocks.count) { block, _ in
            let offset = blocks.start(block) * state.channels
            let length = blocks.length(block)
            let gradient = dy.pointer + offset
            if let derivative {
                ck_multiply(length * state.channels, derivative.pointer + offset, gradient, gradient)
            }
            state.gatherSums(block, rows: length, x.pointer + offset, gradient)
        }
    }

    /// Overwrites the gradients of weight and bias from the gathered sums, and makes `state` ready for the gradient of
    /// its input.
    package func batchNormGradients(_ state: BatchNormState, weight dWeight: Floats, bias dBias: Floats) {
        let sums = state.sums
        let rows = (0..<sums.count).reduce(0.0) { $0 + sums.rows($1) }
        forEachChannel(state.channels) { c in
            var gradient = 0.0
            var product = 0.0
            for block in 0..<sums.count {
                gradient += Double(sums.first(block)[c])
                product += Double(sums.second(block)[c])
            }
            let scale = Double(state.scale.pointer[c])
            let rstd = Double(state.rstd.pointer[c])
            dBias.pointer[c] = Float(gradient)
            dWeight.pointer[c] = Float(product * rstd)
            state.offset.pointer[c] = Float(scale * gradient / rows)
            state.slope.pointer[c] = Float(scale * rstd * rstd * product / rows)
        }
    }

    /// Overwrites `dx`, which may be `dy`, with the gradient of the norm's input.
    package func batchNormInputGradient(
        rows: Int, _ x: Floats, _ state: BatchNormState, _ dy: Floats, into dx: Floats
    ) {
        let blocks = RowBlocks(rows: rows, channels: state.channels)
        run(blocks.count) { block, _ in
            let offset = blocks.start(block) * state.channels
            state.applyBackward(
                rows: blocks.length(block), x.pointer + offset, dy.pointer + offset, into: dx.pointer + offset
            )
        }
    }
}
