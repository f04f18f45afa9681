import CZlib

/// Unpacking of gzip data by zlib.
package enum Gzip {
    /// Where unpacking ended.
    package enum End: Hashable, Sendable {
        /// At the end of the data, checksum verified; `unusedInput` bytes follow it.
        case complete(unusedInput: Int)
        /// At the limit asked for; whether more follows was not looked at.
        case limit
        /// At the end of the input, before the end of the data.
        case inputExhausted
        /// At an error, in zlib's words.
        case damaged(String)
    }

    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

    /// Unpacks at most `limit` bytes (1 or more). Memory grows with what really comes out, not with the limit.
    package static func inflate(_ compressed: [UInt8], atMost limit: Int) -> (bytes: [UInt8], end: End) {
        var stream = z_stream()
        // 15 bits of window, +16: a gzip header and checksum are expected.
        let started = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard started == Z_OK else { return ([], .damaged("zlib does not start: error \(started)")) }
        defer { inflateEnd(&stream) }

        var output = [UInt8](repeating: 0, count: min(limit, max(4 * compressed.count, 4096)))
        var consumed = 0
        var produced = 0
        var end: End?
        while end == nil {
            if produced == output.count {
                if produced == limit {
                    end = .limit
                    break
                }
                output.append(contentsOf: repeatElement(0, count: min(limit - produced, produced)))
            }
            switch step(&stream, compressed, &consumed, &output, &produced) {
            case Z_OK: continue
            case Z_STREAM_END: end = .complete(unusedInput: compressed.count - consumed)
            case Z_BUF_ERROR where consumed == compressed.count: end = .inputExhausted
            case let status:
                end = .damaged(stream.msg.map { String(cString: $0) } ?? "zlib error \(status)")
            }
        }
        output.removeLast(output.count - produced)
        return (output, end ?? .inputExhausted)
    }

    /// One call of zlib from `compressed[consumed...]` to `output[produced...]`; returns its status.
    private static func step(
        _ stream: inout z_stream, _ compressed: [UInt8], _ consumed: inout Int, _ output: inout [UInt8],
        _ produced: inout Int
    ) -> Int32 {
        // zlib counts in 32 bits.
        let longest = 1 << 30
        let available = min(compressed.count - consumed, longest)
        let space = min(output.count - produced, longest)
        let (from, to) = (consumed, produced)
        let status = compressed.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + from })
                stream.avail_in = UInt32(available)
                stream.next_out = output.baseAddress.map { $0 + to }
                stream.avail_out = UInt32(space)
                return CZlib.inflate(&stream, Z_NO_FLUSH)
            }
        }
        consumed += available - Int(stream.avail_in)
        produced += space - Int(stream.avail_out)
        return status
    }
}
