import CAblateKernels

/// The whole backward pass of a convolution that sees one pixel at a time, in one sweep over blocks of rows: the
/// gradient through the batch norm after it, the weight gradient, the input gradient and the sums that the batch norm
/// before it needs, all while the block is in the second-level cache. Each of these as a pass of its own reads its
/// operands from memory again, and memory, not arithmetic, is what such narrow layers wait for.
extension Executor {
    /// Whether a layer is swept on batches of up to `images`: enough rows for several partial sums of the weight
    /// gradient, and weights small enough to have that many.
    package static func isSwept(_ geometry: ConvolutionGeometry, images: Int) -> Bool {
        geometry.isSingleTap && WeightGradientPlan(geometry, images: images).isCutByRowsAlone
    }

    /// Overwrites the gradients of weight and bias, and overwrites `dx` or adds to it when `accumulating`.
    ///
    /// - Parameters:
    ///   - norm: the input was read through it; gathers its sums.
    ///   - dy: the gradient of the output, or, with `next`, that of the activation's output after that norm; it is
    ///     left as it is.
    ///   - next: the batch norm after the convolution, ready for its input's gradient, and its input.
    ///   - dx: `nil` when nobody asks. A convolution with a stride can only add to it.
    package func convolutionSweep(
        _ geometry: ConvolutionGeometry, images: Int, _ x: Floats, through norm: BatchNormState? = nil,
        _ dy: Floats, from next: (state: BatchNormState, input: Floats)? = nil, weight: Floats,
        into dWeight: Floats, bias dBias: Floats?, input dx: Floats?, accumulating: Bool
    ) {
        let g = geometry
        let columns = g.outChannels
        precondition(g.isSingleTap, "\(g) sees more than one pixel at a time.")
        precondition(
            g.stride == 1 || (norm == nil && (dx == nil || accumulating)), "\(g) does not reach every input.")
        let plan = WeightGradientPlan(g, images: images)
        let blocks = SweepBlocks(g, plan)
        var code = g.code
        let packedSize = ck_input_gradient_packed_size(&code, columns)
        let shared = partials(packedSize + plan.partials)
        if dx != nil { pack(g, weight, into: shared) }
        let partials = shared + packedSize
        let size = g.patch * columns
        norm?.sums.begin(blocks.count)
        withReading(norm) { reading in
            run(plan.parts) { part, worker in
                var code = g.code
                let sum = plan.parts == 1 ? dWeight.pointer : partials + part * size
                sum.update(repeating: 0, count: size)
                let biasSum =
                    plan.parts == 1 ? dBias?.pointer : partials + plan.parts * size + part * columns
                if dBias != nil { biasSum?.update(repeating: 0, count: columns) }
                let scratch = self.scratch(
                    worker, SweepBlocks.mostFloats + ck_convolution_scratch(&code, blocks.rows, 1))
                blocks.forEach(in: part) { block, start, rows in
                    var gradient = dy.pointer + start * columns
                    if let next {
                        next.state.applyBackward(
                            rows: rows, next.input.pointer + start * columns, gradient, into: scratch)
                        gradient = scratch
                    }
                    ck_convolution_weight_gradient(
                        &code, columns, start, rows, 0, columns, x.pointer, reading, gradient, sum,
                        scratch + SweepBlocks.mostFloats)
                    if dBias != nil, let biasSum { ck_column_sums(rows, columns, gradient, biasSum) }
                    guard let dx else { return }
                    ck_single_tap_input_gradient(
                        &code, columns, accumulating ? 1 : 0, start, rows, gradient, shared, dx.pointer)
                    if let norm {
                        let offset = start * g.channels
                        norm.gatherSums(block, rows: rows, x.pointer + offset, dx.pointer + offset)
                    }
                }
            }
        }
        combine(plan, partials, into: dWeight, bias: dBias, size: size, columns: columns)
    }
}

/// The parts of a weight gradient cut into blocks whose operands stay in the second-level cache together.
struct SweepBlocks {
    /// Of a block's gradient behind a batch norm.
    static let mostFloats = 65536
    /// Floats of a block in all operands: its input, its output, their gradients and the copies on the way.
    private static let floatsInCache = 98304
    /// Fewer spend more on adding to the partial sums than they save.
    private static let fewestRows = 96

    private let plan: WeightGradientPlan
    /// Of a whole block: a multiple of every tile of the row product.
    let rows: Int
    private let blocksPerPart: Int

    init(_ geometry: ConvolutionGeometry, _ plan: WeightGradientPlan) {
        self.plan = plan
        let width = 3 * (geometry.channels + geometry.outChannels)
        let fitting = max(Self.floatsInCache / width, Self.fewestRows)
        let most = min(fitting, Self.mostFloats / geometry.outChannels, CK_PRODUCT_ROWS)
        rows = max(1, most >= 12 ? most / 12 * 12 : most)
        blocksPerPart = (plan.rowsPerPart + rows - 1) / rows
    }

    var count: Int { plan.parts * blocksPerPart }

    func forEach(in part: Int, _ body: (_ block: Int, _ start: Int, _ rows: Int) -> Void) {
        let range = plan.rows(of: part)
        for index in 0..<blocksPerPart {
            let start = range.lowerBound + index * rows
            // The last part may be shorter; its blocks that have no rows count nothing.
            body(
                part * blocksPerPart + index, min(start, range.upperBound),
                max(0, min(rows, range.upperBound - start)))
        }
    }
}
