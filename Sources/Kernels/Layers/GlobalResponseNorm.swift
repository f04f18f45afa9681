import CAblateKernels

/// Global response normalisation: each channel's length over the pixels of an image, divided by the mean length of all
/// channels, tells how much a channel is raised: `y = weight · (x · length / mean) + bias + x`.
extension Executor {
    package static let responseNormEpsilon: Float = 1e-6

    /// The scratch of both passes on batches of up to `images`.
    package static func responseNormScratch(images: Int, channels: Int) -> Scratch {
        // Sums of parts, twice, then scale, slope and the weight's gradient of each image.
        Scratch(shared: (2 * ImageParts.most(images: images) + 3 * images) * channels)
    }

    /// Overwrites `y`, and what the backward pass needs: the length of each channel, `[N, C]`, and the mean length of
    /// each image, `[N]`.
    package func responseNorm(
        images: Int, pixels: Int, channels: Int, _ x: Floats, weight: Floats, bias: Floats, into y: Floats,
        lengths: Floats, means: Floats
    ) {
        precondition(
            x.count >= images * pixels * channels && weight.count == channels,
            "\(x.count) for \(images)×\(pixels)×\(channels).")
        let parts = ImageParts(images: images, pixels: pixels, channels: channels)
        let squares = partials((parts.count + images) * channels)
        let scales = squares + parts.count * channels
        sumProducts(parts, channels, x, x, into: squares)
        run(images) { image, _ in
            let sums = combined(parts, squares, image: image, channels: channels)
            ck_response_scale(
                channels, Self.responseNormEpsilon, sums, weight.pointer, lengths.pointer + image * channels,
                means.pointer + image, scales + image * channels)
        }
        let blocks = ImageBlocks(images: images, pixels: pixels, channels: channels)
        run(blocks.count) { block, _ in
            blocks.forEachImage(in: block) { image, rows in
                let offset = rows.lowerBound * channels
                ck_scale_shift(
                    rows.count, channels, CK_IDENTITY, x.pointer + offset, scales + image * channels,
                    bias.pointer, y.pointer + offset)
            }
        }
    }

    /// Overwrites `dx` (which may be `dy`) and the gradients of weight and bias.
    package func responseNormBackward(
        images: Int, pixels: Int, channels: Int, _ x: Floats, weight: Floats, lengths: Floats, means: Floats,
        _ dy: Floats, into dx: Floats, weight dWeight: Floats, bias dBias: Floats
    ) {
        let parts = ImageParts(images: images, pixels: pixels, channels: channels)
        let products = partials((2 * parts.count + 3 * images) * channels)
        let biasSums = products + parts.count * channels
        let scales = biasSums + parts.count * channels
        let slopes = scales + images * channels
        let weightSums = slopes + images * channels
        sumProducts(parts, channels, x, dy, into: products) { part, start, rows in
            ck_column_sums(rows, channels, dy.pointer + start * channels, biasSums + part * channels)
        } begin: { part in
            (biasSums + part * channels).update(repeating: 0, count: channels)
        }
        run(images) { image, _ in
            let sums = combined(parts, products, image: image, channels: channels)
            let offset = image * channels
            ck_response_slope(
                channels, sums, weight.pointer, lengths.pointer + offset, means.pointer[image],
                scales + offset, slopes + offset, weightSums + offset)
        }
        combine(weightSums, parts: images, stride: channels, count: channels, into: dWeight.pointer)
        combine(biasSums, parts: parts.count, stride: channels, count: channels, into: dBias.pointer)
        let blocks = ImageBlocks(images: images, pixels: pixels, channels: channels)
        run(blocks.count) { block, _ in
            blocks.forEachImage(in: block) { image, rows in
                let offset = rows.lowerBound * channels
                ck_response_backward(
                    rows.count, channels, x.pointer + offset, scales + image * channels,
                    slopes + image * channels, dy.pointer + offset, dx.pointer + offset)
            }
        }
    }

    /// Overwrites `sums` with those over each part's pixels of `a · b`; `also` goes over the same blocks while they are
    /// in cache.
    private func sumProducts(
        _ parts: ImageParts, _ channels: Int, _ a: Floats, _ b: Floats,
        into sums: UnsafeMutablePointer<Float>,
        also: (_ part: Int, _ start: Int, _ rows: Int) -> Void = { _, _, _ in },
        begin: (_ part: Int) -> Void = { _ in }
    ) {
        run(parts.count) { part, _ in
            let sum = sums + part * channels
            sum.update(repeating: 0, count: channels)
            begin(part)
            parts.forEachBlock(in: part) { start, rows in
                let offset = start * channels
                ck_column_products(rows, channels, a.pointer + offset, b.pointer + offset, sum)
                also(part, start, rows)
            }
        }
    }

    /// The sum of an image's parts, which takes the place of the first.
    private func combined(
        _ parts: ImageParts, _ sums: UnsafeMutablePointer<Float>, image: Int, channels: Int
    ) -> UnsafeMutablePointer<Float> {
        let first = sums + image * parts.partsPerImage * channels
        if parts.partsPerImage > 1 { ck_combine(parts.partsPerImage, channels, channels, first, first) }
        return first
    }
}
