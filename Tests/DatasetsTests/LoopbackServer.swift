import Foundation

/// A file server on the loopback address that answers one request after the other, as told.
final class LoopbackServer: @unchecked Sendable {
    struct Behaviour: Sendable {
        /// Whether a request for a part is answered with that part.
        var honoursRanges = true
        /// Bytes of the body after which the connection is closed.
        var cutsAfter: Int?
        var status = 200
    }

    let address: String
    /// Requests so far: their first lines and the values of `Range`.
    var requests: [String] { lock.withLock { seen } }
    private let listener: Int32
    private let files: [String: [UInt8]]
    /// Guards `behaviours` and `seen`.
    private let lock = NSLock()
    /// One a request; the last one stays.
    private var behaviours: [Behaviour]
    private var seen: [String] = []

    /// - Throws: when no port can be had.
    init(_ files: [String: [UInt8]], _ behaviours: [Behaviour] = [Behaviour()]) throws {
        self.files = files
        self.behaviours = behaviours
        #if os(Linux)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, stream, 0)
        self.listener = listener
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listener, name, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, name, &length) == 0
            }
        }
        address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))/"
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        Thread.detachNewThread { [listener, weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                self?.answer(connection)
                close(connection)
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private func answer(_ connection: Int32) {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            request += buffer[..<count]
        }
        let lines = String(decoding: request, as: UTF8.self).split(separator: "\r\n")
        let range = lines.first { $0.lowercased().hasPrefix("range:") }?.split(separator: ":").last
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let behaviour = lock.withLock {
            seen.append([String(lines[0]), range].compactMap(\.self).joined(separator: " "))
            return behaviours.count > 1 ? behaviours.removeFirst() : behaviours[0]
        }
        let name = lines[0].split(separator: " ")[1].dropFirst()
        guard behaviour.status == 200, let file = files[String(name)] else {
            return send(
                Array("HTTP/1.1 \(behaviour.status == 200 ? 404 : behaviour.status) No\r\n".utf8)
                    + Array("Content-Length: 0\r\nConnection: close\r\n\r\n".utf8), connection)
        }
        let start = range.flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0
        let isPart = behaviour.honoursRanges && range != nil
        if isPart, start >= file.count {
            return send(
                Array("HTTP/1.1 416 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8), connection)
        }
        let body = isPart ? Array(file[start...]) : file
        let head =
            "HTTP/1.1 \(isPart ? "206 Partial Content" : "200 OK")\r\nContent-Length: \(body.count)\r\n"
            + (isPart ? "Content-Range: bytes \(start)-\(file.count - 1)/\(file.count)\r\n" : "")
            + "Connection: close\r\n\r\n"
        send(Array(head.utf8) + body.prefix(behaviour.cutsAfter ?? body.count), connection)
    }

    private func send(_ bytes: [UInt8], _ connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            sent += count
        }
    }
}
