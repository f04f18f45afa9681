import AblateArchitectures
import AblateRuns

/// One run of a study before it is run.
package struct PlannedRun: Hashable, Sendable {
    package let step: StepRecord
    package let seed: Int
    package let identity: RunIdentity
    /// Multiply–accumulates for one image.
    package let macs: Int
    package let parameters: Int

    /// What the run costs, in multiply–accumulates of forward passes: training counts three times (forward,
    /// and backward to inputs and weights), evaluation after each epoch once.
    package var work: Double {
        let images = 3 * identity.data.trainImages + identity.data.testImages
        return Double(macs) * Double(images) * Double(identity.recipe.epochs)
    }

    /// What is done of ``work``, as a fraction of 1.
    ///
    /// - Parameter isTested: whether the test after the progress's epoch is over.
    package func share(_ progress: TrainingProgress, isTested: Bool = false) -> Double {
        let training = 3 * Double(identity.data.trainImages)
        let testing = Double(identity.data.testImages)
        let tested = isTested ? 1 : Double(progress.testedImages ?? 0) / max(testing, 1)
        let steps = Double(progress.step) / Double(max(progress.stepsPerEpoch, 1))
        let epoch = (steps * training + tested * testing) / max(training + testing, 1)
        return min((Double(progress.epoch - 1) + epoch) / Double(max(progress.epochs, 1)), 1)
    }
}

/// The runs of a study in the order in which they are started.
package struct StudyPlan: Hashable, Sendable {
    package let manifest: StudyManifest
    /// All rows of the first seed, then all rows of the next, so that a study that is cut short is balanced.
    /// Rows that denote the same network share one run.
    package let runs: [PlannedRun]

    /// - Throws: ``RunnerError/invalidVariant(step:reason:)`` for the first row that means nothing at this
    ///   input.
    package init(_ manifest: StudyManifest) throws {
        self.manifest = manifest
        let networks = try manifest.steps.map { step in
            do throws(ArchitectureError) {
                return try Network(
                    step.architecture, input: manifest.data.input, classes: manifest.data.classes)
            } catch {
                throw RunnerError.invalidVariant(step: step.id, reason: error.description)
            }
        }
        var seen: Set<RunIdentity> = []
        var runs: [PlannedRun] = []
        let limits = manifest.steps.map { step in step.seedCount.map { _ in Set(manifest.seeds(of: step)) } }
        for seed in manifest.seeds {
            for (index, (step, network)) in zip(manifest.steps, networks).enumerated() {
                if let limit = limits[index], !limit.contains(seed) { continue }
                let identity = manifest.identity(of: step, seed: seed)
                guard seen.insert(identity).inserted else { continue }
                runs.append(
                    PlannedRun(
                        step: step, seed: seed, identity: identity, macs: network.macs,
                        parameters: network.parameterCount))
            }
        }
        self.runs = runs
    }
}
