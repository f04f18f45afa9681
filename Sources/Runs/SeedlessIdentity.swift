import Foundation

/// An identity but for its seed, for whoever names the runs of many seeds: its text is made once, which takes far longer
/// than to put a seed into it and to take the hash.
package struct SeedlessIdentity: Sendable {
    private let beginning: String
    private let ending: String

    /// - Parameter identity: of whatever seed.
    package init(_ identity: RunIdentity) {
        let text = identity.canonicalJSON
        let key = "\"seed\":"
        // The last one: an architecture may have a field of that name, and what comes later has not.
        guard let range = text.range(of: key, options: .backwards),
            let end = text[range.upperBound...].firstIndex(where: { $0 == "," || $0 == "}" })
        else { preconditionFailure("The text of an identity has no seed: \(text)") }
        beginning = String(text[..<range.upperBound])
        ending = String(text[end...])
    }

    /// As ``RunIdentity/sha256`` of the identity with that seed.
    package func sha256(seed: Int) -> String {
        SHA256.digest(of: beginning + "\(seed)" + ending).hexadecimal
    }
}
