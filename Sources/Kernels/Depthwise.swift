import CKernels

/// Depthwise convolutions: `[N, H, W, C]` with `[k, k, C]` → `[N, H′, W′, C]`.
extension Executor {
    /// Images in one task: enough tasks for several threads, enough images to share the gathered weights.
    private static func imagesPerTask(_ images: Int) -> Int { max(1, images / 32) }

    /// Partial sums of the weight gradient.
    private static func parts(_ images: Int) -> Int { min(images, 8) }

    /// The scratch of all three passes on batches of up to `images`.
    public static func depthwiseScratch(_ geometry: ConvolutionGeometry, images: Int) -> Scratch {
        var g = geometry.code
        return Scratch(
            perWorker: ck_depthwise_scratch(&g), shared: parts(images) * (geometry.patch + geometry.channels))
    }

    /// Overwrites `y`.
    public func depthwise(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, weight: Floats, bias: Floats?,
        into y: Floats
    ) {
        let g = geometry
        precondition(
            x.count >= images * g.inputCount && y.count >= images * g.outputCount
                && g.channels == g.outChannels
                && weight.count == g.patch && bias?.count ?? g.channels == g.channels,
            "\(g) does not fit its operands.")
        let step = Self.imagesPerTask(images)
        run((images + step - 1) / step) { task, worker in
            var code = g.code
            let first = task * step
            ck_depthwise(
                &code, min(step, images - first), x.pointer + first * g.inputCount, weight.pointer,
                bias?.pointer,
                y.pointer + first * g.outputCount, self.scratch(worker, ck_depthwise_scratch(&code)))
        }
    }

    /// Overwrites `dx`, or adds to it when `accumulating`.
    public func depthwiseInputGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ dy: Floats, weight: Floats, into dx: Floats,
        accumulating: Bool
    ) {
        let g = geometry
        let step = Self.imagesPerTask(images)
        run((images + step - 1) / step) { task, worker in
            var code = g.code
            let first = task * step
            ck_depthwise_input_gradient(
                &code, min(step, images - first), accumulating ? 1 : 0, dy.pointer + first * g.outputCount,
                weight.pointer, dx.pointer + first * g.inputCount,
                self.scratch(worker, ck_depthwise_scratch(&code)))
        }
    }

    /// Overwrites the gradients of weight and bias.
    public func depthwiseWeightGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, _ dy: Floats, into dWeight: Floats,
        bias dBias: Floats?
    ) {
        let g = geometry
        let parts = Self.parts(images)
        let partials = partials(parts * (g.patch + g.channels))
        let biasPartials = partials + parts * g.patch
        run(parts) { part, worker in
            var code = g.code
            let first = images * part / parts
            let count = images * (part + 1) / parts - first
            let d = dy.pointer + first * g.outputCount
            ck_depthwise_weight_gradient(
                &code, count, x.pointer + first * g.inputCount, d, partials + part * g.patch,
                self.scratch(worker, ck_depthwise_scratch(&code)))
            if dBias != nil {
                let sums = biasPartials + part * g.channels
                sums.update(repeating: 0, count: g.channels)
                ck_column_sums(count * g.outPixels, g.channels, d, sums)
            }
        }
        combine(partials, parts: parts, stride: g.patch, count: g.patch, into: dWeight.pointer)
        if let dBias {
            combine(biasPartials, parts: parts, stride: g.channels, count: g.channels, into: dBias.pointer)
        }
    }
}
