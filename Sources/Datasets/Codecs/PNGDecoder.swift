import AblateArchitectures
import CAblatePNG

/// PNG through libpng: of 16 bits the high byte, palettes looked up, transparency dropped, gamma ignored.
struct PNGDecoder {
    private let bytes: [UInt8]
    private let header: cpng_header

    var size: (height: Int, width: Int) { (Int(header.height), Int(header.width)) }

    /// Reads the header.
    ///
    /// - Throws: `damaged`, `truncated` or `tooLarge`.
    init(_ bytes: [UInt8]) throws(ImageFault) {
        var header = cpng_header()
        let message = Self.message { cpng_read_header(bytes, bytes.count, &header, $0) }
        if let message { throw Self.fault(message) }
        self.bytes = bytes
        self.header = header
        try EncodedImage.check(height: size.height, width: size.width)
        // Deflate packs at most 1032 bytes into one: a short file cannot hold the large image that it announces,
        // and memory for it is not asked for.
        if header.row_bytes * size.height / 1032 > bytes.count { throw .truncated }
    }

    /// Grey when the file is, else RGB.
    ///
    /// - Throws: `damaged` or `truncated`.
    func decoded() throws(ImageFault) -> ByteImage {
        let shape = Shape(height: size.height, width: size.width, channels: Int(header.channels))
        var pixels = [UInt8](repeating: 0, count: shape.count)
        let message = Self.message { message in
            withUnsafePointer(to: header) { cpng_read(bytes, bytes.count, $0, &pixels, message) }
        }
        if let message { throw Self.fault(message) }
        return ByteImage(shape: shape, pixels: pixels)
    }

    private static func fault(_ message: String) -> ImageFault {
        message.hasPrefix("the file ends") ? .truncated : .damaged(reason: message)
    }

    /// libpng's words when `call` fails.
    static func message(_ call: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CPNG_MESSAGE_BYTES)) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            return call(start) == 0 ? nil : String(cString: start)
        }
    }
}

extension ByteImage {
    /// The image as the bytes of a PNG file.
    ///
    /// - Throws: `damaged` when libpng refuses, as for lack of memory.
    package func png() throws(ImageFault) -> [UInt8] {
        var file: [UInt8] = []
        let message = withUnsafeMutablePointer(to: &file) { file in
            PNGDecoder.message { message in
                cpng_write(
                    pixels, UInt32(shape.height), UInt32(shape.width), UInt32(shape.channels),
                    { file, bytes, count in
                        let added = UnsafeBufferPointer(start: bytes, count: count)
                        file?.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: added)
                    }, file, message)
            }
        }
        if let message { throw .damaged(reason: message) }
        return file
    }
}
