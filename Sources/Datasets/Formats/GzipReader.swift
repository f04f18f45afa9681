import CAblateZlib

/// Unpacks gzip data by zlib piece by piece, as `gunzip -c` does: members one behind the other are one text, and what
/// follows the last of them and does not begin as gzip data does (padding, as a rule) is passed over.
package final class GzipReader {
    /// Where unpacking ended.
    package enum End: Hashable, Sendable {
        /// At the end of the last member, all checksums verified.
        case complete
        /// At the end of the input, within a member.
        case inputExhausted
        /// At an error, in zlib's words.
        case damaged(String)
    }

    /// `nil` while there may be more.
    package private(set) var end: End?
    private let compressed: [UInt8]
    private var consumed = 0
    /// Where it lies its state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    package init(_ compressed: [UInt8]) {
        self.compressed = compressed
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, +16: a gzip header and checksum are expected.
        let started = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if started != Z_OK { end = .damaged("zlib does not start: error \(started)") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// Fills the buffer from its start.
    ///
    /// - Returns: the number of bytes written: that of the buffer unless ``end`` is reached.
    package func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var produced = 0
        while end == nil, produced < buffer.count {
            let status = step(buffer, &produced)
            switch status {
            case Z_OK: continue
            case Z_STREAM_END:
                if compressed[consumed...].starts(with: Self.magic) {
                    inflateReset(stream)
                } else {
                    end = .complete
                }
            case Z_BUF_ERROR where consumed == compressed.count: end = .inputExhausted
            default: end = .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
            }
        }
        return produced
    }

    private static let magic: [UInt8] = [0x1f, 0x8b]

    /// One call of zlib from `compressed[consumed...]` to `output[produced...]`; returns its status.
    private func step(_ output: UnsafeMutableBufferPointer<UInt8>, _ produced: inout Int) -> Int32 {
        // zlib counts in 32 bits.
        let longest = 1 << 30
        let available = min(compressed.count - consumed, longest)
        let space = min(output.count - produced, longest)
        let (from, to) = (consumed, produced)
        let status = compressed.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + from })
            stream.pointee.avail_in = UInt32(available)
            stream.pointee.next_out = output.baseAddress.map { $0 + to }
            stream.pointee.avail_out = UInt32(space)
            return CAblateZlib.inflate(stream, Z_NO_FLUSH)
        }
        consumed += available - Int(stream.pointee.avail_in)
        produced += space - Int(stream.pointee.avail_out)
        return status
    }
}

extension GzipReader {
    /// Unpacks at most `limit` bytes (1 or more). Memory grows with what really comes out, not with the limit.
    ///
    /// - Returns: the bytes, and where unpacking ended: `nil` at the limit, behind which was not looked.
    package static func inflate(_ compressed: [UInt8], atMost limit: Int) -> (bytes: [UInt8], end: End?) {
        let reader = GzipReader(compressed)
        var output = [UInt8](repeating: 0, count: min(limit, max(4 * compressed.count, 4096)))
        var produced = 0
        while reader.end == nil, produced < limit {
            if produced == output.count {
                output.append(contentsOf: repeatElement(0, count: min(limit - produced, produced)))
            }
            produced += output.withUnsafeMutableBufferPointer {
                reader.read(into: .init(rebasing: $0[produced...]))
            }
        }
        output.removeLast(output.count - produced)
        return (output, reader.end)
    }
}
