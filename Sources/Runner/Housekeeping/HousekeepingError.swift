import AblateRuns
import AblateWords

/// Why nothing was removed, cleaned, run again or merged, as a sentence with what to do.
package enum HousekeepingError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String, nearest: [String])
    case unknownStudy(String, nearest: [String])
    case unknownStep(String, study: String, nearest: [String])
    /// The step belongs to several studies.
    case ambiguousStep(String, studies: [String])
    case ambiguousRun(String, matches: Int)
    /// The step has no run of that seed (`nil`: none at all), but of the known ones.
    case noRun(step: String, study: String, seed: Int?, known: [Int])
    case notARun(String)
    case severalRuns(step: String, study: String, seeds: [Int])
    /// The run has no attempt that could be repeated.
    case noAttempt(run: String)
    /// The run was trained by an engine of another `semantics`.
    case otherEngine(run: String, version: Int)
    /// Processes work on these runs.
    case inWork(runs: [String], by: [String])
    /// Another process takes attempts into the folder.
    case beingGathered(path: String)
    /// What there is to do is not what was asked about.
    case changedMeanwhile
    /// A study's file cannot be read, so that its runs cannot be told from those that nobody asks for.
    case unreadableStudies([RunnerError])

    package var description: String {
        switch self {
        case .unknown(let name, let nearest):
            "There is no study, step or run '\(name)' here\(Self.suggestion(nearest)) (a run is named by the first "
                + "digits of its SHA-256, at least four; \(Remedy.listRuns))."
        case .unknownStudy(let name, let nearest):
            "There is no study '\(name)' here\(Self.suggestion(nearest, otherwise: "."))"
        case .unknownStep(let step, let study, let nearest):
            "The study '\(study)' has no step '\(step)'\(Self.suggestion(nearest, otherwise: "."))"
        case .ambiguousStep(let step, let studies):
            "The step '\(step)' belongs to the studies \(studies.map { "'\($0)'" }.joined(separator: ", ")); write "
                + "STUDY/STEP."
        case .ambiguousRun(let prefix, let matches):
            "'\(prefix)' begins the SHA-256 of \(matches) runs; give more digits."
        case .noRun(let step, let study, let seed, let known):
            "The step '\(step)' of '\(study)' has no run"
                + (seed.map { " of seed \($0)" } ?? "")
                + (known.isEmpty ? " yet." : "; it has those of \(Self.seeds(known)).")
        case .notARun(let name):
            "'\(name)' is a study; name one run, by the first digits of its SHA-256 or as \(name)/STEP."
        case .severalRuns(let step, let study, let seeds):
            "The step '\(step)' of '\(study)' has the runs of \(Self.seeds(seeds)); \(Remedy.chooseSeed)."
        case .noAttempt(let run):
            "The run \(run) has no attempt in its folder; \(Remedy.trainRun)."
        case .otherEngine(let run, let version):
            "The run \(run) was trained by version \(version) of the engine, and this program has version "
                + "\(RunIdentity.currentSemantics), which comes to other results; use the program that trained it."
        case .inWork(let runs, let by):
            "\(runs.count == 1 ? "The run" : "The runs") \(runs.joined(separator: ", ")) "
                + "\(runs.count == 1 ? "is" : "are") being trained (by \(by.joined(separator: ", "))), and nothing was "
                + "changed; stop that first, or wait for its end (if that machine is gone for good, delete the run's "
                + "lease.json)."
        case .beingGathered(let path):
            "Another process is gathering into '\(path)'; wait until it has finished."
        case .changedMeanwhile:
            "The results folder has changed meanwhile, so that something else would go than was told; nothing was "
                + "removed. Ask again."
        case .unreadableStudies(let problems):
            "\(problems.map(\.description).joined(separator: " ")) Until then nobody knows which runs it asks for, so "
                + "nothing was removed."
        }
    }

    private static func suggestion(_ nearest: [String], otherwise: String = "") -> String {
        nearest.isEmpty ? otherwise : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: " or "))?"
    }

    private static func seeds(_ seeds: [Int]) -> String {
        (seeds.count == 1 ? "seed " : "seeds ") + seeds.sorted().map(String.init).joined(separator: ", ")
    }
}
