import Foundation

/// An array of unsigned bytes in the IDX format of MNIST: two zero bytes, the item type (8), the number of
/// dimensions, each size as a big-endian 32-bit number, then the items, the last dimension fastest.
package struct IDXFile: Hashable, Sendable {
    package let dimensions: [Int]
    package let items: [UInt8]

    /// Reads a file, gzip-compressed or not (its content decides, not its name).
    ///
    /// - Parameter rank: the number of dimensions it must have: 3 for images, 1 for labels.
    /// - Throws: `unreadable`, and the cases of ``init(stored:path:rank:)``.
    package init(path: String, rank: Int) throws(DatasetError) {
        let stored: [UInt8]
        do {
            stored = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        try self.init(stored: stored, path: path, rank: rank)
    }

    /// Decodes the bytes of a file; any bytes at all may be given. `path` is for messages only.
    ///
    /// - Throws: `damagedGzip`, `cutGzip`, `notIDX`, `itemType`, `swapped`, `dimensions`,
    ///   `impossibleSize`, `truncated` or `trailingBytes`.
    package init(stored: [UInt8], path: String, rank: Int) throws(DatasetError) {
        let headerBytes = Self.headerBytes(rank: rank)
        guard GzipReader.isGzip(stored) else {
            dimensions = try Self.dimensions(header: stored.prefix(headerBytes), path: path, rank: rank)
            let expected = headerBytes + dimensions.reduce(1, *)
            try Self.check(found: stored.count, expected: expected, path: path)
            items = Array(stored[headerBytes...])
            return
        }
        // The header first: it says how much may come out, so that no bomb is ever unpacked.
        let (header, headerEnd) = GzipReader.inflate(stored, atMost: headerBytes)
        if case .damaged(let reason) = headerEnd { throw .damagedGzip(path: path, reason: reason) }
        if headerEnd == .inputExhausted { throw .cutGzip(path: path) }
        dimensions = try Self.dimensions(header: header[...], path: path, rank: rank)
        let expected = headerBytes + dimensions.reduce(1, *)
        var (bytes, end) = GzipReader.inflate(stored, atMost: expected + 1)
        if case .damaged(let reason) = end { throw .damagedGzip(path: path, reason: reason) }
        try Self.check(found: bytes.count, expected: expected, path: path)
        guard end == .complete else { throw .cutGzip(path: path) }
        bytes.removeFirst(headerBytes)
        items = bytes
    }

    /// The bytes before the items.
    package static func header(dimensions: [Int]) -> [UInt8] {
        let sizes = dimensions.flatMap { size in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
        }
        return [0, 0, unsignedByte, UInt8(dimensions.count)] + sizes
    }

    private static let unsignedByte: UInt8 = 8
    /// Far above any real file; images can be counted in 32 bits.
    package static let mostItems = Int(Int32.max)

    private static func headerBytes(rank: Int) -> Int { 4 + 4 * rank }

    private static func dimensions(
        header: ArraySlice<UInt8>, path: String, rank: Int
    ) throws(DatasetError) -> [Int] {
        let header = Array(header)
        guard header.count >= 4, header[0] == 0, header[1] == 0 else {
            throw .notIDX(path: path, start: Array(header.prefix(4)))
        }
        guard header[2] == unsignedByte else { throw .itemType(path: path, found: header[2]) }
        let found = Int(header[3])
        guard found == rank else {
            let areBothKnown = [1, 3].contains(found) && [1, 3].contains(rank)
            throw areBothKnown
                ? .swapped(path: path, expectedDimensions: rank, foundDimensions: found)
                : .dimensions(path: path, expected: rank, found: found)
        }
        guard header.count == headerBytes(rank: rank) else {
            throw .truncated(path: path, expectedBytes: headerBytes(rank: rank), foundBytes: header.count)
        }
        let sizes = (0..<rank).map { dimension in
            header[(4 + 4 * dimension)..<(8 + 4 * dimension)].reduce(0) { $0 << 8 | Int($1) }
        }
        var items = 1
        for size in sizes {
            let (product, overflows) = items.multipliedReportingOverflow(by: size)
            guard size > 0, !overflows, product <= mostItems else {
                throw .impossibleSize(path: path, dimensions: sizes)
            }
            items = product
        }
        return sizes
    }

    private static func check(found: Int, expected: Int, path: String) throws(DatasetError) {
        if found < expected {
            throw .truncated(path: path, expectedBytes: expected, foundBytes: found)
        }
        if found > expected { throw .trailingBytes(path: path, expectedBytes: expected) }
    }
}
