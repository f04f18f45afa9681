import AblateArchitectures
import CAblateJPEG

/// JPEG through libjpeg-turbo: the accurate inverse transform and smooth chroma, as Pillow decodes.
final class JPEGDecoder {
    private let reader: OpaquePointer
    private let bytes: [UInt8]
    private let header: cjpeg_header

    var size: (height: Int, width: Int) { (Int(header.height), Int(header.width)) }

    /// Reads the header.
    ///
    /// - Throws: `damaged`, `truncated` or `tooLarge`.
    init(_ bytes: [UInt8]) throws(ImageFault) {
        var header = cjpeg_header()
        var reader: OpaquePointer?
        try Self.call { cjpeg_open(bytes, bytes.count, &reader, &header, $0) }
        guard let reader else { throw .damaged(reason: "libjpeg does not start") }
        self.reader = reader
        self.bytes = bytes
        self.header = header
        try EncodedImage.check(height: size.height, width: size.width)
    }

    deinit { cjpeg_close(reader) }

    /// Grey when the file is, else RGB. A decoder decodes once.
    ///
    /// - Throws: `damaged` or `truncated`.
    func decoded(reduction: Int) throws(ImageFault) -> ByteImage {
        let shape = Shape(
            height: (size.height + reduction - 1) / reduction,
            width: (size.width + reduction - 1) / reduction,
            channels: Int(header.channels))
        var pixels = [UInt8](repeating: 0, count: shape.count)
        try Self.call { cjpeg_decode(reader, bytes, UInt32(reduction), &pixels, $0) }
        if shape.channels == 4 { return Self.rgb(cmyk: pixels, height: shape.height, width: shape.width) }
        return ByteImage(shape: shape, pixels: pixels)
    }

    private static func call(
        _ call: (UnsafeMutablePointer<CChar>) -> cjpeg_end
    ) throws(ImageFault) {
        let (end, message) = withUnsafeTemporaryAllocation(
            of: CChar.self, capacity: Int(CJPEG_MESSAGE_BYTES)
        ) { buffer in
            buffer.initialize(repeating: 0)
            guard let start = buffer.baseAddress else { return (CJPEG_DAMAGED, "") }
            let end = call(start)
            return (end, end == CJPEG_DAMAGED ? String(cString: start) : "")
        }
        switch end {
        case CJPEG_GOOD: return
        case CJPEG_TRUNCATED: throw .truncated
        default: throw .damaged(reason: message)
        }
    }

    /// Inks are stored inverted, as Adobe does it: 255 is none. The product of two shares is rounded, as in Pillow.
    private static func rgb(cmyk: [UInt8], height: Int, width: Int) -> ByteImage {
        ByteImage(shape: Shape(height: height, width: width, channels: 3)) { output in
            for pixel in 0..<(height * width) {
                let light = Int32(cmyk[4 * pixel + 3])
                for channel in 0..<3 {
                    let product = (255 - Int32(cmyk[4 * pixel + channel])) * light + 128
                    output[3 * pixel + channel] = UInt8(max(light - ((product >> 8) + product) >> 8, 0))
                }
            }
        }
    }
}
