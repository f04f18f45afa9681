/// The rows (pixels) of a batch cut into blocks that stay in a core's second-level cache: several whole images, or a
/// part of a large one. Chosen by shape alone.
struct ImageBlocks {
    private static let floatsInCache = 65536

    let images: Int
    let pixels: Int
    let channels: Int
    private let imagesPerBlock: Int
    private let blocksPerImage: Int
    private let pixelsPerBlock: Int

    init(images: Int, pixels: Int, channels: Int) {
        self.images = images
        self.pixels = pixels
        self.channels = channels
        let size = pixels * channels
        imagesPerBlock = max(1, min(Self.floatsInCache / size, (images + 7) / 8))
        let wanted = (size + Self.floatsInCache - 1) / Self.floatsInCache
        pixelsPerBlock = (pixels + wanted - 1) / wanted
        blocksPerImage = (pixels + pixelsPerBlock - 1) / pixelsPerBlock
    }

    var floats: Int { images * pixels * channels }

    var count: Int {
        blocksPerImage > 1 ? images * blocksPerImage : (images + imagesPerBlock - 1) / imagesPerBlock
    }

    func rows(_ block: Int) -> Range<Int> {
        if blocksPerImage > 1 {
            let first = block % blocksPerImage * pixelsPerBlock
            let start = block / blocksPerImage * pixels
            return start + first..<start + min(pixels, first + pixelsPerBlock)
        }
        let first = block * imagesPerBlock
        return first * pixels..<min(images, first + imagesPerBlock) * pixels
    }

    /// The rows of a block, image by image.
    func forEachImage(in block: Int, _ body: (_ image: Int, _ rows: Range<Int>) -> Void) {
        let rows = rows(block)
        var start = rows.lowerBound
        while start < rows.upperBound {
            let image = start / pixels
            let end = min(rows.upperBound, (image + 1) * pixels)
            body(image, start..<end)
            start = end
        }
    }
}
