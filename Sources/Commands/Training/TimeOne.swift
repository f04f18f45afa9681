import AblateArchitectures
import AblateDatasets
import AblateRunner
import AblateRuns
import AblateTraining
import AblateWords
import ArgumentParser
import Foundation

/// Times a few steps of one run in a process of its own, so that its peak memory is its own.
struct TimeOne: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time-one",
        abstract: "Times a few training steps of one run, as '\(Program.name) plan' asks; prints JSON.",
        discussion: "Nothing is kept.", shouldDisplay: false)

    @Argument(help: "The run's identity as JSON.")
    var identity: String

    @Option(help: "Threads.")
    var threads: Int

    @OptionGroup(title: "Data") var dataPlace: DataPlaceOptions

    /// Enough for a median after the first two, which find cold caches.
    private static let steps = 10
    /// Large networks are content with fewer.
    private static let patience = Duration.seconds(10)

    func run() throws {
        let start = ContinuousClock.now
        do {
            let identity = try JSONDecoder().decode(
                RunIdentity.self, from: Data(identity.utf8))
            let source = try dataPlace.load(identity.data.dataset)
            let data = try PreparedData(source, identity.data)
            var steps = StepDurations(start: start)
            try train(identity, data, &steps)
            guard let trainStepSeconds = steps.median, let startSeconds = steps.startSeconds else {
                throw ExitCode.failure(
                    "The loss is not finite at the first step, so there is nothing to time.")
            }
            let network = try Network(
                identity.architecture, input: identity.data.input, classes: identity.data.classes)
            let test = Throughput.measure(
                network, mode: .evaluation, batchSize: identity.recipe.batchSize, threads: threads, steps: 3)
            let timing = StepTiming(
                startSeconds: startSeconds, trainStepSeconds: trainStepSeconds,
                testImageSeconds: test.medianSeconds / Double(test.batchSize),
                peakMemoryBytes: test.peakMemoryBytes)
            print(String(decoding: try JSONEncoder().encode(timing), as: UTF8.self))
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.failure(error)
        }
    }

    /// Trains as a run does, batches made in the background included, until there are enough steps.
    /// - Throws: also an exit status of 128 + signal when it was asked to stop.
    private func train(_ identity: RunIdentity, _ data: PreparedData, _ steps: inout StepDurations) throws {
        // From here on there is a folder to remove.
        let stop = StopRequests.listen()
        var stoppedBy: Int32?
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-timing-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let session = try TrainingSession(identity: identity, data: data, threads: threads, folder: folder)
        var measured = steps
        _ = try session.run(
            shouldStop: {
                stoppedBy = stoppedBy ?? stop.next()
                return stoppedBy != nil || measured.count >= Self.steps
                    || measured.count >= 3 && ContinuousClock.now - measured.start > Self.patience
            }, onEpoch: { _ in }, onProgress: { measured.note($0, batchSize: identity.recipe.batchSize) })
        if let stoppedBy { throw ExitCode(128 + stoppedBy) }
        steps = measured
    }

    /// Starts this command for a run and waits for its answer.
    ///
    /// - Returns: `nil` after a sentence on standard error when it could not be timed.
    /// - Throws: an exit status of 128 + signal after a sentence on a request to stop.
    static func timing(
        of run: PlannedRun, threads: Int, dataPlace: DataPlaceOptions, stop: StopRequests
    ) throws -> StepTiming? {
        do {
            return try TimedProcess.answer(
                StepTiming.self,
                ["time-one", run.identity.canonicalJSON, "--threads", "\(threads)"] + dataPlace.arguments,
                stop: stop)
        } catch let failure as TimedProcess.Failure {
            StandardError.say("\(run.step.id) could not be timed: \(failure.reason)")
            return nil
        }
    }
}

/// How long training steps took, from what a session tells of its progress.
private struct StepDurations {
    let start: ContinuousClock.Instant
    /// Until the first step began.
    private(set) var startSeconds: Double?
    private var durations: [Double] = []
    private var epoch = 0
    private var epochSeconds = 0.0

    init(start: ContinuousClock.Instant) {
        self.start = start
    }

    var count: Int { durations.count }

    mutating func note(_ progress: TrainingProgress, batchSize: Int) {
        if progress.isTesting { return }
        // Progress speaks of the epoch so far.
        if progress.epoch != epoch { epochSeconds = 0 }
        epoch = progress.epoch
        let seconds = Double(progress.step * batchSize) / progress.imagesPerSecond
        durations.append(seconds - epochSeconds)
        epochSeconds = seconds
        if startSeconds == nil {
            startSeconds = max(0, (ContinuousClock.now - start) / .seconds(1) - seconds)
        }
    }

    /// Of all but the first two, where there are more.
    var median: Double? {
        let counted = durations.count > 4 ? durations.dropFirst(2) : durations.suffix(2)
        guard !counted.isEmpty else { return nil }
        return counted.sorted()[counted.count / 2]
    }
}
