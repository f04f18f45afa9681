import AblateArchitectures
import AblateDatasets
import AblateRunner
import AblateRuns
import AblateTraining
import Foundation

/// The engine behind `train-one`: loads the run's data and trains on it.
struct Trainer: TrainingEngine {
    var dataPlace: DataPlaceOptions

    func train(
        _ identity: RunIdentity, threads: Int, checkpoints: URL, shouldStop: () -> Bool,
        onEpoch: (EpochRecord) throws -> Void, onProgress: (TrainingProgress) -> Void,
        onRemark: (String) -> Void
    ) throws -> RunOutcome {
        let source = try dataPlace.load(identity.data.dataset)
        let data = try PreparedData(source, identity.data)
        let network = try Network(
            identity.architecture, input: identity.data.input, classes: identity.data.classes)
        for remark in identity.remarks(on: network) { onRemark(remark) }
        let session = try TrainingSession(
            identity: identity, data: data, threads: threads, folder: checkpoints)
        // Until here a signal ends the process: there is nothing to keep, and data may take minutes to read.
        StopRequests.listen()
        if let remark = session.remark { onRemark(remark) }
        let outcome = try session.run(shouldStop: shouldStop, onEpoch: onEpoch, onProgress: onProgress)
        let bad = data.train.badImages.images + data.test.badImages.images
        for image in bad.prefix(10) { onRemark("Left out: \(image)") }
        if bad.count > 10 { onRemark("Left out: \(bad.count - 10) more images that cannot be decoded.") }
        return outcome
    }

    func keepFinalWeights(of identity: RunIdentity, in folder: URL, weightsSHA256: String) throws {
        try FinalWeights.keep(of: identity, in: folder, weightsSHA256: weightsSHA256)
    }
}
