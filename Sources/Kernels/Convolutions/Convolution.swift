import CAblateKernels

/// Dense convolutions: `[N, H, W, C]` · `[k, k, C, C′]` → `[N, H′, W′, C′]`.
///
/// They run on our own row product, which reads a pixel's inputs where they lie: on blocks of this size it is ahead
/// of OpenBLAS at every width of the roadmap (93 against 78 GFLOP/s a core at 96 → 384 channels, 82 against 52 at
/// 64 → 16) and needs no copy of the patches. OpenBLAS keeps, but for AVX-512, the weight gradients of wide 1×1
/// convolutions on few pixels, which are cut by channels and not by pixels.
extension Executor {
    private static let packedRows = 128

    /// The scratch of all passes on batches of up to `images`.
    package static func convolutionScratch(_ geometry: ConvolutionGeometry, images: Int) -> Scratch {
        var g = geometry.code
        let columns = geometry.outChannels
        let packedGradient = ck_input_gradient_packed_size(&g, columns)
        // A smaller batch may be cut into longer blocks, fewer parts and more chunks.
        let lines = (1...images).lazy.map { LineBlocks(geometry, images: $0).linesPerTask }.max()!
        let weightGradient = (1...images).lazy.map { WeightGradientPlan(geometry, images: $0) }
        return Scratch(
            perWorker: max(
                ck_convolution_scratch(&g, CK_PRODUCT_ROWS, 1) + SweepBlocks.mostFloats,
                ck_input_gradient_scratch(&g, columns, lines)),
            shared: max(
                packedGradient + weightGradient.map(\.partials).max()!,
                weightGradient.map { $0.partials + $0.copiedMaps(isReadThrough: true) }.max()!,
                ck_packed_size(geometry.patch, columns)))
    }

    /// Overwrites `y` with the convolution plus `bias`.
    ///
    /// - Parameters:
    ///   - norm: read `x` through this batch norm and its activation.
    ///   - f: overwrite `activated` with `f(y)`.
    ///   - keepsDerivative: overwrite `y` with `f′(y)` after that.
    ///   - next: gather the moments of `y` for this batch norm.
    package func convolution(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, through norm: BatchNormState? = nil,
        weight: Floats, bias: Floats?, into y: Floats, then f: ActivationFunction = .identity,
        activated: Floats? = nil, keepsDerivative: Bool = false, gathering next: BatchNormState? = nil
    ) {
        let g = geometry
        let columns = g.outChannels
        precondition(
            x.count >= images * g.inputCount && y.count >= images * g.outputCount
                && weight.count == g.patch * columns && bias?.count ?? columns == columns,
            "\(g) does not fit its operands.")
        precondition(g.kernelSize <= CK_MOST_KERNEL, "\(g) has too large a kernel.")
        let packed = partials(ck_packed_size(g.patch, columns))
        run((g.patch + Self.packedRows - 1) / Self.packedRows) { task, _ in
            let first = task * Self.packedRows
            ck_pack(
                first, min(Self.packedRows, g.patch - first), columns, weight.pointer + first * columns,
                columns, 1, g.patch, packed)
        }
        let blocks = RowBlocks(
            rows: images * g.outPixels, channels: max(g.channels, columns), fewest: g.fewestRows)
        next?.moments.begin(blocks.count)
        withReading(norm) { reading in
            run(blocks.count) { block, worker in
                var code = g.code
                let start = blocks.start(block)
                let rows = blocks.length(block)
                ck_convolution(
                    &code, columns, start, rows, x.pointer, reading, packed, y.pointer,
                    scratch(worker, ck_convolution_scratch(&code, rows, reading == nil ? 0 : 1)))
                // While the block is in cache.
                let out = y.pointer + start * columns
                if let bias { ck_add_bias(rows, columns, bias.pointer, out) }
                if let activated {
                    let to = activated.pointer + start * columns
                    if keepsDerivative {
                        ck_activate_keeping(rows * columns, f.code, out, to)
                    } else {
                        ck_activate(rows * columns, f.code, out, to)
                    }
                }
                next?.gatherMoments(block, rows: rows, out)
            }
        }
    }

    /// Overwrites `dx`, or adds to it when `accumulating`.
    ///
    /// - Parameter norm: `x` was read through it; gathers its sums from `x` and `dx`.
    package func convolutionInputGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ dy: Floats, weight: Floats, into dx: Floats,
        accumulating: Bool, of x: Floats? = nil, through norm: BatchNormState? = nil
    ) {
        let g = geometry
        let columns = g.outChannels
        var code = g.code
        let packed = partials(ck_input_gradient_packed_size(&code, columns))
        pack(g, weight, into: packed)
        let blocks = LineBlocks(g, images: images)
        norm?.sums.begin(blocks.tasks)
        run(blocks.tasks) { task, worker in
            var code = g.code
            let start = task * blocks.linesPerTask
            let lines = min(blocks.linesPerTask, blocks.lines - start)
            ck_convolution_input_gradient(
                &code, columns, accumulating ? 1 : 0, start, lines, dy.pointer, packed, dx.pointer,
                self.scratch(worker, ck_input_gradient_scratch(&code, columns, lines)))
            if let norm, let x {
                let offset = start * g.width * g.channels
                norm.gatherSums(task, rows: lines * g.width, x.pointer + offset, dx.pointer + offset)
            }
        }
    }

    /// The weights as the input gradient wants them.
    func pack(_ g: ConvolutionGeometry, _ weight: Floats, into packed: UnsafeMutablePointer<Float>) {
        run((g.outChannels + Self.packedRows - 1) / Self.packedRows) { task, _ in
            var code = g.code
            let first = task * Self.packedRows
            ck_input_gradient_pack(
                &code, g.outChannels, first, min(Self.packedRows, g.outChannels - first), weight.pointer,
                packed)
        }
    }

    /// Calls `body` with how a convolution reads through `norm`.
    func withReading(_ norm: BatchNormState?, _ body: (UnsafePointer<ck_reading>?) -> Void) {
        guard let norm else { return body(nil) }
        precondition(
            norm.activation.isPiecewiseLinear, "\(norm.activation) is computed once, not at each reading.")
        var reading = norm.reading
        withUnsafePointer(to: &reading) { body($0) }
    }

    /// Overwrites the gradients of weight and bias; `x` was read through `norm`.
    package func convolutionWeightGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, through norm: BatchNormState? = nil,
        _ dy: Floats, into dWeight: Floats, bias dBias: Floats?
    ) {
        let g = geometry
        let columns = g.outChannels
        let plan = WeightGradientPlan(g, images: images)
        let copiedMaps = plan.copiedMaps(isReadThrough: norm != nil)
        let partials = partials(plan.partials + copiedMaps)
        let biasPartials = partials + plan.parts * g.patch * columns
        withReading(norm) { asRead in
            var reading = asRead
            var maps = x.pointer
            var geometry = g
            if copiedMaps > 0 {
                maps = partials + plan.partials
                geometry = g.onPaddedMaps
                run(images) { image, _ in
                    var code = g.code
                    ck_convolution_pad(
                        &code, x.pointer + image * g.inputCount, asRead, maps + image * geometry.inputCount)
                }
                reading = nil
            }
            run(plan.parts * plan.chunks) { task, worker in
                let part = task / plan.chunks
                let chunk = task % plan.chunks
                let range = plan.channels(chunk)
                // With a single part, the partial sum is the gradient.
                let sum = plan.parts == 1 ? dWeight.pointer : partials + part * g.patch * columns
                let sums = plan.parts == 1 ? dBias?.pointer : biasPartials + part * columns
                if plan.usesOpenBLAS {
                    (sum + range.lowerBound * columns).update(repeating: 0, count: range.count * columns)
                } else {
                    for row in 0..<g.patch {
                        (sum + row * columns + range.lowerBound).update(repeating: 0, count: range.count)
                    }
                }
                if chunk == 0, dBias != nil { sums?.update(repeating: 0, count: columns) }
                plan.forEachBlock(in: part) { start, rows in
                    var code = geometry.code
                    let gradient = dy.pointer + start * columns
                    if plan.usesOpenBLAS {
                        let from = x.pointer + start * g.channels + range.lowerBound
                        var inputs = Matrix(from, rows, range.count, stride: g.channels)
                        if let norm {
                            // The chunk's channels alone.
                            let copy = self.scratch(worker, rows * range.count)
                            for row in 0..<rows {
                                ck_scale_shift(
                                    1, range.count, norm.activation.code, from + row * g.channels,
                                    norm.scale.pointer + range.lowerBound,
                                    norm.shift.pointer + range.lowerBound, copy + row * range.count)
                            }
                            inputs = Matrix(copy, rows, range.count)
                        }
                        MatrixProduct.multiply(
                            inputs.transposed, Matrix(gradient, rows, columns),
                            into: Matrix(sum + range.lowerBound * columns, range.count, columns),
                            accumulating: true)
                    } else {
                        ck_convolution_weight_gradient(
                            &code, columns, start, rows, range.lowerBound, range.count, maps, reading,
                            gradient, sum,
                            self.scratch(
                                worker, ck_convolution_scratch(&code, rows, reading == nil ? 0 : 1)))
                    }
                    if chunk == 0, dBias != nil, let sums { ck_column_sums(rows, columns, gradient, sums) }
                }
            }
        }
        combine(plan, partials, into: dWeight, bias: dBias, size: g.patch * columns, columns: columns)
    }

    func combine(
        _ plan: WeightGradientPlan, _ partials: UnsafeMutablePointer<Float>, into dWeight: Floats,
        bias dBias: Floats?, size: Int, columns: Int
    ) {
        guard plan.parts > 1 else { return }
        combine(partials, parts: plan.parts, stride: size, count: size, into: dWeight.pointer)
        if let dBias {
            combine(
                partials + plan.parts * size, parts: plan.parts, stride: columns, count: columns,
                into: dBias.pointer)
        }
    }
}
