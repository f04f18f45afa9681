import CAblateArchive
import Foundation

/// The tar in a file, unpacked piece by piece through libarchive and handed to libarchive again, which reads it: so all
/// of it is counted, and read to its end.
final class UnpackedBytes {
    private let path: String
    private let mostBytes: Int
    private let archive: OpaquePointer
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var count = 0
    /// The last bytes that were read, as many as end a tar.
    private var tail: ArraySlice<UInt8> = []
    /// Why there are no more, before the end.
    private(set) var failure: (any Error)?

    /// A tar ends with two blocks of zeros.
    private static let block = 512

    /// Opens a file that is packed in any of the ways of ``AttemptArchive/Compression``.
    ///
    /// - Throws: ``ArchiveError``; ``RunnerError/cannotRead(path:reason:)``.
    init(_ path: String, mostBytes: Int) throws {
        self.path = path
        self.mostBytes = mostBytes
        guard let archive = archive_read_new() else {
            throw ArchiveError.damaged(path: path, reason: "libarchive does not start")
        }
        self.archive = archive
        let compression = AttemptArchive.Compression(ofBytes: try Self.beginning(of: path))
        guard Self.unpack(with: compression, archive) == ARCHIVE_OK else {
            throw ArchiveError.unknownCompression(path: path, compression)
        }
        archive_read_support_format_raw(archive)
        var entry: OpaquePointer?
        let isOpen =
            archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK
            && archive_read_next_header(archive, &entry) == ARCHIVE_OK
        guard isOpen else {
            // Nothing at all is no tar.
            throw compression == .none && reason.hasPrefix("unrecognized")
                ? ArchiveError.notAnArchive(path: path) : .damaged(path: path, reason: reason)
        }
    }

    deinit {
        archive_read_free(archive)
        buffer.deallocate()
    }

    private static func beginning(of path: String) throws -> Data {
        func reason() -> String { RunnerError.reason(errorNumber: errno) }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw RunnerError.cannotRead(path: path, reason: reason()) }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw ArchiveError.noFile(path: path)
        }
        var bytes = [UInt8](repeating: 0, count: AttemptArchive.Compression.magicBytes)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw RunnerError.cannotRead(path: path, reason: reason()) }
        return Data(bytes[..<count])
    }

    /// Other programs, which libarchive would start where it lacks a compression, are not for files of unknown origin.
    private static func unpack(
        with compression: AttemptArchive.Compression, _ archive: OpaquePointer
    ) -> Int32 {
        switch compression {
        case .none: ARCHIVE_OK
        case .gzip: archive_read_support_filter_gzip(archive)
        case .xz: archive_read_support_filter_xz(archive)
        case .zstd: archive_read_support_filter_zstd(archive)
        }
    }

    /// Gives the tar to a reader; this must live as long as that reads.
    func feed(_ reader: OpaquePointer) -> Int32 {
        archive_read_open(
            reader, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, source, start in
                guard let source, let start else { return -1 }
                let bytes = Unmanaged<UnpackedBytes>.fromOpaque(source).takeUnretainedValue()
                guard let piece = bytes.next() else { return -1 }
                start.pointee = piece.baseAddress.map { UnsafeRawPointer($0) }
                return piece.count
            }, nil)
    }

    /// Reads what a tar's reader has left, which is the end of the packing.
    ///
    /// - Throws: ``ArchiveError`` where anything is missing.
    func finish() throws {
        while let piece = next(), !piece.isEmpty {}
        if let failure { throw failure }
        guard count % Self.block == 0, tail.count == 2 * Self.block, tail.allSatisfy({ $0 == 0 }) else {
            throw ArchiveError.damaged(path: path, reason: "its end is missing")
        }
    }

    /// The next piece, empty at the end; `nil` after a fault.
    private func next() -> UnsafeRawBufferPointer? {
        guard failure == nil else { return nil }
        let read = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard read >= 0 else {
            failure = ArchiveError.damaged(path: path, reason: reason)
            return nil
        }
        count += read
        if count > mostBytes {
            failure = ArchiveError.tooLarge(path: path, most: mostBytes)
            return nil
        }
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<read])
        tail = (tail + piece.suffix(2 * Self.block)).suffix(2 * Self.block)
        return piece
    }

    /// Libarchive's, as a part of a sentence.
    private var reason: String {
        archive_error_string(archive).map { String(cString: $0).lowercased() } ?? "its packing ends too early"
    }
}
