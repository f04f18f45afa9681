import Foundation

/// A name or path as the system has it: any bytes but zero. Most are UTF-8, but nothing makes them.
package struct PathBytes: Hashable, Sendable {
    let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) { bytes = Array(text.utf8) }

    /// For people: itself where it is UTF-8; each other byte as in `caf\xE9`.
    package var text: String { Self.text(bytes) }

    /// The path of `name` in this folder.
    func appending(_ name: PathBytes) -> PathBytes { PathBytes(bytes + [UInt8(ascii: "/")] + name.bytes) }

    /// Calls the system with the path.
    func withPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        body(bytes.map(CChar.init(bitPattern:)) + [0])
    }

    /// Bytes that should be UTF-8, each that is not as in `caf\xE9`.
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(bytes: bytes, encoding: .utf8) { return text }
        var text = ""
        var rest = Array(bytes)[...]
        while let first = rest.first {
            // A character takes four bytes at most.
            let whole = (1...4).lazy.compactMap { String(bytes: rest.prefix($0), encoding: .utf8) }.first
            if let whole, !whole.isEmpty {
                text += whole
                rest = rest.dropFirst(whole.utf8.count)
            } else {
                text += (first < 16 ? "\\x0" : "\\x") + String(first, radix: 16, uppercase: true)
                rest = rest.dropFirst()
            }
        }
        return text
    }
}

extension [UInt8] {
    /// The contents of a file.
    ///
    /// - Throws: `unreadable` with the system's words.
    init(contentsOf path: PathBytes) throws(ImageFault) {
        let descriptor = path.withPath { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        var failure: Int32?
        // One more, to see the end at once.
        var room = size + 1
        var bytes: [UInt8] = []
        repeat {
            let kept = bytes
            bytes = [UInt8](unsafeUninitializedCapacity: kept.count + room) { buffer, count in
                _ = buffer.initialize(from: kept)
                count = kept.count
                while count < buffer.count {
                    let got = read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                    if got < 0, errno == EINTR { continue }
                    if got < 0 { failure = errno }
                    if got <= 0 { break }
                    count += got
                }
                room = count < buffer.count ? 0 : count
            }
        } while room > 0 && failure == nil
        if let failure { throw .unreadable(reason: String(cString: strerror(failure))) }
        self = bytes
    }
}
