import Datasets
import Foundation
import Runner
import Training

/// The engine behind `train-one`: loads the run's data and trains on it.
struct Trainer: TrainingEngine {
    /// Where to look for the data; `nil` for the usual places.
    var dataFolder: String?

    func train(
        _ identity: RunIdentity, threads: Int, checkpoints: URL, shouldStop: () -> Bool,
        onEpoch: (EpochRecord) throws -> Void, onProgress: (TrainingProgress) -> Void,
        onRemark: (String) -> Void
    ) throws -> RunOutcome {
        let source = try DataSource.load(named: identity.data.dataset, directory: dataFolder)
        let data = try PreparedData(source, identity.data)
        let session = try TrainingSession(
            identity: identity, data: data, threads: threads, folder: checkpoints)
        if let remark = session.remark { onRemark(remark) }
        return try session.run(shouldStop: shouldStop, onEpoch: onEpoch, onProgress: onProgress)
    }
}
