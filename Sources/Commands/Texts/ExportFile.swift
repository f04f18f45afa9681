import AblateWords
import Foundation

/// Why a file that was asked for could not be written, as a sentence with what to do.
enum ExportFileError: Error, CustomStringConvertible {
    case isFolder(path: String)
    /// The file, or its folder, cannot be made.
    case cannotCreate(path: String, reason: String)
    /// Its contents did not arrive.
    case cannotWrite(path: String, reason: String)

    var description: String {
        switch self {
        case .isFolder(let path):
            "-o must name a file, but '\(path)' is a folder; give a name in it, such as "
                + "'\(path.hasSuffix("/") ? path : path + "/")runs.csv'."
        case .cannotCreate(let path, let reason):
            "'\(path)' cannot be written: \(reason); choose another file with -o."
        case .cannotWrite(let path, let reason):
            "'\(path)' cannot be written: \(reason); "
                + WriteAdvice.on(reason, elsewhere: .otherExportFile) + "."
        }
    }

    /// Of sysexits.h: 73 what cannot be made, 74 what cannot be written.
    var exitStatus: Int32 {
        switch self {
        case .isFolder, .cannotCreate: 73
        case .cannotWrite: 74
        }
    }
}

/// What goes to standard output, or to a file that is replaced only once all of it is there.
final class ExportFile {
    /// `nil` for standard output, of which the end of the command tells whether it was written.
    private let file: File?
    private var waiting: [UInt8] = []

    private struct File {
        /// As messages name it.
        var name: String
        /// Where the bytes go first, and then are; `nil` for what cannot be replaced: a device, a pipe.
        var replacing: (partial: String, path: String)?
        var handle: FileHandle
    }

    /// - Parameter path: `nil` or `-` for standard output.
    /// - Throws: ``ExportFileError``.
    init(_ path: String?) throws {
        guard let path, path != "-" else {
            file = nil
            return
        }
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var status = stat()
        let kind = stat(target, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
        if kind == S_IFDIR { throw ExportFileError.isFolder(path: path) }
        let partial = "\(target).\(ProcessInfo.processInfo.processIdentifier).partial"
        let replacing = kind == S_IFREG ? (partial, target) : nil
        let descriptor = open(replacing?.0 ?? target, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else {
            let number = errno
            let reason = Descriptor.reason(number)
            throw [ENOSPC, EDQUOT, EIO].contains(number)
                ? ExportFileError.cannotWrite(path: path, reason: reason)
                : .cannotCreate(path: path, reason: reason)
        }
        file = File(
            name: path, replacing: replacing,
            handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    /// Writes bytes to the file that `path` names, or nothing.
    ///
    /// - Throws: ``ExportFileError``.
    static func write(_ bytes: [UInt8], to path: String?) throws {
        let file = try ExportFile(path)
        do {
            try file.append(bytes)
            try file.finish()
        } catch {
            file.discard()
            throw error
        }
    }

    func append(_ line: String) throws { try append(Array("\(line)\n".utf8)) }

    /// Writes bytes behind those that were written before.
    ///
    /// - Throws: ``ExportFileError``.
    func append(_ bytes: [UInt8]) throws {
        waiting += bytes
        if waiting.count >= 1 << 16 { try flush() }
    }

    func finish() throws {
        try flush()
        guard let file, let replacing = file.replacing else { return }
        let descriptor = file.handle.fileDescriptor
        guard fsync(descriptor) == 0, rename(replacing.partial, replacing.path) == 0 else {
            throw ExportFileError.cannotWrite(path: file.name, reason: Descriptor.reason(errno))
        }
    }

    /// Leaves nothing of an export that failed.
    func discard() {
        if let replacing = file?.replacing { unlink(replacing.partial) }
    }

    private func flush() throws {
        if let file {
            if let number = Descriptor.write(waiting, to: file.handle.fileDescriptor) {
                throw ExportFileError.cannotWrite(path: file.name, reason: Descriptor.reason(number))
            }
        } else {
            StandardOutput.write(waiting)
        }
        waiting.removeAll(keepingCapacity: true)
    }
}
