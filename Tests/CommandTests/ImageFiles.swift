import CAblateLibJPEG
import CAblatePNG
import Foundation

/// Image files of 8-bit pixels, and folders of them, made by tests.
enum ImageFiles {
    struct CannotEncode: Error {}

    /// - Parameter pixels: `[height, width, channels]`, of 1 or 3 channels.
    static func png(_ pixels: [UInt8], height: Int, width: Int, channels: Int) throws -> Data {
        final class Sink { var data = Data() }
        let sink = Sink()
        var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_BYTES))
        let status = cpng_write(
            pixels, UInt32(height), UInt32(width), UInt32(channels),
            { context, bytes, count in
                guard let context, let bytes else { return }
                Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().data.append(bytes, count: count)
            }, Unmanaged.passUnretained(sink).toOpaque(), &message)
        guard status == 0 else { throw CannotEncode() }
        return withExtendedLifetime(sink) { sink.data }
    }

    /// - Parameter pixels: `[height, width, channels]`, of 1 or 3 channels.
    static func jpeg(
        _ pixels: [UInt8], height: Int, width: Int, channels: Int, quality: Int = 95
    ) throws -> Data {
        var errors = jpeg_error_mgr()
        var encoder = jpeg_compress_struct()
        var bytes: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        defer { free(bytes) }
        try withUnsafeMutablePointer(to: &errors) { errors in
            encoder.err = jpeg_std_error(errors)
            jpeg_CreateCompress(&encoder, JPEG_LIB_VERSION, MemoryLayout<jpeg_compress_struct>.size)
            defer { jpeg_destroy_compress(&encoder) }
            jpeg_mem_dest(&encoder, &bytes, &count)
            encoder.image_height = JDIMENSION(height)
            encoder.image_width = JDIMENSION(width)
            encoder.input_components = Int32(channels)
            encoder.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB
            jpeg_set_defaults(&encoder)
            jpeg_set_quality(&encoder, Int32(quality), 1)
            // Chroma of every pixel.
            encoder.comp_info[0].h_samp_factor = 1
            encoder.comp_info[0].v_samp_factor = 1
            jpeg_start_compress(&encoder, 1)
            var pixels = pixels
            try pixels.withUnsafeMutableBufferPointer { pixels in
                for row in 0..<height {
                    var start = pixels.baseAddress.map { $0 + row * width * channels }
                    guard jpeg_write_scanlines(&encoder, &start, 1) == 1 else { throw CannotEncode() }
                }
            }
            jpeg_finish_compress(&encoder)
        }
        guard let bytes else { throw CannotEncode() }
        return Data(bytes: bytes, count: Int(count))
    }

    /// Writes a file and the folders that it needs.
    static func write(_ data: Data, to url: URL) throws {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }
}
