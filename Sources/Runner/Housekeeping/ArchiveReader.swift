import AblateRuns
import CAblateArchive
import Foundation

/// Reads an archive of attempts and lets nothing through that an export would not have written.
struct ArchiveReader {
    let path: String
    /// That its tar may come to.
    let mostBytes: Int

    /// Calls `body` with every file but the seal, in the archive's order. Only when it returns is the archive known to be
    /// whole, so that it is read once for nothing else.
    ///
    /// - Throws: ``ArchiveError``; ``RunnerError/cannotRead(path:reason:)``; and what `body` throws.
    func forEachFile(_ body: (_ path: String, _ contents: Data) throws -> Void = { _, _ in }) throws {
        let source = try UnpackedBytes(path, mostBytes: mostBytes)
        guard let archive = archive_read_new() else { throw damaged("libarchive does not start") }
        defer { archive_read_free(archive) }
        archive_read_support_format_tar(archive)
        var status = source.feed(archive)
        var files = Files(path)
        var entry: OpaquePointer?
        while Self.isGood(status) {
            status = archive_read_next_header(archive, &entry)
            guard Self.isGood(status), let entry else { break }
            let name = archive_entry_pathname(entry).map { String(cString: $0) } ?? "?"
            try files.checkName(name, entry)
            let contents = try contents(of: entry, archive, source)
            if try files.add(name, contents) { try body(name, contents) }
        }
        if let failure = source.failure { throw failure }
        guard status == ARCHIVE_EOF else {
            let reason = archive_error_string(archive).map { String(cString: $0) } ?? ""
            if files.isEmpty, reason.hasPrefix("Unrecognized") { throw ArchiveError.notAnArchive(path: path) }
            throw damaged(reason.lowercased())
        }
        try source.finish()
        try files.finish()
    }

    private func contents(
        of entry: OpaquePointer, _ archive: OpaquePointer, _ source: UnpackedBytes
    ) throws -> Data {
        let size = Int(archive_entry_size(entry))
        // What is announced need not come.
        guard size <= mostBytes else { throw ArchiveError.tooLarge(path: path, most: mostBytes) }
        var contents = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = archive_read_data(archive, &buffer, buffer.count)
            if let failure = source.failure { throw failure }
            if count == 0 { break }
            guard count > 0 else {
                throw damaged(archive_error_string(archive).map { String(cString: $0).lowercased() } ?? "")
            }
            contents.append(contentsOf: buffer[..<count])
        }
        guard contents.count == size else { throw damaged("a file is shorter than it should be") }
        return contents
    }

    private static func isGood(_ status: Int32) -> Bool { status == ARCHIVE_OK || status == ARCHIVE_WARN }

    private func damaged(_ reason: String) -> ArchiveError { .damaged(path: path, reason: reason) }
}

extension ArchiveReader {
    /// What has been read so far.
    fileprivate struct Files {
        private let path: String
        private var sealing = AttemptArchive.Sealing()
        private var seal: AttemptArchive.Seal?
        private var names: Set<String> = []

        init(_ path: String) { self.path = path }

        var isEmpty: Bool { names.isEmpty }

        func checkName(_ name: String, _ entry: OpaquePointer) throws(ArchiveError) {
            if name.hasPrefix("/") || name.split(separator: "/").contains("..") {
                throw .leadsOutside(path: path, name: name)
            }
            let isFile =
                archive_entry_filetype(entry) == S_IFREG && archive_entry_hardlink(entry) == nil
                && archive_entry_symlink(entry) == nil && archive_entry_sparse_count(entry) == 0
            guard isFile else { throw .notPlain(path: path, name: name) }
            guard name == AttemptArchive.sealPath || AttemptArchive.holds(name) else {
                throw .foreignFile(path: path, name: name)
            }
        }

        /// - Returns: whether it is anything but the seal.
        mutating func add(_ name: String, _ contents: Data) throws(ArchiveError) -> Bool {
            if seal != nil { throw .damaged(path: path, reason: "something follows its end") }
            guard names.insert(name).inserted else {
                throw .damaged(path: path, reason: "it holds '\(name)' twice")
            }
            guard name == AttemptArchive.sealPath else {
                sealing.add(name, contents)
                return true
            }
            seal = try? RecordJSON.decode(AttemptArchive.Seal.self, from: contents)
            if seal == nil { throw .damaged(path: path, reason: "'\(name)' is not valid") }
            return false
        }

        /// Checks that all is there and unharmed.
        func finish() throws(ArchiveError) {
            guard let seal else { throw .damaged(path: path, reason: "its end is missing") }
            guard seal == sealing.seal else {
                throw .damaged(path: path, reason: "its SHA-256 is not the one that it names")
            }
            for name in names where name.hasPrefix("runs/") {
                let folder = name[..<(name.lastIndex(of: "/") ?? name.endIndex)]
                for file in AttemptArchive.attemptFiles where !names.contains("\(folder)/\(file)") {
                    throw .damaged(path: path, reason: "'\(folder)' has no '\(file)'")
                }
            }
        }
    }
}
