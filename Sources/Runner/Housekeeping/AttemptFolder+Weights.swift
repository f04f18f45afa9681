import AblateRuns
import Foundation

extension AttemptFolder {
    /// The checkpoints in an attempt's folder.
    static func checkpoints(in url: URL) -> [URL] {
        ResultsFolder.names(in: url).filter { $0.hasPrefix("checkpoint-") }.map {
            url.appendingPathComponent($0)
        }
    }

    /// Puts the final weights in the place of the checkpoints of an attempt that has its result, which nobody goes on
    /// from. Where that fails, as on a full disk, the checkpoints stay for `ablate clean`.
    func keepWeightsAlone(of result: RunResult, by engine: any TrainingEngine) {
        guard result.status == .completed else { return }
        do {
            try engine.keepFinalWeights(of: identity, in: url, weightsSHA256: result.weightsSHA256)
        } catch {
            return
        }
        for checkpoint in Self.checkpoints(in: url) { try? FileManager.default.removeItem(at: checkpoint) }
    }
}
