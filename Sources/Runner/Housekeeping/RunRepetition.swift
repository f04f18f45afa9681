import AblateRuns
import Foundation

/// A finished attempt at a run beside an earlier one of the same identity: whether they came to the same bits, and if
/// not, whether they should have.
package struct RunRepetition: Hashable, Sendable {
    package let earlier: AttemptRecord
    package let later: AttemptRecord
    private let earlierResult: RunResult
    private let laterResult: RunResult

    /// `nil` unless both are finished.
    package init?(earlier: AttemptRecord, later: AttemptRecord) {
        guard case .finished(let first) = earlier.state, case .finished(let second) = later.state else {
            return nil
        }
        self.earlier = earlier
        self.later = later
        earlierResult = first
        laterResult = second
    }

    /// One build on one instruction set gives equal bits; others may round otherwise.
    package var mustBeEqual: Bool {
        earlier.provenance.binarySHA256 == later.provenance.binarySHA256
            && earlier.provenance.instructionSet == later.provenance.instructionSet
    }

    /// Weights, predictions and what every epoch came to; times aside.
    package var isEqual: Bool {
        earlierResult.weightsSHA256 == laterResult.weightsSHA256 && firstOtherEpoch == nil
            && earlierResult.status == laterResult.status && earlierResult.correct == laterResult.correct
            && earlierResult.divergedAtStep == laterResult.divergedAtStep
    }

    package var weights: (earlier: String, later: String) {
        (earlierResult.weightsSHA256, laterResult.weightsSHA256)
    }

    /// Fractions of 1; `nil` where an attempt diverged.
    package var top1: (earlier: Double?, later: Double?) { (earlierResult.top1, laterResult.top1) }

    /// The first epoch, from 1, that came to something else; `nil` when all agree.
    package var firstOtherEpoch: Int? {
        for (first, second) in zip(earlierResult.epochs, laterResult.epochs) where first.bits != second.bits {
            return first.epoch
        }
        let (first, second) = (earlierResult.epochs.count, laterResult.epochs.count)
        return first == second ? nil : min(first, second) + 1
    }

    /// What of the provenance differs, each as `WHAT THEN, now NOW`.
    package var provenanceChanges: [String] {
        let (then, now) = (earlier.provenance, later.provenance)
        func short(_ hash: String?) -> String { hash.map { String($0.prefix(12)) } ?? "none" }
        let fields: [(what: String, then: String, now: String)] = [
            ("commit", short(then.gitCommit), short(now.gitCommit)),
            ("uncommitted changes", short(then.gitDiffSHA256), short(now.gitDiffSHA256)),
            ("program", short(then.binarySHA256), short(now.binarySHA256)),
            ("Swift", then.swiftVersion, now.swiftVersion), ("processor", then.cpuModel, now.cpuModel),
            ("instruction set", then.instructionSet, now.instructionSet),
            ("threads", "\(then.threads)", "\(now.threads)"), ("host", then.host, now.host),
        ]
        return fields.filter { $0.then != $0.now }.map { "\($0.what) \($0.then), now \($0.now)" }
    }
}

extension EpochRecord {
    /// What of an epoch depends on the identity alone.
    fileprivate var bits: [UInt64] { [trainLoss, testLoss, top1, learningRate].map(\.bitPattern) }
}

extension ResultsFolder {
    /// The latest finished attempt of a run beside each earlier one, oldest first; none unless `number` is finished.
    package func repetitions(of identity: RunIdentity, attempt number: Int) throws -> [RunRepetition] {
        let records = try attempts(of: identity).compactMap { try? $0.record() }
        guard let later = records.first(where: { $0.number == number }) else { return [] }
        return records.filter { $0.number < number }.compactMap { RunRepetition(earlier: $0, later: later) }
    }

    /// A plan of one run that has attempts, to be trained once more.
    ///
    /// - Throws: ``HousekeepingError/noAttempt(run:)``, `otherEngine(run:version:)`; ``RunnerError`` when it cannot be
    ///   read or means nothing.
    package func repetitionPlan(of key: String, in catalogue: RunCatalogue) throws -> StudyPlan {
        let folder = runFolder(key)
        let attempts = Self.attemptFolders(in: folder).filter { AttemptFolder.hasBegun($0.url) }
        guard let first = attempts.first else { throw HousekeepingError.noAttempt(run: key) }
        // Any attempt names the run; one that is damaged does not keep it from being run again.
        let opened = attempts.lazy.compactMap { try? Self.open($0.url, run: key) }.first
        let identity = try (opened ?? Self.open(first.url, run: key)).identity
        guard identity.semantics == RunIdentity.currentSemantics else {
            throw HousekeepingError.otherEngine(run: key, version: identity.semantics)
        }
        for asking in catalogue.asking[key] ?? [] {
            guard var manifest = catalogue.studies.first(where: { $0.name == asking.study }) else { continue }
            manifest.steps.removeAll { $0.id != asking.step }
            manifest.seeds = [asking.seed]
            return try StudyPlan(manifest)
        }
        return try StudyPlan(
            StudyManifest(
                name: key, title: "The run \(key)", regime: "", roadmap: "",
                steps: [StepRecord(of: identity, id: key)], recipe: identity.recipe, data: identity.data,
                seeds: [identity.seed], semantics: identity.semantics))
    }
}

extension StepRecord {
    /// The step of a run that no study asks for.
    fileprivate init(of identity: RunIdentity, id: String) {
        self.id = id
        title = id
        position = 0
        isBranch = false
        peer = nil
        predecessor = nil
        architecture = identity.architecture
        paper = nil
        recipe = nil
    }
}
