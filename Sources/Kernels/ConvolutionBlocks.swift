import CKernels

/// Output pixels of a batch in blocks of at most ``ConvolutionGeometry/columnRows`` rows. A task is a whole
/// number of images, so that no two tasks add to the same input pixel.
struct PatchBlocks {
    private let pixels: Int
    private let rows: Int
    private let images: Int
    private let imagesPerTask: Int

    init(_ geometry: ConvolutionGeometry, images: Int) {
        pixels = geometry.outPixels
        rows = geometry.columnRows
        self.images = images
        imagesPerTask = max(1, min(rows / pixels, (images + 7) / 8))
    }

    var tasks: Int { (images + imagesPerTask - 1) / imagesPerTask }
    func firstImage(_ task: Int) -> Int { task * imagesPerTask }
    func imageCount(_ task: Int) -> Int { min(imagesPerTask, images - firstImage(task)) }

    /// Calls `body(first row, rows)` for each block; rows count output pixels through the batch.
    func forEach(in task: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
        let end = (firstImage(task) + imageCount(task)) * pixels
        for start in stride(from: firstImage(task) * pixels, to: end, by: rows) {
            body(start, min(rows, end - start))
        }
    }
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
    private let rowsPerPart: Int

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
    func columns(_ chunk: Int) -> Range<Int> {
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

    func forEachBlock(in part: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
        let end = min(rows, (part + 1) * rowsPerPart)
        let step = geometry.isPointwise ? 512 : geometry.columnRows
        for start in stride(from: part * rowsPerPart, to: end, by: step) {
            body(start, min(step, end - start))
        }
    }
}

extension ConvolutionGeometry {
    /// Calls `body(image, first pixel, pixels, row)` for the images that rows `start..<start + rows` cross.
    private func forEachImage(start: Int, rows: Int, _ body: (Int, Int, Int, Int) -> Void) {
        var row = 0
        while row < rows {
            let image = (start + row) / outPixels
            let first = (start + row) % outPixels
            let count = min(outPixels - first, rows - row)
            body(image, first, count, row)
            row += count
        }
    }

    /// Overwrites `columns` with the patches that output pixels `start..<start + rows` of a batch see.
    func patches(
        start: Int, rows: Int, of x: UnsafeMutablePointer<Float>, into columns: UnsafeMutablePointer<Float>,
        kernelRows: Range<Int>? = nil
    ) {
        var g = code
        let kernelRows = kernelRows ?? 0..<kernelSize
        let row = kernelRows.count * kernelSize * channels
        forEachImage(start: start, rows: rows) { image, first, count, at in
            ck_im2col(
                &g, Int32(kernelRows.lowerBound), Int32(kernelRows.count), first, count,
                x + image * inputCount,
                columns + at * row)
        }
    }

    /// Adds patches to the input pixels that they were taken from.
    func addPatches(
        _ columns: UnsafeMutablePointer<Float>, start: Int, rows: Int, to dx: UnsafeMutablePointer<Float>
    ) {
        var g = code
        forEachImage(start: start, rows: rows) { image, first, count, at in
            ck_col2im(&g, first, count, columns + at * patch, dx + image * inputCount)
        }
    }
}
