/// The bytes of a JPEG or PNG file, decoded on request.
///
/// Orientation notes (EXIF) are ignored and no colour profile is applied, as in torchvision's loader.
package struct EncodedImage: Sendable {
    package enum Format: String, Hashable, Sendable {
        case jpeg
        case png
    }

    package let bytes: [UInt8]
    /// By the first bytes, whatever the file is called.
    package let format: Format

    /// - Throws: `empty` or `unknownFormat`.
    package init(_ bytes: [UInt8]) throws(ImageFault) {
        if bytes.isEmpty { throw .empty }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            format = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            format = .png
        } else {
            throw .unknownFormat(start: Array(bytes.prefix(4)))
        }
        self.bytes = bytes
    }

    /// - Throws: `unreadable`, `empty` or `unknownFormat`.
    package init(path: String) throws(ImageFault) {
        try self.init([UInt8](contentsOf: PathBytes(path)))
    }

    /// Height and width in pixels, from the header alone.
    ///
    /// - Throws: `damaged`, `truncated`, or `tooLarge`.
    package func size() throws(ImageFault) -> (height: Int, width: Int) {
        switch format {
        case .jpeg: try JPEGDecoder(bytes).size
        case .png: try PNGDecoder(bytes).size
        }
    }

    /// - Parameters:
    ///   - channels: 1 for grey, 3 for RGB.
    ///   - reduction: 1, 2, 4 or 8: a JPEG is decoded at this fraction of its size (rounded up), which takes a
    ///     fraction of the time; a PNG is not reduced.
    /// - Throws: `damaged`, `truncated` or `tooLarge`.
    package func decoded(channels: Int, reduction: Int = 1) throws(ImageFault) -> ByteImage {
        precondition([1, 2, 4, 8].contains(reduction), "A JPEG cannot be decoded at 1/\(reduction).")
        let image =
            switch format {
            case .jpeg: try JPEGDecoder(bytes).decoded(reduction: reduction)
            case .png: try PNGDecoder(bytes).decoded()
            }
        return image.withChannels(channels)
    }

    static func check(height: Int, width: Int) throws(ImageFault) {
        let (pixels, overflows) = height.multipliedReportingOverflow(by: width)
        guard height > 0, width > 0 else { throw .damaged(reason: "no pixels") }
        if overflows || pixels > ImageFault.mostPixels { throw .tooLarge(height: height, width: width) }
    }
}
