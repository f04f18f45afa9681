/// What a run tells between two epochs.
public struct TrainingProgress: Hashable, Codable, Sendable {
    /// From 1.
    public var epoch: Int
    public var epochs: Int
    /// In this epoch, from 1.
    public var step: Int
    public var stepsPerEpoch: Int
    /// Mean of the epoch so far.
    public var loss: Double
    public var imagesPerSecond: Double
    /// Of the last finished epoch, as a fraction of 1.
    public var top1: Double?

    public init(
        epoch: Int, epochs: Int, step: Int, stepsPerEpoch: Int, loss: Double, imagesPerSecond: Double,
        top1: Double?
    ) {
        self.epoch = epoch
        self.epochs = epochs
        self.step = step
        self.stepsPerEpoch = stepsPerEpoch
        self.loss = loss
        self.imagesPerSecond = imagesPerSecond
        self.top1 = top1
    }
}

/// How a run ends that does not fail.
public enum RunOutcome: Hashable, Sendable {
    case finished(RunResult)
    /// On request, with a checkpoint to go on from.
    case stopped
}
