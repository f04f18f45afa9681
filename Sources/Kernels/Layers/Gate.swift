import CAblateKernels

/// Gates: a map times another, which has a number for each channel of an image, as squeeze and excitation makes it, or
/// for each channel of a pixel.
extension Executor {
    /// The scratch of both passes on batches of up to `images`.
    package static func gateScratch(images: Int, channels: Int) -> Scratch {
        Scratch(shared: ImageParts.most(images: images) * channels)
    }

    /// Overwrites `y = x · s`; `s` is `[N, C]`.
    package func gate(images: Int, pixels: Int, channels: Int, _ x: Floats, by s: Floats, into y: Floats) {
        precondition(
            x.count >= images * pixels * channels && s.count >= images * channels,
            "\(x.count) by \(s.count) for \(images)×\(pixels)×\(channels).")
        let blocks = ImageBlocks(images: images, pixels: pixels, channels: channels)
        run(blocks.count) { block, _ in
            blocks.forEachImage(in: block) { image, rows in
                let offset = rows.lowerBound * channels
                ck_gate(
                    rows.count, channels, x.pointer + offset, s.pointer + image * channels, y.pointer + offset
                )
            }
        }
    }

    /// Overwrites `dx = dy · s`, or adds to it when `accumulating`, and overwrites `ds`.
    package func gateBackward(
        images: Int, pixels: Int, channels: Int, _ x: Floats, by s: Floats, _ dy: Floats, into dx: Floats,
        accumulating: Bool, gate ds: Floats
    ) {
        let parts = ImageParts(images: images, pixels: pixels, channels: channels)
        let sums = parts.partsPerImage == 1 ? ds.pointer : partials(parts.count * channels)
        run(parts.count) { part, _ in
            let sum = sums + part * channels
            sum.update(repeating: 0, count: channels)
            parts.forEachBlock(in: part) { start, rows in
                let offset = start * channels
                ck_gate_backward(
                    rows, channels, accumulating ? 1 : 0, x.pointer + offset,
                    s.pointer + parts.image(of: part) * channels, dy.pointer + offset, dx.pointer + offset,
                    sum)
            }
        }
        if parts.partsPerImage == 1 { return }
        run(images) { image, _ in
            ck_combine(
                parts.partsPerImage, channels, channels, sums + image * parts.partsPerImage * channels,
                ds.pointer + image * channels)
        }
    }

    /// The same for a gate of the map's own shape: `dx = dy · s`, overwritten or added to, and `ds = dy · x`.
    package func gateBackward(
        _ x: Floats, by s: Floats, _ dy: Floats, into dx: Floats, accumulating: Bool, gate ds: Floats
    ) {
        precondition(
            x.count == s.count && x.count == dy.count && x.count == dx.count && x.count == ds.count,
            "\(x.count), \(s.count), \(dy.count), \(dx.count), \(ds.count) differ.")
        // One row of as many channels as there are numbers, whose sums begin at zero.
        let blocks = RowBlocks(rows: x.count, channels: 1)
        run(blocks.count) { block, _ in
            let start = blocks.start(block)
            let count = blocks.length(block)
            (ds.pointer + start).update(repeating: 0, count: count)
            ck_gate_backward(
                1, count, accumulating ? 1 : 0, x.pointer + start, s.pointer + start, dy.pointer + start,
                dx.pointer + start, ds.pointer + start)
        }
    }
}
