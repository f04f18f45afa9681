import AblateRuns
import Foundation

/// Names of files for what users name freely.
package enum FileName {
    /// A name for a file, without its ending, that every file system takes and no other name has.
    ///
    /// A name of lower-case letters, digits and `._-=+,@` is its own. Of any other, other characters become `_` and
    /// the first digits of its SHA-256 are added: so do long ones, those that differ in their capitals alone, which
    /// macOS and Windows take for one file, and those that look as if they had such digits already.
    package static func of(_ name: String) -> String {
        isPlain(name) ? name : hashed(name)
    }

    /// The same with the digits in any case.
    static func hashed(_ name: String) -> String {
        let safe = name.unicodeScalars.prefix(longest).map { scalar in
            isSafe(scalar) || ("A"..."Z").contains(scalar) ? Character(scalar) : "_"
        }
        // A file that begins with a point is hidden.
        let visible = safe.first == "." ? "_" + String(safe.dropFirst()) : String(safe)
        return visible + "-" + SHA256.digest(of: name).hexadecimal.prefix(digits)
    }

    /// Bytes; the whole name of a file has 255 on most systems, and temporary ones are longer than their files'.
    private static let longest = 100
    private static let digits = 12

    private static func isPlain(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        guard let first = scalars.first, first != ".", scalars.count <= longest else { return false }
        return scalars.allSatisfy(isSafe) && name.firstMatch(of: /-[0-9a-f]{12}$/) == nil
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            || "._-=+,@".unicodeScalars.contains(scalar)
    }
}
