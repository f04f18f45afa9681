import Architectures
import CTurboJPEG

/// JPEG through libjpeg-turbo: the accurate inverse transform and smooth chroma, as Pillow decodes.
final class JPEGDecoder {
    private let handle: tjhandle
    private let bytes: [UInt8]
    let size: (height: Int, width: Int)
    private let colourSpace: Int32

    /// Reads the header.
    ///
    /// - Throws: `damaged`, `truncated` or `tooLarge`.
    init(_ bytes: [UInt8]) throws(ImageFault) {
        guard let handle = tjInitDecompress() else { throw .damaged(reason: "libjpeg-turbo does not start") }
        var (width, height, subsampling, colourSpace) = (Int32(), Int32(), Int32(), Int32())
        let status = bytes.withUnsafeBufferPointer {
            tjDecompressHeader3(
                handle, $0.baseAddress, UInt($0.count), &width, &height, &subsampling, &colourSpace)
        }
        self.handle = handle
        self.bytes = bytes
        self.colourSpace = colourSpace
        size = (Int(height), Int(width))
        if status != 0, let fault = Self.fault(handle) { throw fault }
        try EncodedImage.check(height: size.height, width: size.width)
    }

    deinit { tjDestroy(handle) }

    /// Grey when the file is, else RGB.
    ///
    /// - Throws: `damaged` or `truncated`.
    func decoded(reduction: Int) throws(ImageFault) -> ByteImage {
        let height = (size.height + reduction - 1) / reduction
        let width = (size.width + reduction - 1) / reduction
        switch colourSpace {
        case Int32(TJCS_GRAY.rawValue):
            return try decode(Shape(height: height, width: width, channels: 1), TJPF_GRAY)
        case Int32(TJCS_CMYK.rawValue), Int32(TJCS_YCCK.rawValue):
            let pixels = try pixels(height, width, channels: 4, TJPF_CMYK)
            return Self.rgb(cmyk: pixels, height: height, width: width)
        default:
            return try decode(Shape(height: height, width: width, channels: 3), TJPF_RGB)
        }
    }

    private func decode(_ shape: Shape, _ format: TJPF) throws(ImageFault) -> ByteImage {
        ByteImage(
            shape: shape,
            pixels: try pixels(shape.height, shape.width, channels: shape.channels, format))
    }

    private func pixels(
        _ height: Int, _ width: Int, channels: Int, _ format: TJPF
    ) throws(ImageFault) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: height * width * channels)
        let status = bytes.withUnsafeBufferPointer { bytes in
            pixels.withUnsafeMutableBufferPointer { pixels in
                // A file of very many scans would take minutes.
                tjDecompress2(
                    handle, bytes.baseAddress, UInt(bytes.count), pixels.baseAddress, Int32(width), 0,
                    Int32(height), Int32(bitPattern: UInt32(format.rawValue)), TJFLAG_LIMITSCANS)
            }
        }
        if status != 0, let fault = Self.fault(handle) { throw fault }
        return pixels
    }

    /// What the last call complained of; `nil` for what Pillow lets pass, too: an image that is complete although
    /// its data has flaws.
    private static func fault(_ handle: tjhandle) -> ImageFault? {
        let message = String(cString: tjGetErrorStr2(handle))
        if message.hasPrefix("Premature end") { return .truncated }
        return tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue) ? nil : .damaged(reason: message)
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
