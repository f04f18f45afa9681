import CKernels

/// The end of a residual block: `f((x · scale + shift) · factor + shortcut)`, scale and shift by channel, factor by
/// image. Layer Scale gives the scale, a batch norm scale and shift, stochastic depth the factor: 0 for a dropped
/// branch, 1 / (1 − rate) for a kept one. A batch norm at the end of the shortcut scales and shifts that too.
extension Executor {
    private static func imagesPerTask(_ images: Int, _ size: Int) -> Int {
        max(1, min(65536 / size, (images + 7) / 8))
    }

    /// The scratch of all passes on batches of up to `images`.
    public static func residualScratch(images: Int, channels: Int) -> Scratch {
        Scratch(shared: images * channels)
    }

    /// What stands between a branch or shortcut and the sum.
    public enum ResidualScaling {
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
    ///   - derivative: overwritten with `f′` of the sum; needed when `f` is GELU.
    public func residual(
        images: Int, pixels: Int, channels: Int, _ x: Floats, _ scaling: ResidualScaling, factors: Floats?,
        shortcut: Floats, _ shortcutNorm: BatchNormState?, then f: ActivationFunction, output: Floats,
        derivative: Floats? = nil
    ) {
        let size = pixels * channels
        precondition(
            x.count >= images * size && shortcut.count >= images * size, "\(x.count) for \(images)×\(size).")
        precondition(f != .gelu || derivative != nil, "A GELU's derivative needs a place.")
        let step = Self.imagesPerTask(images, size)
        let sum = derivative ?? output
        run((images + step - 1) / step) { task, _ in
            let first = task * step
            let count = min(step, images - first)
            func add(_ image: Int, _ images: Int, _ factor: Float) {
                let offset = image * size
                ck_residual_add(
                    images * pixels, channels, derivative == nil ? f.code : CK_IDENTITY, x.pointer + offset,
                    scaling.scale, scaling.shift, factor, shortcut.pointer + offset,
                    shortcutNorm?.scale.pointer, shortcutNorm?.shift.pointer, sum.pointer + offset)
            }
            if let factors {
                for image in first..<first + count { add(image, 1, factors.pointer[image]) }
            } else {
                add(first, count, 1)
            }
            if let derivative {
                ck_activate_keeping(
                    count * size, f.code, derivative.pointer + first * size, output.pointer + first * size)
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
    public func residualSumGradient(
        images: Int, pixels: Int, channels: Int, _ d: Floats, output: Floats?, derivative: Floats?,
        norms: [(state: BatchNormState, input: Floats)]
    ) {
        let size = pixels * channels
        let step = Self.imagesPerTask(images, size)
        let tasks = (images + step - 1) / step
        if output == nil && derivative == nil && norms.isEmpty { return }
        for norm in norms { norm.state.sums.begin(tasks) }
        run(tasks) { task, _ in
            let offset = task * step * size
            let count = min(step, images - task * step)
            let d = d.pointer + offset
            if let derivative {
                ck_multiply(count * size, derivative.pointer + offset, d, d)
            } else if let output {
                ck_activate_backward(count * size, CK_RELU, output.pointer + offset, d, d)
            }
            for norm in norms {
                norm.state.gatherSums(task, rows: count * pixels, norm.input.pointer + offset, d)
            }
        }
    }

    /// Overwrites `dx = d · scale · factor`, given the gradient `d` of the sum, and `dScale`.
    public func residualBackward(
        images: Int, pixels: Int, channels: Int, _ x: Floats, scale: Floats?, factors: Floats?, _ d: Floats,
        into dx: Floats, scale dScale: Floats?
    ) {
        let size = pixels * channels
        let step = Self.imagesPerTask(images, size)
        let tasks = (images + step - 1) / step
        let partials = partials(dScale == nil ? 0 : tasks * channels)
        run(tasks) { task, _ in
            let sums = dScale == nil ? nil : partials + task * channels
            sums?.update(repeating: 0, count: channels)
            let first = task * step
            let count = min(step, images - first)
            func backward(_ image: Int, _ images: Int, _ factor: Float) {
                let offset = image * size
                ck_residual_backward(
                    images * pixels, channels, x.pointer + offset, scale?.pointer, factor, d.pointer + offset,
                    dx.pointer + offset, sums)
            }
            if let factors {
                for image in first..<first + count { backward(image, 1, factors.pointer[image]) }
            } else {
                backward(first, count, 1)
            }
        }
        if let dScale {
            combine(partials, parts: tasks, stride: channels, count: channels, into: dScale.pointer)
        }
    }
}
