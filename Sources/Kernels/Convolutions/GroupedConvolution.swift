import CAblateKernels

/// A convolution whose channels are cut into groups that do not see each other: `[N, H, W, C]` · `[k, k, C/g, C′]` →
/// `[N, H′, W′, C′]`, where the outputs of group j are the columns from j · C′/g on.
package struct GroupedGeometry: Hashable, Sendable {
    /// As if it were dense.
    package let dense: ConvolutionGeometry
    package let groups: Int

    package init(_ dense: ConvolutionGeometry, groups: Int) {
        precondition(
            groups >= 1 && dense.channels.isMultiple(of: groups) && dense.outChannels.isMultiple(of: groups),
            "\(dense) does not come in \(groups) groups.")
        precondition(dense.kernelSize <= CK_MOST_KERNEL, "\(dense) has too large a kernel.")
        self.dense = dense
        self.groups = groups
    }

    package var weightCount: Int { dense.patch / groups * dense.outChannels }
    /// Multiply-accumulates of one image.
    package var macs: Int { dense.macs / groups }

    fileprivate var slices: Int {
        var code = dense.code
        return ck_grouped_slices(&code, dense.outChannels, groups)
    }

    fileprivate var fewestRows: Int { ConvolutionGeometry.fewestRows(weights: weightCount) }

    fileprivate func lineBlocks(images: Int) -> LineBlocks {
        LineBlocks(dense, images: images, fewestRows: fewestRows)
    }
}

extension Executor {
    /// The scratch of all passes on batches of up to `images`.
    package static func groupedScratch(_ geometry: GroupedGeometry, images: Int) -> Scratch {
        let g = geometry.dense
        var code = g.code
        // A smaller batch may be cut into longer blocks and fewer parts.
        let lines = (1...images).lazy.map { geometry.lineBlocks(images: $0).linesPerTask }.max()!
        let partials = (1...images).lazy.map { GroupedGradientPlan(geometry, images: $0).partials }.max()!
        return Scratch(
            perWorker: max(
                ck_grouped_scratch(&code, CK_PRODUCT_ROWS),
                ck_grouped_input_gradient_scratch(&code, g.outChannels, lines)),
            shared: max(
                ck_grouped_packed_size(&code, g.outChannels, geometry.groups),
                ck_grouped_turned_size(&code, g.outChannels, geometry.groups), partials))
    }

    /// Overwrites `y` with the convolution plus `bias`.
    package func groupedConvolution(
        _ geometry: GroupedGeometry, images: Int, _ x: Floats, weight: Floats, bias: Floats?, into y: Floats
    ) {
        let g = geometry.dense
        let groups = geometry.groups
        let columns = g.outChannels
        precondition(
            x.count >= images * g.inputCount && y.count >= images * g.outputCount
                && weight.count == geometry.weightCount && bias?.count ?? columns == columns,
            "\(geometry) does not fit its operands.")
        var code = g.code
        let packed = partials(ck_grouped_packed_size(&code, columns, groups))
        run(geometry.slices) { slice, _ in
            var code = g.code
            ck_grouped_pack(&code, columns, groups, slice, weight.pointer, packed)
        }
        let blocks = RowBlocks(
            rows: images * g.outPixels, channels: max(g.channels, columns), fewest: geometry.fewestRows)
        run(blocks.count) { block, worker in
            var code = g.code
            let start = blocks.start(block)
            let rows = blocks.length(block)
            ck_grouped_convolution(
                &code, columns, groups, start, rows, x.pointer, packed, y.pointer,
                scratch(worker, ck_grouped_scratch(&code, rows)))
            if let bias { ck_add_bias(rows, columns, bias.pointer, y.pointer + start * columns) }
        }
    }

    /// Overwrites `dx`, or adds to it when `accumulating`.
    package func groupedInputGradient(
        _ geometry: GroupedGeometry, images: Int, _ dy: Floats, weight: Floats, into dx: Floats,
        accumulating: Bool
    ) {
        let g = geometry.dense
        let groups = geometry.groups
        let columns = g.outChannels
        var code = g.code
        let packed = partials(ck_grouped_turned_size(&code, columns, groups))
        run(geometry.slices) { slice, _ in
            var code = g.code
            ck_grouped_turn(&code, columns, groups, slice, weight.pointer, packed)
        }
        let blocks = geometry.lineBlocks(images: images)
        run(blocks.tasks) { task, worker in
            var code = g.code
            let start = task * blocks.linesPerTask
            let lines = min(blocks.linesPerTask, blocks.lines - start)
            ck_grouped_input_gradient(
                &code, columns, groups, accumulating ? 1 : 0, start, lines, dy.pointer, packed, dx.pointer,
                scratch(worker, ck_grouped_input_gradient_scratch(&code, columns, lines)))
        }
    }

    /// Overwrites the gradients of weight and bias.
    package func groupedWeightGradient(
        _ geometry: GroupedGeometry, images: Int, _ x: Floats, _ dy: Floats, into dWeight: Floats,
        bias dBias: Floats?
    ) {
        let g = geometry.dense
        let columns = g.outChannels
        let size = geometry.weightCount
        let plan = GroupedGradientPlan(geometry, images: images)
        let partials = partials(plan.partials)
        let biasPartials = partials + plan.parts * size
        let slices = geometry.slices
        let chunks = min(plan.chunks, slices)
        if plan.parts == 1 {
            dWeight.fill(0)
        } else {
            partials.update(repeating: 0, count: plan.parts * size)
        }
        run(plan.parts * chunks) { task, worker in
            var code = g.code
            let part = task / chunks
            let chunk = task % chunks
            let first = slices * chunk / chunks
            let count = slices * (chunk + 1) / chunks - first
            // With a single part, the partial sum is the gradient.
            let sum = plan.parts == 1 ? dWeight.pointer : partials + part * size
            let sums = plan.parts == 1 ? dBias?.pointer : biasPartials + part * columns
            if chunk == 0, dBias != nil { sums?.update(repeating: 0, count: columns) }
            plan.forEachBlock(in: part) { start, rows in
                let gradient = dy.pointer + start * columns
                ck_grouped_weight_gradient(
                    &code, columns, geometry.groups, first, count, start, rows, x.pointer, gradient, sum,
                    scratch(worker, ck_grouped_scratch(&code, rows)))
                if chunk == 0, dBias != nil, let sums { ck_column_sums(rows, columns, gradient, sums) }
            }
        }
        guard plan.parts > 1 else { return }
        combine(partials, parts: plan.parts, stride: size, count: size, into: dWeight.pointer)
        if let dBias {
            combine(biasPartials, parts: plan.parts, stride: columns, count: columns, into: dBias.pointer)
        }
    }
}

/// How a grouped weight gradient is shared out: `parts` runs of output pixels, each with a partial sum, times `chunks`
/// of the channels. Chosen by shape alone.
private struct GroupedGradientPlan {
    private static let most = 8
    private static let floatsInCache = 1 << 16

    let parts: Int
    let chunks: Int
    private let rows: Int
    private let rowsPerPart: Int
    private let rowsPerBlock: Int
    private let floats: Int

    init(_ geometry: GroupedGeometry, images: Int) {
        let g = geometry.dense
        rows = images * g.outPixels
        // As dense weight gradients are cut (see WeightGradientPlan).
        let fewest = geometry.weightCount <= Self.floatsInCache ? 256 : 2048
        let wanted = min(Self.most, max(1, rows / fewest))
        let even = [8, 4, 2].first { 4 * wanted >= 3 * $0 } ?? 1
        rowsPerPart = (rows + even - 1) / even
        parts = (rows + rowsPerPart - 1) / rowsPerPart
        chunks = (Self.most + parts - 1) / parts
        let channels = (max(g.channels, g.outChannels) + chunks - 1) / chunks
        let most = max(64, min(CK_PRODUCT_ROWS, Self.floatsInCache / channels))
        let blocks = (rowsPerPart + most - 1) / most
        rowsPerBlock = (rowsPerPart + blocks - 1) / blocks
        floats = geometry.weightCount + g.outChannels
    }

    /// Floats of partial sums, weights first, then biases.
    var partials: Int { parts == 1 ? 0 : parts * floats }

    func forEachBlock(in part: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
        let end = min(rows, (part + 1) * rowsPerPart)
        for start in stride(from: part * rowsPerPart, to: end, by: rowsPerBlock) {
            body(start, min(rowsPerBlock, end - start))
        }
    }
}
