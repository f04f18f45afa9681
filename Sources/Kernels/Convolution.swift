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

    var code: ck_geometry {
        ck_geometry(
            height: height, width: width, channels: channels, out_height: outHeight, out_width: outWidth,
            kernel: Int32(kernelSize), stride: Int32(stride), padding: Int32(padding))
    }

    /// Inputs of one output: the rows of the weight matrix.
    var patch: Int { kernelSize * kernelSize * channels }
    /// A 1×1 convolution of stride 1 is a matrix product on the map as it lies.
    var isPointwise: Bool { kernelSize == 1 && stride == 1 && padding == 0 }

    /// Rows of patches in scratch at once: about a megabyte, but enough rows for an efficient product.
    var columnRows: Int { max(64, min(512, 262_144 / patch)) }
}

/// Dense convolutions: `[N, H, W, C]` · `[k, k, C, C′]` → `[N, H′, W′, C′]`.
extension Executor {
    /// The scratch of all three passes on batches of up to `images`.
    public static func convolutionScratch(_ geometry: ConvolutionGeometry, images: Int) -> Scratch {
        let plan = WeightGradientPlan(geometry, images: images)
        return Scratch(
            perWorker: geometry.isPointwise ? 0 : geometry.columnRows * geometry.patch, shared: plan.partials)
    }

    /// Overwrites `y` with the convolution plus `bias`, and `activated` with `f(y)` unless `f` is the identity.
    public func convolution(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, weight: Floats, bias: Floats?,
        into y: Floats, then f: ActivationFunction = .identity, activated: Floats? = nil
    ) {
        let g = geometry
        precondition(
            x.count >= images * g.inputCount && y.count >= images * g.outputCount
                && weight.count == g.patch * g.outChannels && bias?.count ?? g.outChannels == g.outChannels,
            "\(g) does not fit its operands.")
        let weights = Matrix(weight.pointer, g.patch, g.outChannels)
        func finish(_ start: Int, _ rows: Int) {
            guard let bias else {
                if f != .identity, let activated {
                    let offset = start * g.outChannels
                    ck_activate(
                        rows * g.outChannels, f.code, y.pointer + offset, activated.pointer + offset)
                }
                return
            }
            let out = (activated ?? y).pointer + start * g.outChannels
            ck_bias_activate(
                rows, g.outChannels, activated == nil ? CK_IDENTITY : f.code, bias.pointer,
                y.pointer + start * g.outChannels, out)
        }
        if g.isPointwise {
            let blocks = RowBlocks(rows: images * g.outPixels, channels: max(g.channels, g.outChannels))
            run(blocks.count) { block, _ in
                let start = blocks.start(block)
                let rows = blocks.length(block)
                MatrixProduct.multiply(
                    Matrix(x.pointer + start * g.channels, rows, g.channels), weights,
                    into: Matrix(y.pointer + start * g.outChannels, rows, g.outChannels))
                finish(start, rows)
            }
            return
        }
        let blocks = PatchBlocks(g, images: images)
        run(blocks.tasks) { task, worker in
            let columns = self.scratch(worker, g.columnRows * g.patch)
            blocks.forEach(in: task) { start, rows in
                g.patches(start: start, rows: rows, of: x.pointer, into: columns)
                MatrixProduct.multiply(
                    Matrix(columns, rows, g.patch), weights,
                    into: Matrix(y.pointer + start * g.outChannels, rows, g.outChannels))
                finish(start, rows)
            }
        }
    }

    /// Overwrites `dx`, or adds to it when `accumulating`.
    public func convolutionInputGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ dy: Floats, weight: Floats, into dx: Floats,
        accumulating: Bool
    ) {
        let g = geometry
        let weights = Matrix(weight.pointer, g.patch, g.outChannels).transposed
        if g.isPointwise {
            let blocks = RowBlocks(rows: images * g.outPixels, channels: max(g.channels, g.outChannels))
            run(blocks.count) { block, _ in
                let start = blocks.start(block)
                let rows = blocks.length(block)
                MatrixProduct.multiply(
                    Matrix(dy.pointer + start * g.outChannels, rows, g.outChannels), weights,
                    into: Matrix(dx.pointer + start * g.channels, rows, g.channels),
                    accumulating: accumulating)
            }
            return
        }
        let blocks = PatchBlocks(g, images: images)
        run(blocks.tasks) { task, worker in
            let columns = self.scratch(worker, g.columnRows * g.patch)
            let first = blocks.firstImage(task)
            if !accumulating {
                let length = blocks.imageCount(task) * g.inputCount
                (dx.pointer + first * g.inputCount).update(repeating: 0, count: length)
            }
            blocks.forEach(in: task) { start, rows in
                MatrixProduct.multiply(
                    Matrix(dy.pointer + start * g.outChannels, rows, g.outChannels), weights,
                    into: Matrix(columns, rows, g.patch))
                g.addPatches(columns, start: start, rows: rows, to: dx.pointer)
            }
        }
    }

    /// Overwrites the gradients of weight and bias.
    public func convolutionWeightGradient(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, _ dy: Floats, into dWeight: Floats,
        bias dBias: Floats?
    ) {
        let g = geometry
        let plan = WeightGradientPlan(g, images: images)
        let partials = partials(plan.partials)
        let biasPartials = partials + plan.parts * g.patch * g.outChannels
        run(plan.parts * plan.chunks) { task, worker in
            let part = task / plan.chunks
            let chunk = task % plan.chunks
            let columns = plan.columns(chunk)
            // With a single part, the partial sum is the gradient.
            let base = plan.parts == 1 ? dWeight.pointer : partials + part * g.patch * g.outChannels
            let sum = Matrix(base + columns.lowerBound * g.outChannels, columns.count, g.outChannels)
            let sums = plan.parts == 1 ? dBias?.pointer : biasPartials + part * g.outChannels
            if chunk == 0, dBias != nil { sums?.update(repeating: 0, count: g.outChannels) }
            var isFirst = true
            plan.forEachBlock(in: part) { start, rows in
                let d = Matrix(dy.pointer + start * g.outChannels, rows, g.outChannels)
                let a: Matrix
                if g.isPointwise {
                    a = Matrix(
                        x.pointer + start * g.channels + columns.lowerBound, rows, columns.count,
                        stride: g.channels)
                } else {
                    let scratch = self.scratch(worker, g.columnRows * g.patch)
                    g.patches(
                        start: start, rows: rows, of: x.pointer, into: scratch,
                        kernelRows: plan.kernelRows(chunk))
                    a = Matrix(scratch, rows, columns.count)
                }
                MatrixProduct.multiply(a.transposed, d, into: sum, accumulating: !isFirst)
                if chunk == 0, dBias != nil, let sums {
                    ck_column_sums(rows, g.outChannels, d.pointer, sums)
                }
                isFirst = false
            }
        }
        if plan.parts > 1 {
            let size = g.patch * g.outChannels
            combine(partials, parts: plan.parts, stride: size, count: size, into: dWeight.pointer)
            if let dBias {
                combine(
                    biasPartials, parts: plan.parts, stride: g.outChannels, count: g.outChannels,
                    into: dBias.pointer)
            }
        }
    }
}
