import CKernels

/// The geometry of a dense or depthwise convolution on maps `[height, width, channels]`.
public struct ConvolutionGeometry: Hashable, Sendable {
    public let height: Int
    public let width: Int
    public let channels: Int
    public let kernelSize: Int
    public let stride: Int
    public let padding: Int
    public let outHeight: Int
    public let outWidth: Int
    /// Equal to `channels` for a depthwise convolution.
    public let outChannels: Int

    public init(
        height: Int, width: Int, channels: Int, kernelSize: Int, stride: Int, padding: Int, outChannels: Int
    ) {
        self.height = height
        self.width = width
        self.channels = channels
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.outChannels = outChannels
        outHeight = (height + 2 * padding - kernelSize) / stride + 1
        outWidth = (width + 2 * padding - kernelSize) / stride + 1
    }

    public var inputCount: Int { height * width * channels }
    public var outPixels: Int { outHeight * outWidth }
    public var outputCount: Int { outPixels * outChannels }
    /// Multiply-accumulates of one image as a dense convolution.
    public var macs: Int { outPixels * patch * outChannels }
    /// Multiply-accumulates of one image as a depthwise convolution.
    public var depthwiseMACs: Int { outPixels * patch }
    /// One pixel in, one out.
    public var isLinear: Bool { height * width == 1 && isPointwise }

    var code: ck_geometry {
        ck_geometry(
            height: height, width: width, channels: channels, out_height: outHeight, out_width: outWidth,
            kernel: Int32(kernelSize), stride: Int32(stride), padding: Int32(padding))
    }

    /// Inputs of one output: the rows of the weight matrix.
    var patch: Int { kernelSize * kernelSize * channels }
    /// A 1×1 convolution of stride 1 is a matrix product on the map as it lies.
    var isPointwise: Bool { kernelSize == 1 && stride == 1 && padding == 0 }
}

/// Dense convolutions: `[N, H, W, C]` · `[k, k, C, C′]` → `[N, H′, W′, C′]`.
///
/// Forward and input gradient run on our own row product, which reads a pixel's inputs where they lie: on
/// blocks of this size it is ahead of OpenBLAS at every width of the roadmap (93 against 78 GFLOP/s a core at
/// 96 → 384 channels, 82 against 52 at 64 → 16) and needs no copy of the patches. The weight gradient of 1×1
/// convolutions, a product over many rows, is OpenBLAS's (88 against 65 at 768 × 192).
extension Executor {
    private static let packedRows = 128

    /// The scratch of all three passes on batches of up to `images`.
    public static func convolutionScratch(_ geometry: ConvolutionGeometry, images: Int) -> Scratch {
        var g = geometry.code
        let columns = geometry.outChannels
        let lines = LineBlocks(geometry, images: images).linesPerTask
        return Scratch(
            perWorker: max(
                ck_convolution_scratch(&g, CK_PRODUCT_ROWS),
                ck_input_gradient_scratch(&g, columns, lines)),
            shared: max(
                WeightGradientPlan(geometry, images: images).partials,
                ck_packed_size(geometry.patch, columns),
                ck_input_gradient_packed_size(&g, columns)))
    }

    /// Overwrites `y` with the convolution plus `bias`, `activated` with `f(y)` unless `f` is the identity, and
    /// `moments` with those of `y`.
    public func convolution(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, weight: Floats, bias: Floats?,
        into y: Floats, then f: ActivationFunction = .identity, activated: Floats? = nil,
        gathering moments: BlockMoments? = nil
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
                columns, 1,
                g.patch, packed)
        }
        let blocks = RowBlocks(rows: images * g.outPixels, channels: max(g.channels, columns))
        moments?.begin(blocks)
        run(blocks.count) { block, worker in
            var code = g.code
            let start = blocks.start(block)
            let rows = blocks.length(block)
            ck_convolution(
                &code, columns, start, rows, x.pointer, packed, y.pointer,
                self.scratch(worker, ck_convolution_scratch(&code, rows)))
            // While the block is in cache.
            let offset = start * columns
            if let bias {
                ck_bias_activate(
                    rows, columns, activated == nil ? CK_IDENTITY : f.code, bias.pointer, y.pointer + offset,
                    (activated ?? y).pointer + offset)
            } else if let activated {
                ck_activate(rows * columns, f.code, y.pointer + offset, activated.pointer + offset)
            }
            moments?.gather(block, y.pointer + offset)
        }
    }

    /// Overwrites `dx`, or adds to it when `accumulating`.
    public func convolutionInputGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ dy: Floats, weight: Floats, into dx: Floats,
        accumulating: Bool
    ) {
        let g = geometry
        let columns = g.outChannels
        var code = g.code
        let packed = partials(ck_input_gradient_packed_size(&code, columns))
        run((columns + Self.packedRows - 1) / Self.packedRows) { task, _ in
            var code = g.code
            let first = task * Self.packedRows
            ck_input_gradient_pack(
                &code, columns, first, min(Self.packedRows, columns - first), weight.pointer, packed)
        }
        let blocks = LineBlocks(g, images: images)
        run(blocks.tasks) { task, worker in
            var code = g.code
            let start = task * blocks.linesPerTask
            let lines = min(blocks.linesPerTask, blocks.lines - start)
            ck_convolution_input_gradient(
                &code, columns, accumulating ? 1 : 0, start, lines, dy.pointer, packed, dx.pointer,
                self.scratch(worker, ck_input_gradient_scratch(&code, columns, lines)))
        }
    }

    /// Overwrites the gradients of weight and bias.
    public func convolutionWeightGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, _ dy: Floats, into dWeight: Floats,
        bias dBias: Floats?
    ) {
        let g = geometry
        let columns = g.outChannels
        let plan = WeightGradientPlan(g, images: images)
        let partials = partials(plan.partials)
        let biasPartials = partials + plan.parts * g.patch * columns
        run(plan.parts * plan.chunks) { task, worker in
            let part = task / plan.chunks
            let chunk = task % plan.chunks
            let range = plan.weightRows(chunk)
            // With a single part, the partial sum is the gradient.
            let base = plan.parts == 1 ? dWeight.pointer : partials + part * g.patch * columns
            let sum = base + range.lowerBound * columns
            let sums = plan.parts == 1 ? dBias?.pointer : biasPartials + part * columns
            if !g.isPointwise { sum.update(repeating: 0, count: range.count * columns) }
            if chunk == 0, dBias != nil { sums?.update(repeating: 0, count: columns) }
            var isFirst = true
            plan.forEachBlock(in: part) { start, rows in
                let gradient = dy.pointer + start * columns
                if g.isPointwise {
                    let inputs = Matrix(
                        x.pointer + start * g.channels + range.lowerBound, rows, range.count,
                        stride: g.channels)
                    MatrixProduct.multiply(
                        inputs.transposed, Matrix(gradient, rows, columns),
                        into: Matrix(sum, range.count, columns), accumulating: !isFirst)
                } else {
                    var code = g.code
                    let kernelRows = plan.kernelRows(chunk)
                    ck_convolution_weight_gradient(
                        &code, columns, start, rows, Int32(kernelRows.lowerBound), Int32(kernelRows.count),
                        x.pointer, dy.pointer, sum, self.scratch(worker, ck_convolution_scratch(&code, rows)))
                }
                if chunk == 0, dBias != nil, let sums { ck_column_sums(rows, columns, gradient, sums) }
                isFirst = false
            }
        }
        guard plan.parts > 1 else { return }
        let size = g.patch * columns
        combine(partials, parts: plan.parts, stride: size, count: size, into: dWeight.pointer)
        if let dBias {
            combine(biasPartials, parts: plan.parts, stride: columns, count: columns, into: dBias.pointer)
        }
    }
}
