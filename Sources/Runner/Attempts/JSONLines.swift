import Foundation

/// A file of one JSON value a line, appended and flushed.
///
/// A process that dies while it writes leaves half a line at the end; that line is ignored by readers and
/// cut off by the next writer.
struct JSONLines<Record: Codable> {
    let url: URL
    /// What a line is, for the sentence about one that is not.
    let noun: String

    struct Contents {
        var records: [Record] = []
        /// Length of the lines that can be read.
        var goodBytes = 0
    }

    /// All records in the order of the file; none when it is missing.
    ///
    /// - Throws: ``RunnerError/malformed(path:reason:)`` for a bad line that is not the last.
    func contents() throws -> Contents {
        var contents = Contents()
        guard FileManager.default.fileExists(atPath: url.path) else { return contents }
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw RunnerError.cannotRead(path: url.path, reason: RunnerError.reason(error))
        }
        var number = 0
        while let newline = data[contents.goodBytes...].firstIndex(of: UInt8(ascii: "\n")) {
            number += 1
            guard let record = try? RecordJSON.decode(Record.self, from: data[contents.goodBytes..<newline])
            else {
                // A machine that lost power can leave the length of a line without its text.
                if newline == data.count - 1 { break }
                throw RunnerError.malformed(path: url.path, reason: "line \(number) is not \(noun)")
            }
            contents.records.append(record)
            contents.goodBytes = newline + 1
        }
        return contents
    }

    /// Appends a record after the lines that can be read.
    ///
    /// - Parameter half: called when half of the line is written, where a test is to interrupt it there.
    /// - Throws: ``RunnerError`` `cannotRead`, `cannotWrite`, or `malformed` as ``contents()``.
    func append(_ record: Record, after contents: Contents, half: (() -> Void)? = nil) throws {
        do {
            if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
            let file = try FileHandle(forWritingTo: url)
            defer { try? file.close() }
            try file.truncate(atOffset: UInt64(contents.goodBytes))
            try file.seekToEnd()
            var line = try RecordJSON.line(record)
            if let half {
                try file.write(contentsOf: line.prefix(line.count / 2))
                half()
                line = line.dropFirst(line.count / 2)
            }
            try file.write(contentsOf: line)
            try file.synchronize()
        } catch {
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(error))
        }
    }
}
