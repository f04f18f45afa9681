import AblateRunner
import AblateStatistics
import Foundation

/// What `ablate plan --format json` prints. Accuracies are fractions of 1; what is not known is left out.
package struct PlanDocument: Encodable, Sendable {
    let study: String
    let title: String
    let seeds: [Int]
    let machine: TimingMachine
    let jobs: Int
    let runs: [Run]
    let total: Total
    let detectable: Detectable
    /// Left out where the study asks none.
    let designs: [Design]?
    let budget: Budget?

    struct Design: Encodable, Sendable {
        let design: String
        let rows: Int
        let runs: Int
        let toDo: Int
        let added: Int
        let addedSeconds: Double?
        let smallestWorth: Double?
        let smallestChange: Double?
    }

    struct Run: Encodable, Sendable {
        let step: String
        let seed: Int
        let identitySha256: String
        let state: String
        let failure: String?
        let macs: Int
        let parameters: Int
        let trainingMacs: Double
        let seconds: Double?
        let secondsSource: String?
        let remainingSeconds: Double?
        let peakMemoryBytes: Int?
        let diskBytes: Int
    }

    struct Total: Encodable, Sendable {
        let runs: Int
        let done: Int
        let failedBefore: Int
        let toDo: Int
        let trainingMacs: Double
        let remainingTrainingMacs: Double
        let remainingSeconds: Double?
        let peakMemoryBytes: Int?
        let remainingDiskBytes: Int
    }

    struct Detectable: Encodable, Sendable {
        let seeds: Int
        let power: Double
        let significance: Double
        let standardDeviation: Double
        let standardDeviationSource: String
        let smallestDifference: Double?
        let reason: String?
        let smallestSignFlipP: Double
    }

    struct Budget: Encodable, Sendable {
        let seconds: Double
        let wholeSeeds: [Int]
        let wholeSeconds: Double
        let partialSeed: Int?
        let partialSteps: Int?
        let furtherSeeds: Int
    }

    package init(
        _ forecast: StudyForecast, machine: TimingMachine, detectable: DetectableDifference,
        designs: DesignCosts? = nil, budget: StudyForecast.BudgetFit?
    ) {
        study = forecast.manifest.name
        title = forecast.manifest.title
        seeds = forecast.manifest.seeds
        self.machine = machine
        jobs = forecast.jobs
        runs = forecast.runs.map(Run.init)
        total = Total(forecast)
        self.detectable = Detectable(detectable)
        self.designs = designs?.designs.map { design in
            Design(
                design: design.text, rows: design.rows, runs: design.runs, toDo: design.toDo,
                added: design.added,
                addedSeconds: design.addedSeconds, smallestWorth: design.smallestWorth.value,
                smallestChange: design.smallestChange.flatMap(\.value))
        }
        self.budget = budget.map(Budget.init)
    }

    /// Indented, keys in snake case and in order.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension PlanDocument.Run {
    fileprivate init(_ run: StudyForecast.Run) {
        step = run.planned.step.id
        seed = run.planned.seed
        identitySha256 = run.planned.identity.sha256
        state = run.state.word
        failure = run.state.reason
        macs = run.planned.macs
        parameters = run.planned.parameters
        trainingMacs = run.planned.work
        seconds = run.estimate?.seconds
        secondsSource = run.estimate?.source.rawValue
        remainingSeconds = run.remainingSeconds
        peakMemoryBytes = run.estimate?.peakMemoryBytes
        diskBytes = run.diskBytes
    }
}

extension PlanDocument.Total {
    fileprivate init(_ forecast: StudyForecast) {
        runs = forecast.runs.count
        done = forecast.runs.count(where: \.state.isDone)
        failedBefore = forecast.runs.count { $0.state.reason != nil }
        toDo = runs - done
        trainingMacs = forecast.runs.reduce(0) { $0 + $1.planned.work }
        remainingTrainingMacs = forecast.openRuns.reduce(0) { $0 + $1.planned.work }
        remainingSeconds = forecast.remainingSeconds
        peakMemoryBytes = forecast.peakMemoryBytes
        remainingDiskBytes = forecast.remainingDiskBytes
    }
}

extension PlanDocument.Detectable {
    fileprivate init(_ detectable: DetectableDifference) {
        seeds = detectable.seeds
        power = DetectableDifference.power
        significance = DetectableDifference.significance
        standardDeviation = detectable.standardDeviation
        standardDeviationSource =
            switch detectable.source {
            case .given: "given"
            case .recorded: "recorded"
            case .paper: "paper"
            case .assumed: "assumed"
            }
        switch detectable.smallest {
        case .success(let difference): (smallestDifference, reason) = (difference, nil)
        case .failure(let error): (smallestDifference, reason) = (nil, error.description)
        }
        smallestSignFlipP = SignFlipTest.smallestP(pairs: seeds)
    }
}

extension PlanDocument.Budget {
    fileprivate init(_ fit: StudyForecast.BudgetFit) {
        seconds = fit.budgetSeconds
        wholeSeeds = fit.wholeSeeds
        wholeSeconds = fit.wholeSeconds
        partialSeed = fit.partial?.seed
        partialSteps = fit.partial?.doneSteps
        furtherSeeds = fit.furtherSeeds
    }
}
