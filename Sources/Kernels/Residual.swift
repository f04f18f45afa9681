import CKernels

/// The end of a residual block: `f((x · scale + shift) · factor + shortcut)`, scale and shift by channel,
/// factor by image. Layer Scale gives the scale, a folded batch norm scale and shift, stochastic depth the
/// factor: 0 for a dropped branch, 1 / (1 − rate) for a kept one.
extension Executor {
    private static func imagesPerTask(_ images: Int, _ size: Int) -> Int {
        max(1, min(65536 / size, (images + 7) / 8))
    }

    /// The scratch of both passes on batches of up to `images`.
    public static func residualScratch(images: Int, channels: Int) -> Scratch {
        Scratch(shared: images * channels)
    }

    /// Overwrites `sum`, and `output` with `f(sum)` unless `f` is the identity; `output` may be `sum`.
    public func residual(
        images: Int, pixels: Int, channels: Int, _ x: Floats, scale: Floats?, shift: Floats? = nil,
        factors: Floats?, shortcut: Floats, into sum: Floats, then f: ActivationFunction, output: Floats
    ) {
        let size = pixels * channels
        precondition(
            x.count >= images * size && shortcut.count >= images * size, "\(x.count) for \(images)×\(size).")
        let step = Self.imagesPerTask(images, size)
        run((images + step - 1) / step) { task, _ in
            let first = task * step
            let count = min(step, images - first)
            func add(_ image: Int, _ images: Int, _ factor: Float) {
                let offset = image * size
                ck_residual_add(
                    images * pixels, channels, x.pointer + offset, scale?.pointer, shift?.pointer, factor,
                    shortcut.pointer + offset, sum.pointer + offset)
            }
            if let factors {
                for image in first..<first + count { add(image, 1, factors.pointer[image]) }
            } else {
                add(first, count, 1)
            }
            if f != .identity {
                ck_activate(count * size, f.code, sum.pointer + first * size, output.pointer + first * size)
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
