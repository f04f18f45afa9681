import CAblateCrypto
import Foundation

/// The SHA-256 of bytes that come in pieces, computed by OpenSSL's libcrypto.
///
/// swift-crypto, which stood here before, compiles all of BoringSSL for it: more than half of what a clean build took.
package final class SHA256 {
    private let context: OpaquePointer

    /// A hash of nothing so far.
    package init() {
        // Null only where there is no memory for a few hundred bytes.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto has no SHA-256.")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes behind those that were added before.
    package func update(_ bytes: some ContiguousBytes) {
        let isAdded = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1 }
        precondition(isAdded, "libcrypto refused to add to a SHA-256.")
    }

    /// The hash of what was added so far; more may be added afterwards.
    package var digest: Digest {
        guard let copy = EVP_MD_CTX_new() else { preconditionFailure("libcrypto has no memory.") }
        defer { EVP_MD_CTX_free(copy) }
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        let isFinished =
            EVP_MD_CTX_copy_ex(copy, context) == 1 && EVP_DigestFinal_ex(copy, &bytes, nil) == 1
        precondition(isFinished, "libcrypto did not finish a SHA-256.")
        return Digest(bytes: bytes)
    }

    /// The hash of bytes that are all there.
    package static func digest(of bytes: some ContiguousBytes) -> Digest {
        let hash = SHA256()
        hash.update(bytes)
        return hash.digest
    }

    /// The hash of a text in UTF-8.
    package static func digest(of text: String) -> Digest { digest(of: Array(text.utf8)) }

    /// The hash of a file, which is read in pieces.
    ///
    /// - Throws: Foundation's error where the file cannot be read.
    package static func digest(ofFile url: URL) throws -> Digest {
        let file = try FileHandle(forReadingFrom: url)
        defer { try? file.close() }
        let hash = SHA256()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(piece) }
        return hash.digest
    }

    /// 32 bytes.
    package struct Digest: Hashable, Sendable {
        package static let byteCount = 32
        package let bytes: [UInt8]

        /// Lower-case, two digits a byte.
        package var hexadecimal: String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
