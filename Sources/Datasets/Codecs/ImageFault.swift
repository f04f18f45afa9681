/// What is wrong with an image file, as the rest of a sentence that begins with its path.
public enum ImageFault: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(reason: String)
    case empty
    /// Neither JPEG nor PNG by its first bytes.
    case unknownFormat(start: [UInt8])
    case truncated
    case damaged(reason: String)
    case tooLarge(height: Int, width: Int)

    /// Pixels an image may have: what decodes to 300 MB of RGB.
    public static let mostPixels = 100_000_000

    /// What is wrong, as the end of a sentence.
    public var description: String {
        switch self {
        case .unreadable(let reason):
            "cannot be read (\(reason)); check that it is a file and its permissions"
        case .empty: "is empty, but a JPEG or PNG image was expected; \(Self.replacing)"
        case .unknownFormat(let start):
            "should be a JPEG or PNG image, but starts with the bytes "
                + "\(start.map(String.init).joined(separator: " ")); \(Self.replacing)"
        case .truncated: "is cut short: its data ends before the image does; \(Self.replacing)"
        case .damaged(let reason):
            "is damaged: expected a whole image, but decoding stops with '\(reason)'; \(Self.replacing)"
        case .tooLarge(let height, let width):
            "has \(height) × \(width) pixels, but at most \(Self.mostPixels) were expected; make it smaller "
                + "or leave it out"
        }
    }

    private static let replacing = "replace it with a fresh copy or leave it out"
}
