import AblateRuns
import Foundation

/// The timings that a results folder keeps in `timings.json`. They can be made anew at any time, so a file that
/// cannot be read counts as empty.
package struct TimingStore: Sendable {
    package let file: URL
    private var timings: [TimingKey: StepTiming]

    private struct Entry: Codable {
        var key: TimingKey
        var timing: StepTiming
    }

    package init(_ folder: ResultsFolder) {
        file = folder.url.appendingPathComponent("timings.json")
        timings = Self.read(file)
    }

    /// What the row of a run took on this machine before; `nil` where it was never timed.
    package func timing(of identity: RunIdentity, on machine: TimingMachine) -> StepTiming? {
        timings[TimingKey(identity, on: machine)]
    }

    /// Adds a timing to the file, beside what others have added meanwhile.
    ///
    /// - Throws: `TrainingError.cannotWrite`; the timing then holds for this value alone.
    package mutating func keep(
        _ timing: StepTiming, of identity: RunIdentity, on machine: TimingMachine
    ) throws {
        timings.merge(Self.read(file)) { ours, _ in ours }
        timings[TimingKey(identity, on: machine)] = timing
        // In an order of their own, so that equal timings are equal bytes.
        let entries = timings.map {
            (text: CanonicalJSON.text($0.key), entry: Entry(key: $0.key, timing: $0.value))
        }
        .sorted { $0.text < $1.text }.map(\.entry)
        try DurableFile.createFolder(file.deletingLastPathComponent())
        try DurableFile.replace(file, with: try RecordJSON.text(entries))
    }

    private static func read(_ file: URL) -> [TimingKey: StepTiming] {
        guard let entries = try? RecordJSON.read([Entry].self, from: file) else { return [:] }
        return Dictionary(entries.map { ($0.key, $0.timing) }) { first, _ in first }
    }
}
