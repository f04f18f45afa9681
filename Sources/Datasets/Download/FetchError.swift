import AblateWords

/// Why a file could not be fetched, as a sentence with the address, what was expected and found, and what to do.
package enum FetchError: Error, Hashable, Sendable, CustomStringConvertible {
    case address(String)
    case connection(url: String, reason: String, keptBytes: Int)
    case status(url: String, code: Int)
    case cutShort(url: String, expectedBytes: Int, foundBytes: Int)
    case checksum(url: String, expected: String, found: String)
    case unwritable(path: String, reason: String)

    package var description: String {
        switch self {
        case .address(let text):
            "'\(text)' is not an address: expected http:// or https:// and a host; \(Remedy.checkAddress)."
        case .connection(let url, let reason, let kept):
            "\(url) cannot be fetched (\(reason)); \(kept) bytes are kept: run the same command again to go on."
        case .status(let url, let code):
            "\(url) was answered with HTTP status \(code), but 200 or 206 was expected; \(Remedy.checkAddress)."
        case .cutShort(let url, let expected, let found):
            "\(url) ended early: expected \(expected) bytes, but \(found) arrived and are kept; run the same "
                + "command again to go on."
        case .checksum(let url, let expected, let found):
            "\(url) is not the file it should be: expected SHA-256 \(expected), but found \(found); it was "
                + "removed: \(Remedy.acceptOtherContents)."
        case .unwritable(let path, let reason):
            "\(path) cannot be written (\(reason)); "
                + WriteAdvice.on(reason, elsewhere: .otherDownloadFolder) + "."
        }
    }
}
