import CAblateKernels

/// Lines (rows of input pixels) of a batch, shared out for the input gradient: no two tasks write the same pixel.
struct LineBlocks {
    let lines: Int
    let linesPerTask: Int

    init(_ geometry: ConvolutionGeometry, images: Int) {
        self.init(geometry, images: images, fewestRows: geometry.fewestRows)
    }

    init(_ geometry: ConvolutionGeometry, images: Int, fewestRows: Int) {
        lines = images * geometry.height
        let pixels = RowBlocks(
            rows: lines * geometry.width, channels: max(geometry.channels, geometry.outChannels),
            fewest: fewestRows
        ).size
        linesPerTask = RowBlocks.evenSize(
            lines, atMost: max(1, min(CK_GRADIENT_LINES, pixels / geometry.width)))
    }

    var tasks: Int { (lines + linesPerTask - 1) / linesPerTask }
}

extension ConvolutionGeometry {
    /// Rows that a block of a product needs to pay for passing all weights through the cache. At 768 → 3072 channels a
    /// core does 74 GFLOP/s on blocks of 48 rows and 93 on blocks of 96; small weights stay in cache between blocks.
    private static let rowsUnderLargeWeights = 98

    var fewestRows: Int { Self.fewestRows(weights: patch * outChannels) }

    static func fewestRows(weights: Int) -> Int { weights > 1 << 16 ? rowsUnderLargeWeights : 16 }
}

/// How the rows and columns of a weight gradient are shared out: `parts` runs of output pixels, each with a
/// partial sum, times `chunks` of the weights, each its own result. Chosen by shape alone.
struct WeightGradientPlan {
    private static let mostParts = 8
    /// Floats of partial sums that stay in a core's second-level cache.
    private static let floatsInCache = 1 << 16

    let parts: Int
    /// Of the input channels with OpenBLAS, else of the output channels.
    let chunks: Int
    /// Whether OpenBLAS multiplies: 1×1 convolutions that are not swept, on machines for which the releases in use have
    /// kernels. On a core with AVX-512 that came later they do 130 GFLOP/s at every width where ours do 210 to 265.
    let usesOpenBLAS: Bool
    private let geometry: ConvolutionGeometry
    private let images: Int
    private let rows: Int
    let rowsPerPart: Int
    /// As many parts as are ever made, each of whole weights.
    var isCutByRowsAlone: Bool { parts == Self.mostParts }

    init(_ geometry: ConvolutionGeometry, images: Int) {
        self.geometry = geometry
        self.images = images
        rows = images * geometry.outPixels
        // A part of fewer rows than this spends more on combining partial sums than it gains, above all when they
        // have to be written to memory.
        let fewest = geometry.patch * geometry.outChannels <= Self.floatsInCache ? 256 : 2048
        // 1, 2, 4 or 8, whichever is nearest, so that threads share parts and chunks evenly.
        let wanted = min(Self.mostParts, max(1, rows / fewest))
        let even = [8, 4, 2].first { 4 * wanted >= 3 * $0 } ?? 1
        rowsPerPart = (rows + even - 1) / even
        parts = (rows + rowsPerPart - 1) / rowsPerPart
        usesOpenBLAS = geometry.isPointwise && InstructionSet.current != .avx512
        let chunksWanted = (Self.mostParts + parts - 1) / parts
        if usesOpenBLAS {
            chunks = max(1, min(chunksWanted, geometry.channels / 16))
        } else {
            let tiles = Self.tiles(geometry)
            chunks = (min(chunksWanted, tiles)...tiles).first { tiles.isMultiple(of: $0) }!
        }
    }

    /// Pairs of AVX-512's vectors in the output channels, which are whole tiles on every instruction set.
    private static func tiles(_ geometry: ConvolutionGeometry) -> Int { (geometry.outChannels + 31) / 32 }

    /// Floats of partial sums, weights first, then biases.
    var partials: Int {
        parts == 1 ? 0 : parts * (geometry.patch + 1) * geometry.outChannels
    }

    /// Floats of all maps, padded, where they are copied once for all chunks and not by each of them; 0 elsewhere. With
    /// it the weight gradient of 3×3 at 512 → 512 channels is 1.1 times as fast on 7 px, and 1.2 times from 14 px with
    /// stride 2.
    ///
    /// - Parameter isReadThrough: the input is read through a batch norm.
    func copiedMaps(isReadThrough: Bool) -> Int {
        guard chunks > 1, !usesOpenBLAS, geometry.padding > 0 || isReadThrough else { return 0 }
        return images * geometry.onPaddedMaps.inputCount
    }

    /// A chunk's input channels (OpenBLAS) or output channels.
    func channels(_ chunk: Int) -> Range<Int> {
        if usesOpenBLAS {
            return geometry.channels * chunk / chunks..<geometry.channels * (chunk + 1) / chunks
        }
        let width = Self.tiles(geometry) / chunks * 32
        return chunk * width..<min(geometry.outChannels, (chunk + 1) * width)
    }

    func rows(of part: Int) -> Range<Int> { part * rowsPerPart..<min(rows, (part + 1) * rowsPerPart) }

    func forEachBlock(in part: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
        let range = rows(of: part)
        // Equal blocks where our AVX-512 kernels, which cut them into equal runs, multiply.
        let count = (range.count + CK_PRODUCT_ROWS - 1) / CK_PRODUCT_ROWS
        let step =
            InstructionSet.current == .avx512
            ? max(1, (range.count + count - 1) / max(1, count)) : CK_PRODUCT_ROWS
        for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
            body(start, min(step, range.upperBound - start))
        }
    }
}
