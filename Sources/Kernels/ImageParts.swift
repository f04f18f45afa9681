/// The pixels of each image cut into parts, for sums by image and channel: a task sums a part, block after block that
/// stays in the second-level cache, and parts are combined in order. Chosen by shape alone.
struct ImageParts {
    private static let floatsInCache = 65536
    private static let fewestTasks = 8

    let images: Int
    let partsPerImage: Int
    private let pixels: Int
    private let pixelsPerPart: Int
    private let pixelsPerBlock: Int

    init(images: Int, pixels: Int, channels: Int) {
        self.images = images
        self.pixels = pixels
        pixelsPerBlock = min(pixels, max(1, Self.floatsInCache / channels))
        let blocks = (pixels + pixelsPerBlock - 1) / pixelsPerBlock
        let wanted = min(blocks, (Self.fewestTasks + images - 1) / images)
        pixelsPerPart = (blocks + wanted - 1) / wanted * pixelsPerBlock
        partsPerImage = (pixels + pixelsPerPart - 1) / pixelsPerPart
    }

    var count: Int { images * partsPerImage }

    /// The most parts that a batch of up to `images` has.
    static func most(images: Int) -> Int { images + fewestTasks }

    func image(of part: Int) -> Int { part / partsPerImage }

    /// Rows are counted through the batch.
    func forEachBlock(in part: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
        let first = part % partsPerImage * pixelsPerPart
        let end = min(pixels, first + pixelsPerPart)
        for start in stride(from: first, to: end, by: pixelsPerBlock) {
            body(image(of: part) * pixels + start, min(pixelsPerBlock, end - start))
        }
    }
}
