import AblateArchitectures
import AblateRuns
import Foundation

/// What a few steps of one row took in a process of their own.
package struct StepTiming: Hashable, Codable, Sendable {
    /// From the start of the process to its first training step: data are read, memory is planned.
    package var startSeconds: Double
    /// Median of a training step with a whole batch.
    package var trainStepSeconds: Double
    /// Of one test image.
    package var testImageSeconds: Double
    /// Of the whole process.
    package var peakMemoryBytes: Int

    package init(
        startSeconds: Double, trainStepSeconds: Double, testImageSeconds: Double, peakMemoryBytes: Int
    ) {
        self.startSeconds = startSeconds
        self.trainStepSeconds = trainStepSeconds
        self.testImageSeconds = testImageSeconds
        self.peakMemoryBytes = peakMemoryBytes
    }

    /// A whole run of this row, evaluation after each epoch included.
    package func seconds(of identity: RunIdentity) -> Double {
        let steps = identity.data.trainImages / identity.recipe.batchSize
        let epoch =
            Double(steps) * trainStepSeconds + Double(identity.data.testImages) * testImageSeconds
        return startSeconds + Double(identity.recipe.epochs) * epoch
    }
}

/// The machine that runs are timed on: timings of one say nothing of another.
package struct TimingMachine: Hashable, Codable, Sendable {
    package var cpuModel: String
    package var instructionSet: String
    /// Of one training process.
    package var threads: Int
    /// SHA-256 of the executable.
    package var binarySHA256: String

    package init(cpuModel: String, instructionSet: String, threads: Int, binarySHA256: String) {
        self.cpuModel = cpuModel
        self.instructionSet = instructionSet
        self.threads = threads
        self.binarySHA256 = binarySHA256
    }

    /// This machine and program.
    ///
    /// - Throws: ``RunnerError/cannotRead(path:reason:)`` when the program cannot be read.
    package static func current(threads: Int, instructionSet: String) throws -> TimingMachine {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        return TimingMachine(
            cpuModel: Provenance.cpuModel(cpuinfo: text), instructionSet: instructionSet, threads: threads,
            binarySHA256: try Provenance.sha256(ofFile: Provenance.ownExecutable))
    }
}

/// What the time of a step depends on: an identity without its seed, its length and its rates.
struct TimingKey: Hashable, Codable, Sendable {
    var architecture: AnyArchitecture
    var dataset: String
    var input: Shape
    var classes: Int
    var batchSize: Int
    var optimizer: Optimizer.Kind
    var hasDropPath: Bool
    var augmentation: Augmentation
    var machine: TimingMachine

    init(_ identity: RunIdentity, on machine: TimingMachine) {
        architecture = identity.architecture
        dataset = identity.data.dataset
        input = identity.data.input
        classes = identity.data.classes
        batchSize = identity.recipe.batchSize
        optimizer = identity.recipe.optimizer.kind
        hasDropPath = identity.recipe.dropPathRate > 0
        augmentation = identity.recipe.augmentation
        self.machine = machine
    }
}
