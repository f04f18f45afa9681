import CAblateKernels

/// Layer norm over the channels of each row of `[rows, channels]`.
extension Executor {
    /// The scratch of both passes on up to `rows` rows.
    package static func layerNormScratch(rows: Int, channels: Int) -> Scratch {
        // Fewer rows may make up to seven blocks more.
        Scratch(shared: (RowBlocks(rows: rows, channels: channels).count + 7) / 8 * 8 * 2 * channels)
    }

    /// Overwrites `y`, and the `mean` and `rstd` of each row.
    ///
    /// - Parameter epsilon: what is added to the variance.
    package func layerNorm(
        rows: Int, channels: Int, _ x: Floats, weight: Floats, bias: Floats, into y: Floats, mean: Floats,
        rstd: Floats, epsilon: Float = 1e-6
    ) {
        precondition(
            x.count >= rows * channels && weight.count == channels, "\(x.count) for \(rows)×\(channels).")
        let blocks = RowBlocks(rows: rows, channels: channels)
        run(blocks.count) { block, _ in
            let start = blocks.start(block)
            ck_layer_norm(
                blocks.length(block), channels, epsilon, x.pointer + start * channels,
                weight.pointer, bias.pointer, y.pointer + start * channels, mean.pointer + start,
                rstd.pointer + start)
        }
    }

    /// Overwrites `dx` (which may be `dy`), or adds to it when `accumulating`; overwrites `dWeight`, `dBias`.
    package func layerNormBackward(
        rows: Int, channels: Int, _ x: Floats, weight: Floats, mean: Floats, rstd: Floats, _ dy: Floats,
        into dx: Floats, accumulating: Bool, weight dWeight: Floats, bias dBias: Floats
    ) {
        let blocks = RowBlocks(rows: rows, channels: channels)
        let partials = partials(blocks.count * 2 * channels)
        let biasPartials = partials + blocks.count * channels
        run(blocks.count) { block, _ in
            let start = blocks.start(block)
            let sums = partials + block * channels
            let biasSums = biasPartials + block * channels
            sums.update(repeating: 0, count: channels)
            biasSums.update(repeating: 0, count: channels)
            ck_layer_norm_backward(
                blocks.length(block), channels, accumulating ? 1 : 0, x.pointer + start * channels,
                weight.pointer, mean.pointer + start, rstd.pointer + start, dy.pointer + start * channels,
                dx.pointer + start * channels, sums, biasSums)
        }
        combine(partials, parts: blocks.count, stride: channels, count: channels, into: dWeight.pointer)
        combine(biasPartials, parts: blocks.count, stride: channels, count: channels, into: dBias.pointer)
    }
}
