import AblateRuns
import Foundation

/// `events.jsonl` of an attempt: one ``EpochRecord`` a line.
struct EventLog {
    private let lines: JSONLines<EpochRecord>

    init(url: URL) {
        lines = JSONLines(url: url, noun: "an epoch")
    }

    /// The epochs on record, in order; none when the file is missing.
    ///
    /// - Throws: ``RunnerError/malformed(path:reason:)`` for a bad line that is not the last.
    func read() throws -> [EpochRecord] { try lines.contents().records.sorted { $0.epoch < $1.epoch } }

    /// Appends one epoch. An epoch that is already there is left as it is: a run resumed from an older
    /// checkpoint goes through it again, to the same bits.
    func append(_ record: EpochRecord) throws {
        let contents = try lines.contents()
        if contents.records.contains(where: { $0.epoch == record.epoch }) { return }
        FaultPoint.eventAppend.pass()
        try lines.append(
            record, after: contents, half: FaultPoint.areActive ? { FaultPoint.eventHalf.pass() } : nil)
        FaultPoint.eventAppended.pass()
    }
}
