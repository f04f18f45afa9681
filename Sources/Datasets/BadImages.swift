import Foundation

/// An image file that cannot be used, and why.
public struct BadImage: Hashable, Sendable, CustomStringConvertible {
    public let path: String
    public let fault: ImageFault

    public init(path: String, fault: ImageFault) {
        self.path = path
        self.fault = fault
    }

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

    public init() {}

    /// Each once, by path.
    public var images: [BadImage] { lock.withLock { found.values.sorted { $0.path < $1.path } } }

    func note(_ image: BadImage) { lock.withLock { found[image.path] = image } }
}
