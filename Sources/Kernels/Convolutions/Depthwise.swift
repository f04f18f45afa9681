import CAblateKernels

/// Depthwise convolutions: `[N, H, W, C]` with `[k, k, C]` → `[N, H′, W′, C]`.
extension Executor {
    /// Images in one task: enough tasks for several threads, enough images to share the gathered weights.
    private static func imagesPerTask(_ images: Int) -> Int { max(1, images / 32) }

    /// Partial sums of the weight gradient.
    private static func parts(_ images: Int) -> Int { min(images, 8) }

    /// The scratch of all three passes on batches of up to `images`.
    package static func depthwiseScratch(_ geometry: ConvolutionGeometry, images: Int) -> Scratch {
        var g = geometry.code
        return Scratch(
            perWorker: ck_depthwise_scratch(&g), shared: parts(images) * (geometry.patch + geometry.channels))
    }

    /// Overwrites `y`.
    ///
    /// - Parameters:
    ///   - norm: read `x` through this batch norm and its activation.
    ///   - next: gather the moments of `y` for this batch norm.
    package func depthwise(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, through norm: BatchNormState? = nil,
        weight: Floats, bias: Floats?, into y: Floats, gathering next: BatchNormState? = nil
    ) {
        let g = geometry
        precondition(
            x.count >= images * g.inputCount && y.count >= images * g.outputCount
                && g.channels == g.outChannels
                && weight.count == g.patch && bias?.count ?? g.channels == g.channels,
            "\(g) does not fit its operands.")
        let step = Self.imagesPerTask(images)
        let tasks = (images + step - 1) / step
        let cut = BlockCut(rows: step * g.outPixels, channels: g.channels)
        next?.moments.begin(tasks * cut.count)
        withReading(norm) { reading in
            run(tasks) { task, worker in
                var code = g.code
                let first = task * step
                let count = min(step, images - first)
                let out = y.pointer + first * g.outputCount
                ck_depthwise(
                    &code, count, x.pointer + first * g.inputCount, reading, weight.pointer, bias?.pointer,
                    out,
                    self.scratch(worker, ck_depthwise_scratch(&code)))
                guard let next else { return }
                cut.forEach(of: count * g.outPixels) { part, start, rows in
                    next.gatherMoments(task * cut.count + part, rows: rows, out + start * g.channels)
                }
            }
        }
    }

    /// Overwrites `dx`, or adds to it when `accumulating`.
    ///
    /// - Parameter norm: `x` was read through it; gathers its sums from `x` and `dx`.
    package func depthwiseInputGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ dy: Floats, weight: Floats, into dx: Floats,
        accumulating: Bool, of x: Floats? = nil, through norm: BatchNormState? = nil
    ) {
        let g = geometry
        let step = Self.imagesPerTask(images)
        let tasks = (images + step - 1) / step
        let cut = BlockCut(rows: step * g.height * g.width, channels: g.channels)
        norm?.sums.begin(tasks * cut.count)
        run(tasks) { task, worker in
            var code = g.code
            let first = task * step
            let count = min(step, images - first)
            let offset = first * g.inputCount
            ck_depthwise_input_gradient(
                &code, count, accumulating ? 1 : 0, dy.pointer + first * g.outputCount, weight.pointer,
                dx.pointer + offset, self.scratch(worker, ck_depthwise_scratch(&code)))
            guard let norm, let x else { return }
            cut.forEach(of: count * g.height * g.width) { part, start, rows in
                let at = offset + start * g.channels
                norm.gatherSums(task * cut.count + part, rows: rows, x.pointer + at, dx.pointer + at)
            }
        }
    }

    /// Overwrites the gradients of weight and bias; `x` was read through `norm`.
    package func depthwiseWeightGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, through norm: BatchNormState? = nil,
        _ dy: Floats, into dWeight: Floats, bias dBias: Floats?
    ) {
        let g = geometry
        let parts = Self.parts(images)
        let partials = partials(parts * (g.patch + g.channels))
        let biasPartials = partials + parts * g.patch
        withReading(norm) { reading in
            run(parts) { part, worker in
                var code = g.code
                let first = images * part / parts
                let count = images * (part + 1) / parts - first
                let d = dy.pointer + first * g.outputCount
                ck_depthwise_weight_gradient(
                    &code, count, x.pointer + first * g.inputCount, reading, d, partials + part * g.patch,
                    self.scratch(worker, ck_depthwise_scratch(&code)))
                if dBias != nil {
                    let sums = biasPartials + part * g.channels
                    sums.update(repeating: 0, count: g.channels)
                    ck_column_sums(count * g.outPixels, g.channels, d, sums)
                }
            }
        }
        combine(partials, parts: parts, stride: g.patch, count: g.patch, into: dWeight.pointer)
        if let dBias {
            combine(biasPartials, parts: parts, stride: g.channels, count: g.channels, into: dBias.pointer)
        }
    }
}

/// A task's rows cut into as many parts as keep each in cache, since sums by channel go through a part once for each
/// vector of channels.
private struct BlockCut {
    let count: Int
    private let size: Int

    init(rows: Int, channels: Int) {
        let wanted = max(1, rows * channels / 65536)
        size = (rows + wanted - 1) / wanted
        count = (rows + size - 1) / size
    }

    /// Parts past the last row have none.
    func forEach(of rows: Int, _ body: (_ part: Int, _ start: Int, _ rows: Int) -> Void) {
        for part in 0..<count {
            let start = min(rows, part * size)
            body(part, start, min(size, rows - start))
        }
    }
}
