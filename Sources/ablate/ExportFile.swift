import Foundation

/// Why an export could not be written, as a sentence with what to do.
enum ExportFileError: Error, CustomStringConvertible {
    case isFolder(path: String)
    case cannotWrite(path: String, reason: String)

    var description: String {
        switch self {
        case .isFolder(let path):
            "-o must name a file, but '\(path)' is a folder; give a name in it, such as "
                + "'\(path.hasSuffix("/") ? path : path + "/")runs.csv'."
        case .cannotWrite(let path, let reason):
            "'\(path)' cannot be written: \(reason); choose another file with -o, or free some space."
        }
    }
}

/// Lines for standard output, or for a file that is replaced only once they are all there.
final class ExportFile {
    /// As messages name it.
    private let name: String
    /// Where the lines go first, and then are; `nil` for what cannot be replaced: standard output, a device, a pipe.
    private let replacing: (partial: String, path: String)?
    private let handle: FileHandle
    private var waiting = Data()

    /// - Parameter path: `nil` or `-` for standard output.
    /// - Throws: ``ExportFileError``.
    init(_ path: String?) throws {
        guard let path, path != "-" else {
            name = "standard output"
            replacing = nil
            handle = .standardOutput
            return
        }
        name = path
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var status = stat()
        let kind = stat(target, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
        if kind == S_IFDIR { throw ExportFileError.isFolder(path: path) }
        let partial = "\(target).\(ProcessInfo.processInfo.processIdentifier).partial"
        replacing = kind == S_IFREG ? (partial, target) : nil
        let descriptor = open(replacing?.partial ?? target, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else {
            throw ExportFileError.cannotWrite(path: path, reason: Self.reason(errno))
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func append(_ line: String) throws {
        waiting.append(contentsOf: line.utf8)
        waiting.append(UInt8(ascii: "\n"))
        if waiting.count >= 1 << 16 { try flush() }
    }

    func finish() throws {
        try flush()
        guard let replacing else { return }
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw ExportFileError.cannotWrite(path: name, reason: error.localizedDescription)
        }
        guard rename(replacing.partial, replacing.path) == 0 else {
            throw ExportFileError.cannotWrite(path: name, reason: Self.reason(errno))
        }
    }

    /// Leaves nothing of an export that failed.
    func discard() {
        if let replacing { unlink(replacing.partial) }
    }

    private func flush() throws {
        do {
            try handle.write(contentsOf: waiting)
        } catch {
            throw ExportFileError.cannotWrite(path: name, reason: error.localizedDescription)
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private static func reason(_ number: Int32) -> String { String(cString: strerror(number)).lowercased() }
}
