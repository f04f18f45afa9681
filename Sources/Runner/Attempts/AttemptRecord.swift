import AblateRuns
import Foundation

/// One attempt at a run, as its folder tells it.
///
/// The folder is `runs/<first 16 digits of the identity's SHA-256>/attempt-<number>/` in the results folder:
/// `attempt.json` (identity and provenance, written first), `events.jsonl` (one epoch a line, appended),
/// `checkpoint-0` and `checkpoint-1` (alternating), `progress.json` while it runs, `crashes.jsonl` (a line for
/// each process that died), `log.txt`, and last either `result.json` or `failure.json`. In the place of a finished
/// attempt's checkpoints there may be `weights`, see FinalWeights.
package struct AttemptRecord: Hashable, Sendable {
    package var identity: RunIdentity
    /// From 1, within the run.
    package var number: Int
    package var provenance: Provenance
    /// ISO 8601, UTC.
    package var started: String
    package var state: State
    /// Epochs finished so far, in order.
    package var epochs: [EpochRecord]
    /// When it finished or failed: ISO 8601, UTC; `nil` while it has done neither.
    package var ended: String?
    /// Wall seconds of all processes that worked on it, where it has ended and they are known.
    package var seconds: Double?

    package enum State: Hashable, Sendable {
        /// Begun, neither finished nor failed: running, or interrupted and to be resumed.
        case unfinished
        case finished(RunResult)
        /// The reason in one sentence.
        case failed(String)
    }

    package init(
        identity: RunIdentity, number: Int, provenance: Provenance, started: String, state: State,
        epochs: [EpochRecord], ended: String? = nil, seconds: Double? = nil
    ) {
        self.identity = identity
        self.number = number
        self.provenance = provenance
        self.started = started
        self.state = state
        self.epochs = epochs
        self.ended = ended
        self.seconds = seconds
    }
}
