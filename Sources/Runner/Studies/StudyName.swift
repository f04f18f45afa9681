import Foundation

/// Names of studies: labels, which need no quotes in a shell.
package enum StudyName {
    /// A label that tells what was changed of a preset (`quick-epochs-6`), or has the first digits of the declaration's
    /// SHA-256 where that would be long.
    static func standard(_ preset: String, _ changes: [String], of manifest: StudyManifest) -> String {
        let words = ([preset] + changes).map { $0.replacing("=", with: "-") }
        let told = words.joined(separator: "-")
        if told.count <= longestStandard && isValid(told) { return told }
        return preset + "-" + manifest.declarationSHA256.prefix(8)
    }

    private static let longestStandard = 40

    /// Whether users may name a study so: letters, digits and `._-=+,@`, with a letter or digit first, so that no shell
    /// reads anything into it, and no more than a line's worth.
    package static func isValid(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, isLetterOrDigit(first) else { return false }
        return name.count <= longest
            && name.unicodeScalars.allSatisfy { isLetterOrDigit($0) || "._-=+,@".unicodeScalars.contains($0) }
    }

    /// Characters of a name that a user gives.
    package static let longest = 80

    /// As it is kept, whichever way its accents were typed.
    package static func normalised(_ name: String) -> String { name.precomposedStringWithCanonicalMapping }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }
}
