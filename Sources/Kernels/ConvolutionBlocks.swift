import CKernels

/// Lines (rows of input pixels) of a batch, shared out for the input gradient: no two tasks write the same pixel.
struct LineBlocks {
    let lines: Int
    let linesPerTask: Int

    init(_ geometry: ConvolutionGeometry, images: Int) {
        lines = images * geometry.height
        let pixels = RowBlocks(
            rows: lines * geometry.width, channels: max(geometry.channels, geometry.outChannels),
            fewest: geometry.fewestRows
        ).size
        linesPerTask = max(1, min(CK_GRADIENT_LINES, pixels / geometry.width))
    }

    var tasks: Int { (lines + linesPerTask - 1) / linesPerTask }
}

extension ConvolutionGeometry {
    /// Rows that a block of a product needs to pay for passing all weights through the cache. At 768 → 3072 channels a
    /// core does 74 GFLOP/s on blocks of 48 rows and 93 on blocks of 96; small weights stay in cache between blocks.
    private static let rowsUnderLargeWeights = 98

    var fewestRows: Int { patch * outChannels > 1 << 16 ? Self.rowsUnderLargeWeights : 16 }
}

/// How the rows and columns of a weight gradient are shared out: `parts` runs of output pixels, each with a
/// partial sum, times `chunks` of the weight's rows, each its own result. Chosen by shape alone.
struct WeightGradientPlan {
    private static let mostParts = 8
    /// Floats of partial sums that are still worth reserving (16 MiB).
    private static let mostPartials = 4 << 20

    let parts: Int
    let chunks: Int
    private let geometry: ConvolutionGeometry
    private let rows: Int
    let rowsPerPart: Int
    /// As many parts as are ever made, each of whole weights.
    var isCutByRowsAlone: Bool { parts == Self.mostParts }

    init(_ geometry: ConvolutionGeometry, images: Int) {
        self.geometry = geometry
        rows = images * geometry.outPixels
        let size = geometry.patch * geometry.outChannels
        // A part of fewer rows than this spends more on combining than on its product.
        let byRows = max(1, rows / 256)
        let wanted = min(Self.mostParts, byRows, max(1, Self.mostPartials / size))
        rowsPerPart = (rows + wanted - 1) / wanted
        parts = (rows + rowsPerPart - 1) / rowsPerPart
        if parts >= Self.mostParts {
            chunks = 1
        } else if geometry.isPointwise {
            chunks = max(1, min((Self.mostParts + parts - 1) / parts, geometry.channels / 16))
        } else {
            chunks = geometry.kernelSize
        }
    }

    /// Floats of partial sums, weights first, then biases.
    var partials: Int {
        parts == 1 ? 0 : parts * (geometry.patch + 1) * geometry.outChannels
    }

    /// The weight's rows of a chunk: input channels of a 1×1 convolution, else whole rows of the kernel.
    func weightRows(_ chunk: Int) -> Range<Int> {
        if geometry.isPointwise {
            return geometry.channels * chunk / chunks..<geometry.channels * (chunk + 1) / chunks
        }
        let row = geometry.kernelSize * geometry.channels
        let kernelRows = kernelRows(chunk)
        return kernelRows.lowerBound * row..<kernelRows.upperBound * row
    }

    func kernelRows(_ chunk: Int) -> Range<Int> {
        let k = geometry.kernelSize
        return k * chunk / chunks..<k * (chunk + 1) / chunks
    }

    func rows(of part: Int) -> Range<Int> { part * rowsPerPart..<min(rows, (part + 1) * rowsPerPart) }

    func forEachBlock(in part: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
        let range = rows(of: part)
        let step = CK_PRODUCT_ROWS
        for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
            body(start, min(step, range.upperBound - start))
        }
    }
}
