import CAblateKernels

/// Maps whose pixels change places, an image a task.
extension Executor {
    package enum Rearrangement: Hashable, Sendable {
        /// Zeros below and on the right, up to this size.
        case padding(height: Int, width: Int)
        /// The pixels of each 2×2 patch to channels: rows 0 and 1 of its first column, then of its second. An odd side
        /// gets a row or column of zeros at its end.
        case patchMerging

        /// The shape that `[height, width, channels]` comes to.
        package func output(
            height: Int, width: Int, channels: Int
        ) -> (height: Int, width: Int, channels: Int) {
            switch self {
            case .padding(let outHeight, let outWidth): (outHeight, outWidth, channels)
            case .patchMerging: ((height + 1) / 2, (width + 1) / 2, 4 * channels)
            }
        }
    }

    /// Overwrites `y`.
    package func rearrange(
        _ rearrangement: Rearrangement, images: Int, height: Int, width: Int, channels: Int, _ x: Floats,
        into y: Floats
    ) {
        let out = rearrangement.output(height: height, width: width, channels: channels)
        let (size, outSize) = (height * width * channels, out.height * out.width * out.channels)
        precondition(
            outSize >= size && x.count >= images * size && y.count >= images * outSize,
            "\(rearrangement) of \(height)×\(width)×\(channels) does not fit.")
        run(images) { image, _ in
            let from = x.pointer + image * size
            let to = y.pointer + image * outSize
            switch rearrangement {
            case .padding: ck_pad(height, width, channels, out.height, out.width, from, to)
            case .patchMerging: ck_merge_patches(height, width, channels, from, to)
            }
        }
    }

    /// Overwrites `dx`.
    package func rearrangeBackward(
        _ rearrangement: Rearrangement, images: Int, height: Int, width: Int, channels: Int, _ dy: Floats,
        into dx: Floats
    ) {
        let out = rearrangement.output(height: height, width: width, channels: channels)
        let (size, outSize) = (height * width * channels, out.height * out.width * out.channels)
        run(images) { image, _ in
            let from = dy.pointer + image * outSize
            let to = dx.pointer + image * size
            switch rearrangement {
            case .padding: ck_pad_backward(height, width, channels, out.width, from, to)
            case .patchMerging: ck_merge_patches_backward(height, width, channels, from, to)
            }
        }
    }
}
