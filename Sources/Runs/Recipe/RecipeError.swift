import AblateWords

/// What of a recipe cannot be meant, as a sentence.
public enum RecipeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// - Parameter nearest: known paths like it.
    case unknownField(String, nearest: [String])
    case malformed(path: String, expected: String, found: String)
    /// A part that cannot be taken away.
    case needed(path: String)
    case outOfRange(path: String, expected: String, found: String)
    /// A setting of an optimizer that the recipe does not have.
    case withoutEffect(path: String, reason: String)

    /// The sentence.
    public var description: String {
        switch self {
        case .unknownField(let path, let nearest):
            "A recipe has no field '\(path)'; "
                + (nearest.isEmpty
                    ? "\(Remedy.listRecipeFields)."
                    : "did you mean \(nearest.joined(separator: " or ")) "
                        + "(\(Remedy.listRecipeFields))?")
        case .malformed(let path, let expected, let found):
            "recipe.\(path) must be \(expected), but is '\(found)'."
        case .needed(let path):
            "recipe.\(path) is needed and cannot be none."
        case .outOfRange(let path, let expected, let found):
            "recipe.\(path) must be \(expected), but is \(found)."
        case .withoutEffect(let path, let reason):
            "recipe.\(path) is \(reason), and not kept."
        }
    }
}
