import Foundation

/// What one epoch came to. Losses are means over images, in nats; accuracies are fractions of 1.
public struct EpochRecord: Hashable, Codable, Sendable {
    /// From 1.
    public var epoch: Int
    public var trainLoss: Double
    public var testLoss: Double
    public var top1: Double
    /// Of the epoch's last step.
    public var learningRate: Double
    /// Wall seconds of the epoch's training steps, evaluation excluded.
    public var trainSeconds: Double
    public var testSeconds: Double
    /// Training throughput.
    public var imagesPerSecond: Double

    public init(
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
public struct RunResult: Hashable, Codable, Sendable {
    public enum Status: String, Hashable, Codable, Sendable {
        case completed
        /// The loss became infinite or not a number: a result, not a failure.
        case diverged
    }

    public var identitySHA256: String
    public var status: Status
    public var epochs: [EpochRecord]
    /// Of the last epoch, as a fraction of 1; `nil` when diverged.
    public var top1: Double?
    /// The step (from 1) whose loss was not finite.
    public var divergedAtStep: Int?
    /// SHA-256 of the final parameters and running statistics in storage order.
    public var weightsSHA256: String
    /// Which test images the final network got right: bit *i* of byte *i/8*, lowest first.
    public var correct: Data
    /// Wall seconds of all processes that worked on this attempt, start-up and evaluation included.
    public var seconds: Double
    public var cpuSeconds: Double
    public var peakMemoryBytes: Int
    /// ISO 8601, UTC.
    public var finished: String

    public init(
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
