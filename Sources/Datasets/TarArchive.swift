/// The files of an uncompressed tar archive (POSIX ustar), by name.
struct TarArchive {
    private let bytes: [UInt8]
    private var places: [String: Range<Int>] = [:]

    /// - Throws: `notTar` or `truncated`.
    init(_ bytes: [UInt8], path: String) throws(DatasetError) {
        self.bytes = bytes
        var start = 0
        // Two blocks of zeros end an archive; one is enough to know.
        while start + Self.block <= bytes.count, bytes[start] != 0 {
            let header = bytes[start..<(start + Self.block)]
            guard Self.number(header, 148, 8) == Self.checksum(header) else {
                throw .notTar(path: path, offset: start)
            }
            guard let size = Self.number(header, 124, 12) else { throw .notTar(path: path, offset: start) }
            let contents = start + Self.block
            guard size <= bytes.count - contents else {
                throw .truncated(path: path, expectedBytes: contents + size, foundBytes: bytes.count)
            }
            // A regular file is '0' or, in old archives, zero.
            if [0, UInt8(ascii: "0")].contains(header[start + 156]) {
                places[Self.name(header)] = contents..<(contents + size)
            }
            start = contents + (size + Self.block - 1) / Self.block * Self.block
        }
        guard !places.isEmpty else { throw .notTar(path: path, offset: start) }
    }

    /// Contents of the file of that name in any folder of the archive; `nil` when there is none.
    func file(_ name: String) -> ArraySlice<UInt8>? {
        places.first { $0.key == name || $0.key.hasSuffix("/\(name)") }.map { bytes[$0.value] }
    }

    private static let block = 512

    private static func name(_ header: ArraySlice<UInt8>) -> String {
        func text(_ offset: Int, _ length: Int) -> String {
            String(
                decoding: header.dropFirst(offset).prefix(length).prefix { $0 != 0 }, as: UTF8.self)
        }
        let prefix = text(345, 155)
        return prefix.isEmpty ? text(0, 100) : prefix + "/" + text(0, 100)
    }

    /// Octal digits, with blanks and a zero around them.
    private static func number(_ header: ArraySlice<UInt8>, _ offset: Int, _ length: Int) -> Int? {
        let digits = header.dropFirst(offset).prefix(length).drop { $0 == 0x20 }
            .prefix { $0 != 0 && $0 != 0x20 }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The sum of the header's bytes, its own field counted as blanks.
    private static func checksum(_ header: ArraySlice<UInt8>) -> Int {
        header.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 0x20 : Int(byte.element))
        }
    }
}
