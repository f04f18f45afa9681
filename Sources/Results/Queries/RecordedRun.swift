import Foundation
import GRDB

/// A run of a study's row as the database has it. Accuracies are fractions of 1.
package struct RecordedRun: Decodable, FetchableRecord, Sendable {
    /// The row's place in the roadmap.
    package let position: Int
    package let seed: Int
    /// `completed`, `diverged`, `failed` or `unfinished`.
    package let status: String
    /// `nil` unless completed.
    package let top1: Double?
    package let seconds: Double?
    /// Of all threads together.
    package let cpuSeconds: Double?
    /// Of the attempt that has the result; `nil` where none has.
    package let threads: Int?
    package let imagesPerSecond: Double?
    package let divergedAtStep: Int?
    package let finished: String?
    /// SHA-256 of the identity.
    package let identitySHA256: String
    /// Canonical JSON.
    package let identity: String
    /// Bit *i* of byte *i/8*, lowest first, is set when test image *i* was classified right; `nil` unless recorded.
    package let correct: Data?
    /// Test images; `nil` where no predictions are recorded.
    package let images: Int?

    private enum CodingKeys: String, CodingKey {
        case position, seed, status, top1, seconds, threads, finished, identity, correct, images
        case cpuSeconds = "cpu_seconds"
        case imagesPerSecond = "images_per_second"
        case divergedAtStep = "diverged_at_step"
        case identitySHA256 = "identity_sha256"
    }
}

/// An epoch of a run. Losses are `nil` where they are not finite.
package struct RecordedEpoch: Decodable, FetchableRecord, Sendable {
    /// SHA-256 of the run's identity.
    package let identitySHA256: String
    /// From 1.
    package let epoch: Int
    package let trainLoss: Double?
    package let testLoss: Double?
    package let top1: Double
    package let trainSeconds: Double
    package let testSeconds: Double

    private enum CodingKeys: String, CodingKey {
        case epoch, top1
        case identitySHA256 = "identity_sha256"
        case trainLoss = "train_loss"
        case testLoss = "test_loss"
        case trainSeconds = "train_seconds"
        case testSeconds = "test_seconds"
    }
}

/// An attempt at a run of a study, with what made it and where.
package struct RecordedAttempt: Decodable, FetchableRecord, Sendable {
    /// The row's id.
    package let stepID: String
    package let seed: Int
    /// From 1.
    package let number: Int
    package let status: String
    /// ISO 8601, UTC.
    package let started: String
    package let ended: String?
    package let seconds: Double?
    /// Why it failed; `nil` for one that did not.
    package let failure: String?
    package let gitCommit: String?
    package let gitDiffSHA256: String?
    package let binarySHA256: String
    package let swiftVersion: String
    package let cpuModel: String
    package let instructionSet: String
    package let threads: Int
    package let host: String

    private enum CodingKeys: String, CodingKey {
        case seed, number, status, started, ended, seconds, failure, threads, host
        case stepID = "id"
        case gitCommit = "git_commit"
        case gitDiffSHA256 = "git_diff_sha256"
        case binarySHA256 = "binary_sha256"
        case swiftVersion = "swift_version"
        case cpuModel = "cpu_model"
        case instructionSet = "instruction_set"
    }
}

extension ResultsReader {
    /// The runs of a study, by position and seed.
    package func runs(ofStudy study: String) throws(ResultsError) -> [RecordedRun] {
        try records(
            """
            SELECT v_run.position, v_run.seed, v_run.status, v_run.top1, v_run.seconds, v_run.images_per_second,
                v_run.diverged_at_step, v_run.finished, v_run.identity_sha256, run.identity, prediction.correct,
                prediction.images, v_run.cpu_seconds, attempt.threads
            FROM v_run JOIN run ON run.identity_sha256 = v_run.identity_sha256
            LEFT JOIN attempt ON attempt.run_id = run.id AND attempt.number = run.attempt
            LEFT JOIN prediction ON prediction.run_id = run.id
            WHERE v_run.study = ? ORDER BY v_run.position, v_run.seed
            """, [study])
    }

    /// The epochs of a study's runs, by position, seed and number.
    package func epochs(ofStudy study: String) throws(ResultsError) -> [RecordedEpoch] {
        try records(
            """
            SELECT run.identity_sha256, epoch.epoch, epoch.train_loss, epoch.test_loss, epoch.top1,
                epoch.train_seconds, epoch.test_seconds
            FROM v_run JOIN run ON run.identity_sha256 = v_run.identity_sha256
            JOIN epoch ON epoch.run_id = run.id
            WHERE v_run.study = ? ORDER BY v_run.position, v_run.seed, epoch.epoch
            """, [study])
    }

    /// The attempts at a study's runs, by position, seed and number.
    package func attempts(ofStudy study: String) throws(ResultsError) -> [RecordedAttempt] {
        try records(
            """
            SELECT id, seed, number, status, started, ended, seconds, failure, git_commit, git_diff_sha256,
                binary_sha256, swift_version, cpu_model, instruction_set, threads, host
            FROM v_attempt WHERE study = ? ORDER BY position, seed, number
            """, [study])
    }

    func records<Record: FetchableRecord>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments()
    ) throws(ResultsError) -> [Record] {
        try reading { db in try Record.fetchAll(db, sql: sql, arguments: arguments) }
    }
}
