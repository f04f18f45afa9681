import Foundation

/// What one epoch came to. Losses are means over images, in nats; accuracies are fractions of 1.
package struct EpochRecord: Hashable, Codable, Sendable {
    /// From 1.
    package var epoch: Int
    package var trainLoss: Double
    package var testLoss: Double
    package var top1: Double
    /// Of the epoch's last step.
    package var learningRate: Double
    /// Wall seconds of the epoch's training steps, evaluation excluded.
    package var trainSeconds: Double
    package var testSeconds: Double
    /// Training throughput.
    package var imagesPerSecond: Double

    package init(
        epoch: Int, trainLoss: Double, testLoss: Double, top1: Double, learningRate: Double,
        trainSeconds: Double, testSeconds: Double, imagesPerSecond: Double
    ) {
        self.epoch = epoch
        self.trainLoss = trainLoss
        self.testLoss = testLoss
        self.top1 = top1
        self.learningRate = learningRate
        self.trainSeconds = trainSeconds
        self.testSeconds = testSeconds
        self.imagesPerSecond = imagesPerSecond
    }
}

/// What a finished run leaves: `result.json`, written last.
package struct RunResult: Hashable, Codable, Sendable {
    package enum Status: String, Hashable, Codable, Sendable {
        case completed
        /// The loss became infinite or not a number: a result, not a failure.
        case diverged
    }

    package var identitySHA256: String
    package var status: Status
    package var epochs: [EpochRecord]
    /// Of the last epoch, as a fraction of 1; `nil` when diverged.
    package var top1: Double?
    /// The step (from 1) whose loss was not finite.
    package var divergedAtStep: Int?
    /// SHA-256 of the final parameters and running statistics in storage order.
    package var weightsSHA256: String
    /// Which test images the final network got right: bit *i* of byte *i/8*, lowest first.
    package var correct: Data
    /// Wall seconds of all processes that worked on this attempt, start-up and evaluation included.
    package var seconds: Double
    package var cpuSeconds: Double
    package var peakMemoryBytes: Int
    /// ISO 8601, UTC.
    package var finished: String

    package init(
        identitySHA256: String, status: Status, epochs: [EpochRecord], top1: Double?, divergedAtStep: Int?,
        weightsSHA256: String, correct: Data, seconds: Double, cpuSeconds: Double, peakMemoryBytes: Int,
        finished: String
    ) {
        self.identitySHA256 = identitySHA256
        self.status = status
        self.epochs = epochs
        self.top1 = top1
        self.divergedAtStep = divergedAtStep
        self.weightsSHA256 = weightsSHA256
        self.correct = correct
        self.seconds = seconds
        self.cpuSeconds = cpuSeconds
        self.peakMemoryBytes = peakMemoryBytes
        self.finished = finished
    }
}
