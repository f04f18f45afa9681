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
        let identitySHA256: String
        let seed: Int
        /// `completed`, `diverged`, `failed` or `unfinished`.
        let status: String
        /// `nil` unless completed.
        let top1: Double?
        let seconds: Double?
        /// Of all threads together.
        let cpuSeconds: Double?
        /// Of the attempt that has the result; `nil` where none has.
        let threads: Int?
        let imagesPerSecond: Double?
        let divergedAtStep: Int?
        let finished: String?
        /// Ascending from 1.
        let epochs: [Epoch]
        /// Bit *i* of byte *i/8*, lowest first, is set when test image *i* was classified right; `nil` unless
        /// recorded.
        let correct: Data?
        /// Test images.
        let images: Int
    }

    struct Epoch: Sendable {
        let epoch: Int
        /// `nil` where not finite.
        let trainLoss: Double?
        let testLoss: Double?
        let top1: Double
        let trainSeconds: Double
        let testSeconds: Double
    }

    struct Attempt: Sendable {
        let stepID: String
        let seed: Int
        let number: Int
        let status: String
        let started: String
        let ended: String?
        let seconds: Double?
        let failure: String?
        let gitCommit: String?
        let gitDiffSHA256: String?
        let binarySHA256: String
        let swiftVersion: String
        let cpuModel: String
        let instructionSet: String
        let threads: Int
        let host: String
    }
}
