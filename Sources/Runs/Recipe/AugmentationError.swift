/// What of an augmentation cannot be meant, as a sentence.
public enum AugmentationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// - Parameter side: of what the network sees, in pixels.
    case cropPadding(Int, side: Int)
    case outOfRange(name: String, expected: String, found: Double)

    /// The sentence.
    public var description: String {
        switch self {
        case .cropPadding(let padding, let side):
            "The crop padding must be from 0 to the image side (\(side) pixels), but is \(padding)."
        case .outOfRange(let name, let expected, let found):
            "The augmentation's \(name) must be \(expected), but is \(found)."
        }
    }
}
