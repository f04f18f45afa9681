import AblateDatasets
import Foundation

/// How a network does on all test images.
struct Evaluation {
    /// Mean cross-entropy in nats, without smoothing.
    let loss: Double
    /// Bit *i* of byte *i/8*, lowest first, is set when image *i* was classified right.
    let correct: Data
    let correctCount: Int
    let images: Int

    var top1: Double { Double(correctCount) / Double(images) }

    /// - Parameters:
    ///   - shouldStop: asked between the operations of each batch, since a batch of large images takes seconds.
    ///   - onBatch: called with the images tested so far, at first 0.
    /// - Returns: `nil` when it was to stop. Testing changes nothing, so it can begin anew.
    /// - Throws: when an image cannot be read.
    init?(
        _ engine: Engine, _ batches: EvaluationBatches, shouldStop: () -> Bool, onBatch: (Int) -> Void
    ) throws(DatasetError) {
        let classes = engine.network.classes
        var correct = Data(count: (batches.images.count + 7) / 8)
        var correctCount = 0
        var loss = 0.0
        var image = 0
        let prefetcher = BatchPrefetcher(batches)
        onBatch(0)
        while let batch = try prefetcher.next() {
            guard let logits = engine.logits(images: batch.images, shouldStop: shouldStop) else { return nil }
            for (row, label) in batch.labels.enumerated() {
                let scores = logits[row * classes..<(row + 1) * classes]
                // The first of equal scores counts, as argmax has it.
                var best = scores.startIndex
                for index in scores.indices where scores[index] > scores[best] { best = index }
                if best - scores.startIndex == Int(label) {
                    correct[image / 8] |= 1 << (image % 8)
                    correctCount += 1
                }
                let high = Double(scores[best])
                let sum = scores.reduce(0.0) { $0 + exp(Double($1) - high) }
                loss += log(sum) + high - Double(scores[scores.startIndex + Int(label)])
                image += 1
            }
            onBatch(image)
        }
        self.loss = loss / Double(image)
        self.correct = correct
        self.correctCount = correctCount
        images = image
    }
}
