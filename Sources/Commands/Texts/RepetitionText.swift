import AblateRunner
import AblateRuns
import AblateTables
import Foundation

/// What a run that was trained once more came to, beside its earlier attempts.
package struct RepetitionText {
    private let run: String
    private let attempt: Int
    private let repetitions: [RunRepetition]
    private let record: AttemptRecord

    /// - Parameters:
    ///   - record: the new attempt.
    ///   - repetitions: of it and each earlier one that finished, oldest first.
    package init(run: RunIdentity, attempt: Int, repetitions: [RunRepetition], record: AttemptRecord) {
        self.run = String(run.sha256.prefix(16))
        self.attempt = attempt
        self.repetitions = repetitions
        self.record = record
    }

    package func rendered(as format: OutputFormat, width: Int? = nil) -> String {
        guard format.isForPeople else { return rows.rendered(as: format) }
        let sentences =
            repetitions.isEmpty
            ? ["Run \(run): attempt \(attempt) is the first that finished."] : repetitions.map(sentence)
        return rows.rendered(as: format, width: width) + "\n\n"
            + format.sentences(sentences.joined(separator: "\n"), width: width)
    }

    /// What is wrong: other bits where they must be equal; `nil` when nothing is.
    package var alarm: String? {
        guard let wrong = repetitions.first(where: { $0.mustBeEqual && !$0.isEqual }) else { return nil }
        return "Run \(run): attempts \(wrong.earlier.number) and \(attempt) ended in other bits (weights "
            + "\(wrong.weights.earlier) and \(wrong.weights.later)), though one build on one instruction set must give "
            + "equal ones; the memory of this machine may be faulty, or the engine is: run it once more."
    }

    private func sentence(_ repetition: RunRepetition) -> String {
        let changes = repetition.provenanceChanges
        let other = changes.isEmpty ? "" : " What differs: \(changes.joined(separator: "; "))."
        let names = "attempt \(attempt) and attempt \(repetition.earlier.number)"
        if repetition.isEqual { return "Run \(run): \(names) came to the same bits.\(other)" }
        var text = "Run \(run): \(names) came to other bits"
        if let epoch = repetition.firstOtherEpoch { text += " from epoch \(epoch) on" }
        if let (earlier, later) = both(repetition.top1) {
            text += String(
                format: ", top-1 %.2f %% and %.2f %% (%+.2f points)", later * 100, earlier * 100,
                (later - earlier) * 100)
        }
        return text + ".\(other)"
    }

    private func both(_ top1: (earlier: Double?, later: Double?)) -> (Double, Double)? {
        guard let earlier = top1.earlier, let later = top1.later else { return nil }
        return (earlier, later)
    }

    private var rows: Table {
        var table = Table(columns: [
            .init("run", for: .programs), .init("attempt"), .init("status"), .init("top1", "top-1 %"),
            .init("same_bits", "same bits"), .init("must_be_equal", "must be"),
            .init("weights_sha256", for: .programs), .init("weights", for: .people), .init("seconds"),
            .init("git_commit", for: .programs), .init("binary_sha256", for: .programs),
            .init("instruction_set", "instruction set"), .init("threads"), .init("host"),
        ])
        for repetition in repetitions { table.append(row(repetition.earlier, repetition)) }
        table.append(row(record, nil))
        return table
    }

    /// - Parameter repetition: of the new attempt and this one; `nil` for the new one itself.
    private func row(_ record: AttemptRecord, _ repetition: RunRepetition?) -> [Table.Value] {
        let result: RunResult? = if case .finished(let result) = record.state { result } else { nil }
        let provenance = record.provenance
        return [
            .text(run), .integer(record.number), .text(result?.status.rawValue),
            .fraction(result?.top1, decimals: 2), repetition.map { .truth($0.isEqual) } ?? .missing,
            repetition.map { .truth($0.mustBeEqual) } ?? .missing, .text(result?.weightsSHA256),
            .text(result.map { String($0.weightsSHA256.prefix(12)) }), .real(result?.seconds, decimals: 1),
            .text(provenance.gitCommit), .text(provenance.binarySHA256), .text(provenance.instructionSet),
            .integer(provenance.threads), .text(provenance.host),
        ]
    }
}
