import Foundation
import Training

/// `events.jsonl` of an attempt: one ``EpochRecord`` a line, appended and flushed.
///
/// A process that dies while it writes leaves half a line at the end; that line is ignored by readers and
/// cut off by the next writer.
struct EventLog {
    let url: URL

    /// The epochs on record, in order; none when the file is missing.
    ///
    /// - Throws: ``RunnerError/malformed(path:reason:)`` for a bad line that is not the last.
    func read() throws -> [EpochRecord] { try contents().epochs }

    /// Appends one epoch. An epoch that is already there is left as it is: a run resumed from an older
    /// checkpoint goes through it again, to the same bits.
    func append(_ record: EpochRecord) throws {
        let (epochs, goodBytes) = try contents()
        if epochs.contains(where: { $0.epoch == record.epoch }) { return }
        do {
            if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
            let file = try FileHandle(forWritingTo: url)
            defer { try? file.close() }
            try file.truncate(atOffset: UInt64(goodBytes))
            try file.seekToEnd()
            try file.write(contentsOf: try RecordJSON.line(record))
            try file.synchronize()
        } catch {
            throw RunnerError.cannotWrite(path: url.path, reason: RunnerError.reason(error))
        }
    }

    private func contents() throws -> (epochs: [EpochRecord], goodBytes: Int) {
        guard FileManager.default.fileExists(atPath: url.path) else { return ([], 0) }
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw RunnerError.cannotRead(path: url.path, reason: RunnerError.reason(error))
        }
        var epochs: [EpochRecord] = []
        var goodBytes = 0
        var number = 0
        while let newline = data[goodBytes...].firstIndex(of: UInt8(ascii: "\n")) {
            number += 1
            guard let epoch = try? RecordJSON.decode(EpochRecord.self, from: data[goodBytes..<newline])
            else {
                // A machine that lost power can leave the length of a line without its text.
                if newline == data.count - 1 { break }
                throw RunnerError.malformed(path: url.path, reason: "line \(number) is not an epoch")
            }
            epochs.append(epoch)
            goodBytes = newline + 1
        }
        return (epochs.sorted { $0.epoch < $1.epoch }, goodBytes)
    }
}
