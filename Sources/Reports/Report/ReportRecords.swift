import AblateResults
import AblateRunner
import Foundation

/// What the database holds of one study: all that a report is computed from. Accuracies are fractions of 1.
struct ReportRecords: Sendable {
    let manifest: StudyManifest
    /// In the order of the roadmap; their means are the database's.
    let steps: [StepRow]
    /// By the step's position, ascending by seed.
    let runs: [Int: [Run]]
    /// By position, seed and number.
    let attempts: [Attempt]

    struct Run: Sendable {
        private let recorded: RecordedRun
        /// Ascending from 1.
        let epochs: [RecordedEpoch]

        init(_ recorded: RecordedRun, epochs: [RecordedEpoch]) {
            self.recorded = recorded
            self.epochs = epochs
        }

        var identitySHA256: String { recorded.identitySHA256 }
        var seed: Int { recorded.seed }
        /// `completed`, `diverged`, `failed` or `unfinished`.
        var status: String { recorded.status }
        /// `nil` unless completed.
        var top1: Double? { recorded.top1 }
        var seconds: Double? { recorded.seconds }
        /// Of all threads together.
        var cpuSeconds: Double? { recorded.cpuSeconds }
        /// Of the attempt that has the result; `nil` where none has.
        var threads: Int? { recorded.threads }
        var imagesPerSecond: Double? { recorded.imagesPerSecond }
        var divergedAtStep: Int? { recorded.divergedAtStep }
        var finished: String? { recorded.finished }
        /// Bit *i* of byte *i/8*, lowest first, is set when test image *i* was classified right; `nil` unless
        /// recorded.
        var correct: Data? { recorded.correct }
        /// Test images.
        var images: Int { recorded.images ?? 0 }
    }

    typealias Epoch = RecordedEpoch
    typealias Attempt = RecordedAttempt
}
