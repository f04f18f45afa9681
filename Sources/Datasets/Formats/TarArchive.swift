import CAblateArchive
import Foundation

/// The files of a gzip-compressed tar archive, by path, through libarchive: ustar, pax, and GNU's with long names and
/// holes. It is given unpacked bytes, because it does not verify gzip's checksums.
struct TarArchive {
    private let path: String
    /// By path, without `.` and `..`; the last entry of a path counts, as when an archive is unpacked.
    private var files: [String: [UInt8]] = [:]
    /// Where symbolic links lead to.
    private var links: [String: String] = [:]
    private var bytes = 0
    /// Where the last header that could be read lies.
    private var position = 0

    /// What an archive may hold: far above CIFAR's 184 MB.
    static let mostBytes = 1 << 30

    /// - Throws: `damagedGzip`, `cutGzip`, `notTar`, `truncated` or `archiveTooLong`.
    init(packed: [UInt8], path: String) throws(DatasetError) {
        self.path = path
        guard let archive = archive_read_new() else {
            throw .unreadable(path: path, reason: "libarchive does not start")
        }
        defer { archive_read_free(archive) }
        archive_read_support_format_tar(archive)
        let source = TarSource(packed)
        var status = source.open(archive)
        var entry: OpaquePointer?
        while Self.isGood(status) {
            status = archive_read_next_header(archive, &entry)
            guard Self.isGood(status), let entry else { break }
            position = Int(archive_read_header_position(archive))
            try add(entry, of: archive, source)
        }
        // The last checksum follows the archive's own end.
        source.drain()
        guard status == ARCHIVE_EOF, source.end == .complete else { throw failure(of: archive, source) }
        if files.isEmpty { throw .notTar(path: path, offset: 0) }
    }

    /// Contents of the file of that name: the one in `folder` where there are several.
    ///
    /// - Returns: `nil` when there is none.
    /// - Throws: `ambiguousFile` when several could be meant.
    func file(_ name: String, in folder: String) throws(DatasetError) -> [UInt8]? {
        let paths = (Array(files.keys) + links.keys).filter { $0 == name || $0.hasSuffix("/\(name)") }
            .sorted()
        let known = paths.filter { $0 == "\(folder)/\(name)" || $0.hasSuffix("/\(folder)/\(name)") }
        let best = known.contains("\(folder)/\(name)") ? ["\(folder)/\(name)"] : known.isEmpty ? paths : known
        guard best.count < 2 else { throw .ambiguousFile(path: path, first: best[0], second: best[1]) }
        return best.first.flatMap { contents($0) }
    }

    /// Links are followed, no more of them than a system would.
    private func contents(_ path: String) -> [UInt8]? {
        var path = path
        for _ in 0..<40 {
            if let bytes = files[path] { return bytes }
            guard let target = links[path] else { return nil }
            path = target
        }
        return nil
    }

    private mutating func add(
        _ entry: OpaquePointer, of archive: OpaquePointer, _ source: TarSource
    ) throws(DatasetError) {
        guard let text = archive_entry_pathname(entry) else { return }
        let name = Self.plain(String(cString: text))
        if let target = archive_entry_symlink(entry) {
            let folder = name.split(separator: "/").dropLast().joined(separator: "/")
            links[name] = Self.plain("\(folder)/\(String(cString: target))")
            files[name] = nil
        } else if let target = archive_entry_hardlink(entry) {
            files[name] = files[Self.plain(String(cString: target))]
            links[name] = nil
        } else if archive_entry_filetype(entry) == S_IFREG {
            files[name] = try contents(of: name, Int(archive_entry_size(entry)), archive, source)
            links[name] = nil
        }
    }

    /// Room is made for what comes, and not for the size that is announced.
    private mutating func contents(
        of name: String, _ size: Int, _ archive: OpaquePointer, _ source: TarSource
    ) throws(DatasetError) -> [UInt8] {
        var contents: [UInt8] = []
        while true {
            var (start, count, offset) = (UnsafeRawPointer?.none, 0, la_int64_t())
            let status = archive_read_data_block(archive, &start, &count, &offset)
            // Between the blocks of a sparse file are zeros.
            let hole = (status == ARCHIVE_EOF ? size : Int(offset)) - contents.count
            if Self.isGood(status) || status == ARCHIVE_EOF {
                guard bytes + max(hole, 0) + count <= Self.mostBytes else {
                    throw .archiveTooLong(path: path, most: Self.mostBytes)
                }
                if hole > 0 { contents.append(contentsOf: repeatElement(0, count: hole)) }
                contents.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
                bytes += max(hole, 0) + count
            }
            if status == ARCHIVE_EOF { return contents }
            guard Self.isGood(status) else {
                source.drain()
                guard source.end == .complete, !source.isTooLong, contents.count < size else {
                    throw failure(of: archive, source)
                }
                throw .truncated(path: "\(path) (\(name))", expectedBytes: size, foundBytes: contents.count)
            }
        }
    }

    /// What was wrong, the source drained: with the packing rather than with what came out of it.
    private func failure(of archive: OpaquePointer, _ source: TarSource) -> DatasetError {
        if source.isTooLong { return .archiveTooLong(path: path, most: Self.mostBytes) }
        switch source.end {
        case .damaged(let reason): return .damagedGzip(path: path, reason: reason)
        case .inputExhausted: return .cutGzip(path: path)
        case .complete, nil: break
        }
        let words = archive_error_string(archive).map { String(cString: $0) } ?? ""
        guard words.hasPrefix("Truncated") else {
            // None is told of the first header.
            return .notTar(path: path, offset: max(position, Int(archive_read_header_position(archive))))
        }
        let block = 512
        return .truncated(
            path: path, expectedBytes: (source.count / block + 1) * block, foundBytes: source.count)
    }

    private static func isGood(_ status: Int32) -> Bool { status == ARCHIVE_OK || status == ARCHIVE_WARN }

    private static func plain(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

/// Unpacked bytes for libarchive.
private final class TarSource {
    private let reader: GzipReader
    private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)
    /// Bytes unpacked so far.
    private(set) var count = 0

    var end: GzipReader.End? { reader.end }
    /// A few bytes that unpack without end are not followed there.
    var isTooLong: Bool { count > TarArchive.mostBytes }

    init(_ packed: [UInt8]) { reader = GzipReader(packed) }

    deinit { buffer.deallocate() }

    /// The source must live as long as the archive is read.
    func open(_ archive: OpaquePointer) -> Int32 {
        archive_read_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, source, start in
                guard let source, let start else { return -1 }
                return Unmanaged<TarSource>.fromOpaque(source).takeUnretainedValue().next(start)
            }, nil)
    }

    func drain() {
        var start: UnsafeRawPointer?
        while next(&start) > 0 {}
    }

    /// The next piece; none at the end or at a fault.
    private func next(_ start: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
        guard !isTooLong else { return 0 }
        let read = reader.read(into: buffer)
        count += read
        start.pointee = UnsafeRawPointer(buffer.baseAddress)
        return read
    }
}
