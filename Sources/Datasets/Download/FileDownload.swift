import AblateRuns
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Fetches one file over HTTP. What has arrived is kept in `FILE.part` and gone on from; the file takes its name only
/// when it is whole and right.
package struct FileDownload: Sendable {
    package let url: URL
    package let path: String
    /// Lower-case hexadecimal; `nil` for any contents.
    package let sha256: String?

    /// - Throws: `address`.
    package init(url: String, path: String, sha256: String?) throws(FetchError) {
        guard let parsed = URL(string: url), let scheme = parsed.scheme, ["http", "https"].contains(scheme),
            parsed.host != nil
        else { throw .address(url) }
        self.url = parsed
        self.path = path
        self.sha256 = sha256
    }

    /// - Parameter onProgress: called with the bytes that are there and, where known, the bytes of the whole file,
    ///   from another thread.
    /// - Returns: whether anything had to be fetched: `false` when the right file was there already.
    /// - Throws: any ``FetchError`` but `address`.
    package func run(
        onProgress: @escaping @Sendable (_ bytes: Int, _ total: Int?) -> Void
    ) throws(FetchError) -> Bool {
        if let sha256, FileManager.default.fileExists(atPath: path), try Self.sha256(of: path) == sha256 {
            return false
        }
        let part = path + ".part"
        if !FileManager.default.fileExists(atPath: part) {
            guard FileManager.default.createFile(atPath: part, contents: nil) else {
                throw .unwritable(path: part, reason: String(cString: strerror(errno)))
            }
        }
        // What was kept of an earlier try may be all there is, or not fit this file at all: then anew, once.
        if try transfer(to: part, onProgress) == .rangeRefused {
            try Self.empty(part)
            guard try transfer(to: part, onProgress) == .complete else {
                throw .status(url: url.absoluteString, code: 416)
            }
        }
        let found = try Self.sha256(of: part)
        if let sha256, found != sha256 {
            try? FileManager.default.removeItem(atPath: part)
            throw .checksum(url: url.absoluteString, expected: sha256, found: found)
        }
        guard rename(part, path) == 0 else {
            throw .unwritable(path: path, reason: String(cString: strerror(errno)))
        }
        return true
    }

    private enum Ending {
        case complete
        case rangeRefused
    }

    private func transfer(
        to part: String, _ onProgress: @escaping @Sendable (Int, Int?) -> Void
    ) throws(FetchError) -> Ending {
        let receiver = try Receiver(part, onProgress)
        var request = URLRequest(url: url)
        // A packed file must arrive as it lies there, not unpacked on the way.
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        if receiver.kept > 0 { request.setValue("bytes=\(receiver.kept)-", forHTTPHeaderField: "Range") }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 60
        let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        session.dataTask(with: request).resume()
        let end = receiver.wait()
        if let reason = end.writeFailure { throw .unwritable(path: part, reason: reason) }
        switch end.status {
        case 200?, 206?: break
        case 416? where receiver.kept > 0: return .rangeRefused
        case let code?: throw .status(url: url.absoluteString, code: code)
        case nil: break
        }
        if let reason = end.failure {
            throw .connection(url: url.absoluteString, reason: reason, keptBytes: end.bytes)
        }
        if let total = end.total, end.bytes < total {
            throw .cutShort(url: url.absoluteString, expectedBytes: total, foundBytes: end.bytes)
        }
        return .complete
    }

    private static func empty(_ path: String) throws(FetchError) {
        guard truncate(path, 0) == 0 else {
            throw .unwritable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private static func sha256(of path: String) throws(FetchError) -> String {
        do {
            return try SHA256.digest(ofFile: URL(fileURLWithPath: path)).hexadecimal
        } catch {
            throw .unwritable(path: path, reason: error.localizedDescription)
        }
    }
}

/// Writes what arrives to the end of a file.
private final class Receiver: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    struct End {
        var bytes: Int
        var total: Int?
        var status: Int?
        var failure: String?
        var writeFailure: String?
    }

    /// Bytes that were there before.
    let kept: Int
    private let file: FileHandle
    private let onProgress: @Sendable (Int, Int?) -> Void
    private let finished = DispatchSemaphore(value: 0)
    /// Changed on the session's queue alone, read after `finished`.
    private var end: End

    init(_ path: String, _ onProgress: @escaping @Sendable (Int, Int?) -> Void) throws(FetchError) {
        do {
            file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            kept = Int(try file.seekToEnd())
        } catch {
            throw .unwritable(path: path, reason: error.localizedDescription)
        }
        self.onProgress = onProgress
        end = End(bytes: kept)
    }

    func wait() -> End {
        finished.wait()
        try? file.close()
        return end
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode
        end.status = status
        guard status == 200 || status == 206 else { return completionHandler(.cancel) }
        if status == 200, kept > 0 {
            // The server sends the whole file.
            do {
                try file.truncate(atOffset: 0)
                end.bytes = 0
            } catch {
                end.writeFailure = error.localizedDescription
                return completionHandler(.cancel)
            }
        }
        let length = response.expectedContentLength
        end.total = length >= 0 ? end.bytes + Int(length) : nil
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard end.writeFailure == nil else { return }
        do {
            try file.write(contentsOf: data)
            end.bytes += data.count
            onProgress(end.bytes, end.total)
        } catch {
            end.writeFailure = error.localizedDescription
            dataTask.cancel()
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        end.failure = error?.localizedDescription
        finished.signal()
    }
}
