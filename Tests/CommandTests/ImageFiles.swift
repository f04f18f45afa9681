import CPNG
import CTurboJPEG
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
        let handle = tjInitCompress()
        defer { tjDestroy(handle) }
        var bytes: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        let isGrey = channels == 1
        let status = tjCompress2(
            handle, pixels, Int32(width), 0, Int32(height), Int32((isGrey ? TJPF_GRAY : TJPF_RGB).rawValue),
            &bytes, &count, Int32((isGrey ? TJSAMP_GRAY : TJSAMP_444).rawValue), Int32(quality), 0)
        defer { tjFree(bytes) }
        guard status == 0, let bytes else { throw CannotEncode() }
        return Data(bytes: bytes, count: Int(count))
    }

    /// Writes a file and the folders that it needs.
    static func write(_ data: Data, to url: URL) throws {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }
}
