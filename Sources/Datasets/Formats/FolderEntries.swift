import Foundation

/// What a folder holds, in the order of the names' bytes; hidden entries are left out.
struct FolderEntries: ~Copyable {
    /// What an entry is, links followed.
    enum Kind {
        case file(bytes: Int)
        case folder(Identity)
        case other
        /// With the system's words.
        case broken(String)
    }

    /// The same folder has the same identity under any name.
    struct Identity: Hashable {
        fileprivate let device: UInt64
        fileprivate let node: UInt64

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            node = UInt64(status.st_ino)
        }
    }

    private let handle: OpaquePointer
    /// Names, each ended by a zero.
    private var names: [CChar] = []
    /// Where each begins, in order.
    private var starts: [Int] = []
    let identity: Identity
    /// Names of hidden entries, in order.
    private(set) var hidden: [PathBytes] = []

    var count: Int { starts.count }

    /// Opens the folder and reads its names.
    ///
    /// - Throws: `unreadable`.
    init(_ path: PathBytes) throws(DatasetError) {
        guard let handle = path.withPath({ opendir($0) }) else {
            throw .unreadable(path: path.text, reason: String(cString: strerror(errno)))
        }
        var status = stat()
        guard fstat(dirfd(handle), &status) == 0 else {
            let reason = String(cString: strerror(errno))
            closedir(handle)
            throw .unreadable(path: path.text, reason: reason)
        }
        self.handle = handle
        identity = Identity(status)
        while let entry = readdir(handle) {
            withUnsafeMutablePointer(to: &entry.pointee.d_name) { field in
                let name = UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self)
                guard name[0] != CChar(UInt8(ascii: ".")) else {
                    let bytes = UnsafeBufferPointer(start: name, count: strlen(name)).map(
                        UInt8.init(bitPattern:))
                    if bytes.contains(where: { $0 != UInt8(ascii: ".") }) || bytes.count > 2 {
                        hidden.append(PathBytes(bytes))
                    }
                    return
                }
                starts.append(names.count)
                names.append(contentsOf: UnsafeBufferPointer(start: name, count: strlen(name) + 1))
            }
        }
        names.withUnsafeBufferPointer { names in
            guard let base = names.baseAddress else { return }
            starts.sort { strcmp(base + $0, base + $1) < 0 }
        }
        hidden.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    deinit { closedir(handle) }

    func name(_ index: Int) -> PathBytes {
        PathBytes(names[starts[index]...].prefix { $0 != 0 }.map(UInt8.init(bitPattern:)))
    }

    func kind(_ index: Int) -> Kind {
        var status = stat()
        let start = starts[index]
        let (found, failure) = names.withUnsafeBufferPointer { names in
            names.baseAddress.map { (fstatat(dirfd(handle), $0 + start, &status, 0), errno) } ?? (-1, ENOENT)
        }
        guard found == 0 else { return .broken(String(cString: strerror(failure))) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(bytes: Int(status.st_size))
        case S_IFDIR: return .folder(Identity(status))
        default: return .other
        }
    }
}
