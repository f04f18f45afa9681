/// What a run tells between two epochs.
package struct TrainingProgress: Hashable, Codable, Sendable {
    /// From 1.
    package var epoch: Int
    package var epochs: Int
    /// In this epoch, from 1.
    package var step: Int
    package var stepsPerEpoch: Int
    /// Mean of the epoch so far.
    package var loss: Double
    package var imagesPerSecond: Double
    /// Of the last finished epoch, as a fraction of 1.
    package var top1: Double?
    /// Test images that the network has been asked about since the epoch's last step; `nil` while it is trained.
    package var testedImages: Int?
    /// All test images; `nil` while it is trained.
    package var testImages: Int?

    package init(
        epoch: Int, epochs: Int, step: Int, stepsPerEpoch: Int, loss: Double, imagesPerSecond: Double,
        top1: Double?, testedImages: Int? = nil, testImages: Int? = nil
    ) {
        self.epoch = epoch
        self.epochs = epochs
        self.step = step
        self.stepsPerEpoch = stepsPerEpoch
        self.loss = loss
        self.imagesPerSecond = imagesPerSecond
        self.top1 = top1
        self.testedImages = testedImages
        self.testImages = testImages
    }

    /// Whether the epoch's training is over and its test under way.
    package var isTesting: Bool { testImages != nil }
}

/// How a run ends that does not fail.
package enum RunOutcome: Hashable, Sendable {
    case finished(RunResult)
    /// On request, with a checkpoint to go on from.
    case stopped
}
