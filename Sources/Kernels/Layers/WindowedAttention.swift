import CAblateKernels

/// The geometry of multi-head attention within windows, which may lie shifted on the map.
///
/// Token (a, b) of window (i, j) is the pixel of row (i · `windowHeight` + a + `shiftHeight`) mod `height`, and columns
/// likewise. Where the map's edge runs through a shifted window, tokens see those on their own side of it alone.
package struct WindowedAttentionGeometry: Hashable, Sendable {
    /// Of the map that is read: a multiple of the window's.
    package let height: Int
    package let width: Int
    /// Of the output: rows and columns past it are seen by the others, and have none.
    package let outHeight: Int
    package let outWidth: Int
    /// Of queries, of keys and of values, and of the output.
    package let channels: Int
    package let heads: Int
    package let windowHeight: Int
    package let windowWidth: Int
    package let shiftHeight: Int
    package let shiftWidth: Int

    package init(
        height: Int, width: Int, outHeight: Int, outWidth: Int, channels: Int, heads: Int, windowHeight: Int,
        windowWidth: Int, shiftHeight: Int, shiftWidth: Int
    ) {
        precondition(
            height % windowHeight == 0 && width % windowWidth == 0,
            "\(height)×\(width) pixels are no whole number of windows of \(windowHeight)×\(windowWidth).")
        precondition(channels % heads == 0, "\(channels) channels do not go into \(heads) heads.")
        precondition(
            (0..<windowHeight).contains(shiftHeight) && (0..<windowWidth).contains(shiftWidth)
                && (1...height).contains(outHeight) && (1...width).contains(outWidth),
            "A shift is less than a window, and the output no larger than the map.")
        self.height = height
        self.width = width
        self.outHeight = outHeight
        self.outWidth = outWidth
        self.channels = channels
        self.heads = heads
        self.windowHeight = windowHeight
        self.windowWidth = windowWidth
        self.shiftHeight = shiftHeight
        self.shiftWidth = shiftWidth
    }

    /// Of one image: queries, keys and values.
    package var inputCount: Int { height * width * 3 * channels }
    package var outputCount: Int { outHeight * outWidth * channels }
    /// What the forward pass keeps of one image for the backward pass.
    package var statisticsCount: Int { 2 * height * width * heads }
    /// Entries of the table of position biases, `[differences of position, heads]`.
    package var biasCount: Int { (2 * windowHeight - 1) * (2 * windowWidth - 1) * heads }
    /// Multiply-accumulates of one image: queries by keys, and probabilities by values.
    package var macs: Int { 2 * height * width * tokens * channels }

    var tokens: Int { windowHeight * windowWidth }
    /// Of one image.
    var windows: Int { height * width / tokens }

    var code: ck_attention_geometry {
        ck_attention_geometry(
            height: height, width: width, out_height: outHeight, out_width: outWidth, channels: channels,
            heads: heads, window_height: windowHeight, window_width: windowWidth, shift_height: shiftHeight,
            shift_width: shiftWidth)
    }
}

/// Windows and heads cut into tasks, by shape alone.
private struct AttentionTasks {
    private let windows: Int
    private let heads: Int
    private let windowsPerBlock: Int
    /// Heads that one task does: at least two cache lines of a pixel, of which no other task writes one.
    let headsPerTask: Int
    let blocks: Int

    init(_ geometry: WindowedAttentionGeometry, images: Int) {
        windows = images * geometry.windows
        heads = geometry.heads
        headsPerTask = min(heads, max(1, 32 * heads / geometry.channels))
        windowsPerBlock = RowBlocks.evenSize(windows, atMost: min(8, windows))
        blocks = (windows + windowsPerBlock - 1) / windowsPerBlock
    }

    private var groups: Int { (heads + headsPerTask - 1) / headsPerTask }
    /// Neighbours are heads of the same windows, whose pixels the cache has.
    var count: Int { blocks * groups }
    func block(_ task: Int) -> Int { task / groups }
    func heads(_ task: Int) -> (first: Int, count: Int) {
        let first = task % groups * headsPerTask
        return (first, min(headsPerTask, heads - first))
    }
    func windows(_ task: Int) -> (first: Int, count: Int) {
        let first = block(task) * windowsPerBlock
        return (first, min(windowsPerBlock, windows - first))
    }
}

/// Multi-head attention within windows: `[N, H, W, 3C]` → `[N, H′, W′, C]`.
extension Executor {
    /// The scratch of both passes on batches of up to `images`.
    package static func windowedAttentionScratch(_ geometry: WindowedAttentionGeometry, images: Int)
        -> Scratch
    {
        var code = geometry.code
        let tasks = AttentionTasks(geometry, images: images)
        // Fewer images may make up to seven blocks more.
        let blocks = (tasks.blocks + 7) / 8 * 8
        return Scratch(
            perWorker: ck_attention_scratch(&code, tasks.headsPerTask),
            shared: geometry.heads * ck_attention_bias_size(&code) + blocks * geometry.biasCount)
    }

    /// Overwrites `y`, and the `statistics` of each token and head that the backward pass wants.
    ///
    /// - Parameter positionBias: the table that is added to the logits, `[differences of position, heads]`.
    package func windowedAttention(
        _ geometry: WindowedAttentionGeometry, images: Int, _ qkv: Floats, positionBias: Floats,
        into y: Floats,
        statistics: Floats
    ) {
        let g = geometry
        precondition(
            qkv.count >= images * g.inputCount && y.count >= images * g.outputCount
                && statistics.count >= images * g.statisticsCount && positionBias.count == g.biasCount,
            "\(g) does not fit its operands.")
        let tasks = AttentionTasks(g, images: images)
        let biases = spreadPositionBias(g, positionBias, partialCount: 0)
        run(tasks.count) { task, worker in
            var code = g.code
            let (firstHead, heads) = tasks.heads(task)
            let (firstWindow, windows) = tasks.windows(task)
            ck_attention(
                &code, firstHead, heads, firstWindow, windows, qkv.pointer, biases, y.pointer,
                statistics.pointer,
                self.scratch(worker, ck_attention_scratch(&code, heads)))
        }
    }

    /// Overwrites `dqkv` and `dPositionBias`.
    package func windowedAttentionBackward(
        _ geometry: WindowedAttentionGeometry, images: Int, _ qkv: Floats, positionBias: Floats,
        statistics: Floats, _ dy: Floats, into dqkv: Floats, positionBias dPositionBias: Floats
    ) {
        let g = geometry
        precondition(
            dqkv.count >= images * g.inputCount && dy.count >= images * g.outputCount
                && dPositionBias.count == g.biasCount, "\(g) does not fit its operands.")
        let tasks = AttentionTasks(g, images: images)
        let biases = spreadPositionBias(g, positionBias, partialCount: tasks.blocks * g.biasCount)
        var code = g.code
        let sums = biases + g.heads * ck_attention_bias_size(&code)
        run(tasks.count) { task, worker in
            var code = g.code
            let (firstHead, heads) = tasks.heads(task)
            let (firstWindow, windows) = tasks.windows(task)
            ck_attention_backward(
                &code, firstHead, heads, firstWindow, windows, qkv.pointer, biases, statistics.pointer,
                dy.pointer,
                dqkv.pointer, sums + tasks.block(task) * g.biasCount,
                self.scratch(worker, ck_attention_scratch(&code, heads)))
        }
        combine(
            sums, parts: tasks.blocks, stride: g.biasCount, count: g.biasCount, into: dPositionBias.pointer)
    }

    /// The biases of every pair of tokens, head by head, in the shared scratch, where `partialCount` floats follow.
    private func spreadPositionBias(
        _ geometry: WindowedAttentionGeometry, _ table: Floats, partialCount: Int
    ) -> UnsafeMutablePointer<Float> {
        var code = geometry.code
        let size = ck_attention_bias_size(&code)
        let biases = partials(geometry.heads * size + partialCount)
        run(geometry.heads) { head, _ in
            var code = geometry.code
            ck_attention_bias(&code, head, table.pointer, biases + head * size)
        }
        return biases
    }
}
