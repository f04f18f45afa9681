import AblateArchitectures
import AblateDatasets
import AblateKernels
import AblateRandomness
import AblateRuns
import Foundation

/// One run, from its identity to its result, with checkpoints to go on from.
///
/// Straight through or stopped and resumed anywhere, at any number of threads: the same identity on the same
/// kernel set ends in the same bits.
package final class TrainingSession {
    private let identity: RunIdentity
    private let engine: Engine
    private let optimization: Optimization
    private let average: AveragedWeights?
    private let schedule: LearningRateSchedule
    private let training: TrainingBatches
    private let test: EvaluationBatches
    private let slots: CheckpointSlots
    private var nextSlot = 0
    private var position: TrainingPosition
    /// A sentence where the newest checkpoint was damaged and the run goes on from an older one.
    package private(set) var remark: String?
    private let started = ContinuousClock.now
    private var lastCheckpoint = ContinuousClock.now

    private static let checkpointInterval = Duration.seconds(60)

    /// Plans the run, and takes it up where the newest good checkpoint in `folder` left it.
    ///
    /// - Throws: `ArchitectureError`, `DatasetError`, ``TrainingError``.
    package init(identity: RunIdentity, data: PreparedData, threads: Int, folder: URL) throws {
        guard data.selection == identity.data else {
            throw TrainingError.otherData(
                expected: CanonicalJSON.text(identity.data), found: CanonicalJSON.text(data.selection))
        }
        let recipe = identity.recipe
        let network = try Network(
            identity.architecture, input: identity.data.input, classes: identity.data.classes)
        self.identity = identity
        training = try TrainingBatches(
            data, batchSize: recipe.batchSize, augmentation: recipe.augmentation, seed: identity.seed)
        test = EvaluationBatches(data, batchSize: recipe.batchSize)
        engine = Engine(
            network, batchSize: recipe.batchSize, threads: threads, dropPath: recipe.dropPathRate > 0)
        engine.parameters.initialise(recipe.initialisation, seed: identity.seed)
        optimization = Optimization(recipe, of: engine)
        average = recipe.weightAverage.map { [engine] in AveragedWeights($0, of: engine) }
        schedule = LearningRateSchedule(
            recipe, iterations: recipe.epochs * training.stepsPerEpoch)
        slots = CheckpointSlots(folder: folder)
        position = TrainingPosition(identitySHA256: identity.sha256)
        if let found = try slots.restore(identitySHA256: position.identitySHA256, into: snapshot) {
            (position, nextSlot, remark) = found
        }
    }

    /// Trains to the end, or until `shouldStop`, asked after each step and again and again in a test, says so. A test
    /// that was stopped begins anew with the next call.
    ///
    /// - Parameters:
    ///   - onEpoch: called after each epoch, in order; an epoch may be told again after a resume.
    ///   - onProgress: called after each step, and before and after each batch of a test.
    /// - Throws: ``TrainingError`` when a checkpoint cannot be written, `DatasetError` when an image cannot be read,
    ///   and whatever `onEpoch` throws.
    package func run(
        shouldStop: () -> Bool, onEpoch: (EpochRecord) throws -> Void, onProgress: (TrainingProgress) -> Void
    ) throws -> RunOutcome {
        var evaluation: Evaluation?
        // Epochs are counted by their tests: after the last step of one its test may still be to come.
        while position.epochs.count < identity.recipe.epochs {
            let epoch = position.epochs.count + 1
            if position.step < epoch * training.stepsPerEpoch {
                switch try train(epoch, shouldStop: shouldStop, onProgress: onProgress) {
                case .stopped: return .stopped
                case .diverged(let step):
                    return .finished(result(.diverged, evaluation: nil, divergedAtStep: step))
                case .completed: break
                }
            }
            guard
                let (finished, record) = try evaluate(epoch, shouldStop: shouldStop, onProgress: onProgress)
            else {
                try checkpoint()
                return .stopped
            }
            // The loss is computed before a step's update: weights that the last update ruined show here.
            guard record.testLoss.isFinite else {
                return .finished(result(.diverged, evaluation: nil, divergedAtStep: position.step))
            }
            evaluation = finished
            position.epochs.append(record)
            position.lossSum = 0
            position.epochSeconds = 0
            try onEpoch(record)
            try checkpoint()
            if position.step < schedule.iterations, shouldStop() { return .stopped }
        }
        // A process that was killed after its last checkpoint left all but the result.
        guard
            let final = try evaluation
                ?? self.evaluation(identity.recipe.epochs, shouldStop: shouldStop, onProgress: onProgress)
        else { return .stopped }
        // The newest checkpoint stays: it holds the final weights.
        slots.discard(nextSlot)
        return .finished(result(.completed, evaluation: final, divergedAtStep: nil))
    }

    private enum EpochEnding {
        case completed
        case stopped
        case diverged(step: Int)
    }

    private func train(
        _ epoch: Int, shouldStop: () -> Bool, onProgress: (TrainingProgress) -> Void
    ) throws -> EpochEnding {
        let recipe = identity.recipe
        let steps = training.stepsPerEpoch
        let first = position.step % steps
        let before = position.epochSeconds
        let start = ContinuousClock.now
        let prefetcher = BatchPrefetcher(training, epoch: epoch, from: first)
        while let batch = try prefetcher.next() {
            let loss = engine.trainingStep(
                images: batch.images,
                targets: batch.targets(
                    classes: engine.network.classes, smoothing: recipe.labelSmoothing),
                dropPathFactors: dropPathFactors(epoch, batch.sampleIDs))
            guard loss.isFinite else { return .diverged(step: position.step + 1) }
            optimization.update(step: position.step + 1, learningRate: schedule.rate(position.step))
            average?.update()
            position.step += 1
            position.lossSum += loss
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            position.epochSeconds = before + seconds
            let done = position.step - (epoch - 1) * steps
            onProgress(
                TrainingProgress(
                    epoch: epoch, epochs: recipe.epochs, step: done, stepsPerEpoch: steps,
                    loss: position.lossSum / Double(done),
                    imagesPerSecond: Double((done - first) * recipe.batchSize) / seconds,
                    top1: position.epochs.last?.top1))
            if done == steps { break }
            if shouldStop() {
                try checkpoint()
                return .stopped
            }
            if ContinuousClock.now - lastCheckpoint > Self.checkpointInterval { try checkpoint() }
        }
        return .completed
    }

    /// - Returns: `nil` when it was to stop.
    private func evaluate(
        _ epoch: Int, shouldStop: () -> Bool, onProgress: (TrainingProgress) -> Void
    ) throws -> (Evaluation, EpochRecord)? {
        // What was trained outlives a long test.
        if ContinuousClock.now - lastCheckpoint > Self.checkpointInterval { try checkpoint() }
        let start = ContinuousClock.now
        guard let evaluation = try evaluation(epoch, shouldStop: shouldStop, onProgress: onProgress) else {
            return nil
        }
        let record = EpochRecord(
            epoch: epoch, trainLoss: meanLoss, testLoss: evaluation.loss, top1: evaluation.top1,
            learningRate: schedule.rate(position.step - 1), trainSeconds: position.epochSeconds,
            testSeconds: (ContinuousClock.now - start) / .seconds(1), imagesPerSecond: epochImagesPerSecond)
        return (evaluation, record)
    }

    /// Of the weights that count: the averaged ones where the recipe asks for them.
    ///
    /// - Returns: `nil` when it was to stop.
    private func evaluation(
        _ epoch: Int, shouldStop: () -> Bool, onProgress: (TrainingProgress) -> Void
    ) throws -> Evaluation? {
        let steps = training.stepsPerEpoch
        var progress = TrainingProgress(
            epoch: epoch, epochs: identity.recipe.epochs, step: steps, stepsPerEpoch: steps, loss: meanLoss,
            imagesPerSecond: epochImagesPerSecond, top1: position.epochs.last?.top1,
            testImages: test.images.count)
        func evaluate() throws -> Evaluation? {
            try Evaluation(engine, test, shouldStop: shouldStop) { tested in
                progress.testedImages = tested
                onProgress(progress)
            }
        }
        guard let average else { return try evaluate() }
        return try average.inPlace(evaluate)
    }

    /// Of the epoch whose last step is done.
    private var meanLoss: Double { position.lossSum / Double(training.stepsPerEpoch) }
    private var epochImagesPerSecond: Double {
        // After its record was made there is nothing left to divide by.
        guard position.epochSeconds > 0 else { return position.epochs.last?.imagesPerSecond ?? 0 }
        return Double(training.stepsPerEpoch * identity.recipe.batchSize) / position.epochSeconds
    }

    private var weightsSHA256: String {
        average?.inPlace { engine.parameters.sha256 } ?? engine.parameters.sha256
    }

    private func result(
        _ status: RunResult.Status, evaluation: Evaluation?, divergedAtStep: Int?
    ) -> RunResult {
        let usage = ProcessUsage.current
        return RunResult(
            identitySHA256: position.identitySHA256, status: status, epochs: position.epochs,
            top1: evaluation?.top1, divergedAtStep: divergedAtStep, weightsSHA256: weightsSHA256,
            correct: evaluation?.correct ?? Data(), seconds: position.seconds + elapsed,
            cpuSeconds: position.cpuSeconds + usage.cpuSeconds,
            peakMemoryBytes: max(position.peakMemoryBytes, usage.peakMemoryBytes),
            finished: Date().ISO8601Format())
    }

    private var elapsed: Double { (ContinuousClock.now - started) / .seconds(1) }

    /// All that the next step depends on beside ``position``.
    private var snapshot: [Floats] {
        engine.parameters.snapshot + optimization.snapshot + (average?.snapshot ?? [])
    }

    private func checkpoint() throws {
        let usage = ProcessUsage.current
        var saved = position
        saved.seconds += elapsed
        saved.cpuSeconds += usage.cpuSeconds
        saved.peakMemoryBytes = max(saved.peakMemoryBytes, usage.peakMemoryBytes)
        try slots.save(saved, snapshot, slot: nextSlot)
        nextSlot = 1 - nextSlot
        lastCheckpoint = .now
    }

    /// Stochastic depth by sample: `[blocks][N]`, 0 for a dropped branch, 1 / (1 − rate) for a kept one, with
    /// rates from 0 at the first depth to the recipe's at the last.
    private func dropPathFactors(_ epoch: Int, _ samples: [Int32]) -> [[Float]] {
        let rate = identity.recipe.dropPathRate
        guard rate > 0 else { return [] }
        let depths = engine.network.residuals.map(\.depth)
        let deepest = depths.max() ?? 0
        var factors = [[Float]](
            repeating: [Float](repeating: 1, count: samples.count), count: depths.count)
        for (column, sample) in samples.enumerated() {
            var random = CounterRandom(
                seed: identity.seed, role: .dropPath, epoch: epoch, sample: Int(sample))
            for (block, depth) in depths.enumerated() {
                let blockRate = deepest == 0 ? rate : rate * Double(depth) / Double(deepest)
                factors[block][column] = random.uniform() < blockRate ? 0 : Float(1 / (1 - blockRate))
            }
        }
        return factors
    }
}
