import AblateRuns
import Foundation

/// A tar that is made by hand, so that it can hold what no export writes.
struct TarFixture {
    private var blocks = Data()
    private var sealed = Data()
    private var files = 0

    /// Adds an entry.
    ///
    /// - Parameters:
    ///   - kind: `0` a file, `1` a hard link, `2` a symbolic link, `3` a device, `5` a folder.
    ///   - size: that the header announces; that of the contents unless given.
    mutating func add(
        _ path: String, _ contents: Data = Data(), kind: Character = "0", link: String = "", size: Int? = nil
    ) {
        var header = Data(count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: Data(text.utf8))
        }
        put(path, at: 0)
        put("0000644\0", at: 100)
        put("0000000\0", at: 108)
        put("0000000\0", at: 116)
        put(String(format: "%011o\0", size ?? contents.count), at: 124)
        put("00000000000\0", at: 136)
        put("        \(kind)\(link)", at: 148)
        put("ustar\u{0}00", at: 257)
        put(String(format: "%06o\0 ", header.reduce(0) { $0 + Int($1) }), at: 148)
        blocks += header + contents + Data(count: (512 - contents.count % 512) % 512)
        sealed += Data("\(path)\0\(contents.count)\0".utf8) + contents
        files += 1
    }

    /// Adds the file that says that all is there.
    ///
    /// - Parameter sha256: another one than that of the files.
    mutating func seal(sha256: String? = nil) {
        let sha256 = sha256 ?? SHA256.digest(of: sealed).hexadecimal
        add("whole.json", Data("{\"files\": \(files), \"sha256\": \"\(sha256)\"}".utf8))
    }

    /// The tar with its end.
    var data: Data { blocks + Data(count: 1024) }

    /// The whole archive with a seal.
    static func sealed(_ fill: (inout TarFixture) -> Void) -> Data {
        var tar = TarFixture()
        fill(&tar)
        tar.seal()
        return tar.data
    }
}
