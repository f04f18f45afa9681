import AblateRuns
import CAblateArchive
import Foundation

/// Writes a tar archive through libarchive. Equal files in equal order give equal bytes, of one version of libarchive and
/// of what it packs with: times and owners are 0, modes 0644.
package final class ArchiveWriter {
    private let archive: OpaquePointer
    private let sink: Sink
    private var sealing = AttemptArchive.Sealing()
    private let mostBytes: Int
    /// Of the tar, before it is packed.
    private var bytes = 0

    /// Bytes that the archive has come to so far.
    package var packedBytes: Int { sink.bytes }

    /// Begins an archive.
    ///
    /// - Parameters:
    ///   - mostBytes: that its tar may come to.
    ///   - sink: called with the archive's bytes, piece by piece.
    /// - Throws: ``ArchiveError``.
    package init(
        _ compression: AttemptArchive.Compression, mostBytes: Int = AttemptArchive.mostBytes,
        sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        guard let archive = archive_write_new() else {
            throw ArchiveError.cannotPack(reason: "libarchive does not start")
        }
        self.archive = archive
        self.sink = Sink(sink)
        self.mostBytes = mostBytes
        // ustar, but for names that are too long for it.
        try check(archive_write_set_format_pax_restricted(archive))
        guard try pack(with: compression) else {
            throw ArchiveError.unknownCompression(path: compression.endings[0], compression)
        }
        // Nothing is filled up behind the end.
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        try check(self.sink.open(archive))
    }

    deinit {
        // What is not finished is not to be ended as if it were.
        archive_write_fail(archive)
        archive_write_free(archive)
    }

    /// - Returns: whether libarchive has the compression itself; it would start another program otherwise.
    private func pack(with compression: AttemptArchive.Compression) throws -> Bool {
        switch compression {
        case .none: return true
        case .gzip:
            guard archive_write_add_filter_gzip(archive) == ARCHIVE_OK else { return false }
            try check(archive_write_set_filter_option(archive, "gzip", "timestamp", nil))
            try check(archive_write_set_filter_option(archive, "gzip", "compression-level", "9"))
        case .xz:
            guard archive_write_add_filter_xz(archive) == ARCHIVE_OK else { return false }
            try check(archive_write_set_filter_option(archive, "xz", "compression-level", "6"))
        case .zstd:
            guard archive_write_add_filter_zstd(archive) == ARCHIVE_OK else { return false }
            try check(archive_write_set_filter_option(archive, "zstd", "compression-level", "19"))
        }
        return true
    }

    /// Adds a file, behind those that were added before.
    ///
    /// - Throws: ``ArchiveError``, and what the sink throws.
    func add(_ path: String, _ contents: Data) throws {
        try write(path, contents)
        sealing.add(path, contents)
    }

    /// Adds the seal and ends the archive.
    ///
    /// - Throws: as ``add(_:_:)``.
    func finish() throws {
        try write(AttemptArchive.sealPath, try RecordJSON.text(sealing.seal))
        try check(archive_write_close(archive))
    }

    private func write(_ path: String, _ contents: Data) throws {
        let block = 512
        bytes += block + (contents.count + block - 1) / block * block
        if bytes > mostBytes { throw ArchiveError.tooMuchToPack(most: mostBytes) }
        guard let entry = archive_entry_new() else {
            throw ArchiveError.cannotPack(reason: "memory is short")
        }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path)
        let file: mode_t = S_IFREG
        archive_entry_set_filetype(entry, UInt32(file))
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_mtime(entry, 0, 0)
        archive_entry_set_size(entry, Int64(contents.count))
        try check(archive_write_header(archive, entry))
        let written = contents.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        guard written == contents.count else { throw failure }
    }

    private func check(_ status: Int32) throws { if status != ARCHIVE_OK { throw failure } }

    private var failure: any Error {
        sink.failure
            ?? ArchiveError.cannotPack(
                reason: archive_error_string(archive).map { String(cString: $0) }
                    ?? "libarchive tells no reason")
    }
}

/// Where libarchive leaves the bytes.
private final class Sink {
    private let write: ([UInt8]) throws -> Void
    private(set) var bytes = 0
    private(set) var failure: (any Error)?

    init(_ write: @escaping ([UInt8]) throws -> Void) { self.write = write }

    /// The sink must live as long as the archive is written.
    func open(_ archive: OpaquePointer) -> Int32 {
        archive_write_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, sink, start, count in
                guard let sink, let start else { return -1 }
                let piece = Array(UnsafeRawBufferPointer(start: start, count: count))
                return Unmanaged<Sink>.fromOpaque(sink).takeUnretainedValue().take(piece) ? count : -1
            }, nil)
    }

    private func take(_ piece: [UInt8]) -> Bool {
        do {
            try write(piece)
            bytes += piece.count
            return true
        } catch {
            failure = failure ?? error
            return false
        }
    }
}
