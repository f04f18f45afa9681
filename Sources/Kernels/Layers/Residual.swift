import CAblateKernels

/// The end of a residual block: `f((x · scale + shift) · factor + shortcut)`, scale and shift by channel, factor by
/// image. Layer Scale gives the scale, a batch norm scale and shift, stochastic depth the factor: 0 for a dropped
/// branch, 1 / (1 − rate) for a kept one. A batch norm at the end of the shortcut scales and shifts that too.
extension Executor {
    /// The scratch of all passes on batches of up to `images`.
    package static func residualScratch(images: Int, pixels: Int, channels: Int) -> Scratch {
        Scratch(shared: ImageBlocks(images: images, pixels: pixels, channels: channels).count * channels)
    }

    /// What stands between a branch or shortcut and the sum.
    package enum ResidualScaling {
        case none
        case layerScale(Floats)
        case batchNorm(BatchNormState)

        fileprivate var scale: UnsafeMutablePointer<Float>? {
            switch self {
            case .none: nil
            case .layerScale(let scale): scale.pointer
            case .batchNorm(let state): state.scale.pointer
            }
        }

        fileprivate var shift: UnsafeMutablePointer<Float>? {
            if case .batchNorm(let state) = self { state.shift.pointer } else { nil }
        }
    }

    /// Overwrites `output`.
    ///
    /// - Parameters:
    ///   - factors: `[N]`; `nil` for 1.
    ///   - derivative: overwritten with `f′` of the sum; needed when `f` is neither the identity nor ReLU.
    package func residual(
        images: Int, pixels: Int, channels: Int, _ x: Floats, _ scaling: ResidualScaling, factors: Floats?,
        shortcut: Floats, _ shortcutNorm: BatchNormState?, then f: ActivationFunction, output: Floats,
        derivative: Floats? = nil
    ) {
        let blocks = ImageBlocks(images: images, pixels: pixels, channels: channels)
        precondition(
            x.count >= blocks.floats && shortcut.count >= blocks.floats, "\(x.count) for \(blocks.floats).")
        precondition(f.isPiecewiseLinear || derivative != nil, "The derivative of \(f) needs a place.")
        let sum = derivative ?? output
        run(blocks.count) { task, _ in
            func add(_ start: Int, _ rows: Int, _ factor: Float) {
                let offset = start * channels
                ck_residual_add(
                    rows, channels, derivative == nil ? f.code : CK_IDENTITY, x.pointer + offset,
                    scaling.scale, scaling.shift, factor, shortcut.pointer + offset,
                    shortcutNorm?.scale.pointer, shortcutNorm?.shift.pointer, sum.pointer + offset)
            }
            let rows = blocks.rows(task)
            if let factors {
                blocks.forEachImage(in: task) { image, rows in
                    add(rows.lowerBound, rows.count, factors.pointer[image])
                }
            } else {
                add(rows.lowerBound, rows.count, 1)
            }
            if let derivative {
                let offset = rows.lowerBound * channels
                ck_activate_keeping(
                    rows.count * channels, f.code, derivative.pointer + offset, output.pointer + offset)
            }
        }
    }

    /// Turns `d` from the gradient of the output into that of the sum, and gathers the sums of batch norms that have
    /// it as the gradient of their output.
    ///
    /// - Parameters:
    ///   - output: of a ReLU; the sign of its output is that of its input.
    ///   - derivative: of any other activation.
    ///   - norms: each with its input.
    package func residualSumGradient(
        images: Int, pixels: Int, channels: Int, _ d: Floats, output: Floats?, derivative: Floats?,
        norms: [(state: BatchNormState, input: Floats)]
    ) {
        if output == nil && derivative == nil && norms.isEmpty { return }
        let blocks = ImageBlocks(images: images, pixels: pixels, channels: channels)
        for norm in norms { norm.state.sums.begin(blocks.count) }
        run(blocks.count) { task, _ in
            let rows = blocks.rows(task)
            let offset = rows.lowerBound * channels
            let d = d.pointer + offset
            if let derivative {
                ck_multiply(rows.count * channels, derivative.pointer + offset, d, d)
            } else if let output {
                ck_activate_backward(rows.count * channels, CK_RELU, output.pointer + offset, d, d)
            }
            for norm in norms {
                norm.state.gatherSums(task, rows: rows.count, norm.input.pointer + offset, d)
            }
        }
    }

    /// Overwrites `dx = d · scale · factor`, given the gradient `d` of the sum, and `dScale`.
    package func residualBackward(
        images: Int, pixels: Int, channels: Int, _ x: Floats, scale: Floats?, factors: Floats?, _ d: Floats,
        into dx: Floats, scale dScale: Floats?
    ) {
        let blocks = ImageBlocks(images: images, pixels: pixels, channels: channels)
        let partials = partials(dScale == nil ? 0 : blocks.count * channels)
        run(blocks.count) { task, _ in
            let sums = dScale == nil ? nil : partials + task * channels
            sums?.update(repeating: 0, count: channels)
            func backward(_ start: Int, _ rows: Int, _ factor: Float) {
                let offset = start * channels
                ck_residual_backward(
                    rows, channels, x.pointer + offset, scale?.pointer, factor, d.pointer + offset,
                    dx.pointer + offset, sums)
            }
            if let factors {
                blocks.forEachImage(in: task) { image, rows in
                    backward(rows.lowerBound, rows.count, factors.pointer[image])
                }
            } else {
                let rows = blocks.rows(task)
                backward(rows.lowerBound, rows.count, 1)
            }
        }
        if let dScale {
            combine(partials, parts: blocks.count, stride: channels, count: channels, into: dScale.pointer)
        }
    }

    /// Overwrites `y = x · scale`, scale by channel.
    package func scale(rows: Int, channels: Int, _ x: Floats, by scale: Floats, into y: Floats) {
        precondition(
            x.count >= rows * channels && scale.count == channels, "\(x.count) for \(rows)×\(channels).")
        let blocks = RowBlocks(rows: rows, channels: channels)
        run(blocks.count) { block, _ in
            let offset = blocks.start(block) * channels
            ck_residual_backward(
                blocks.length(block), channels, x.pointer + offset, scale.pointer, 1, x.pointer + offset,
                y.pointer + offset, nil)
        }
    }
}
