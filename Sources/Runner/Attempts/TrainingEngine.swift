import AblateRuns
import Foundation

/// What turns an identity into a result: the trainer, or a stand-in where a test needs one.
package protocol TrainingEngine {
    /// Trains a run to its end, or until it is asked to stop.
    ///
    /// - Parameters:
    ///   - checkpoints: folder of the checkpoints; a run that finds a good one there goes on from it.
    ///   - shouldStop: asked after each step, and often during a test.
    ///   - onEpoch: called after each epoch, in order.
    ///   - onProgress: called after each step, and before and after each batch of a test.
    ///   - onRemark: called with a sentence about what was passed over, such as a damaged checkpoint.
    func train(
        _ identity: RunIdentity, threads: Int, checkpoints: URL, shouldStop: () -> Bool,
        onEpoch: (EpochRecord) throws -> Void, onProgress: (TrainingProgress) -> Void,
        onRemark: (String) -> Void
    ) throws -> RunOutcome

    /// Puts the final weights of a finished run beside its checkpoints, flushed to the disk and read back; a good file
    /// is left as it is. Afterwards nothing needs the checkpoints.
    ///
    /// - Parameter weightsSHA256: as the run's result tells it.
    /// - Throws: `TrainingError.noFinalWeights` when no checkpoint holds these weights or what was written is not what
    ///   is read, `cannotWrite`; `ArchitectureError`.
    func keepFinalWeights(of identity: RunIdentity, in folder: URL, weightsSHA256: String) throws
}

/// A line of a training process's standard output: `{"epoch":{…}}`, `{"progress":{…}}`, or a sentence as
/// `{"remark":"…"}` or `{"failure":"…"}`.
struct TrainingMessage: Codable, Hashable {
    var epoch: EpochRecord?
    var progress: TrainingProgress?
    var remark: String?
    /// Why the process ends without a result, though `failure.json` may not say so.
    var failure: String?
}
