import Foundation

/// An image file that cannot be used, and why.
public struct BadImage: Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong with it.
    public let fault: ImageFault

    /// A file that cannot be used.
    public init(path: String, fault: ImageFault) {
        self.path = path
        self.fault = fault
    }

    /// The sentence.
    public var description: String { "\(path) \(fault)." }
}

/// What to do about an image file that cannot be used.
public enum BadImagePolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop with its name.
    case fail
    /// Leave it out, with its name and the number in the report. In a batch that was planned with it, the next good
    /// image takes its place.
    case skip
}

/// The bad images met so far, from any thread.
public final class BadImageLog: @unchecked Sendable {
    /// Guards `found`.
    private let lock = NSLock()
    private var found: [String: BadImage] = [:]

    /// A log without entries.
    public init() {}

    /// Each once, by path.
    public var images: [BadImage] { lock.withLock { found.values.sorted { $0.path < $1.path } } }

    func note(_ image: BadImage) { lock.withLock { found[image.path] = image } }
}
