import AblateReports
import AblateResults
import AblateRunner
import AblateRuns
import AblateStatistics
import AblateWords
import ArgumentParser

/// The looks of `run --until decided`: which seeds and rows come next, from what the database says so far.
final class SequentialLooking {
    static let mostSeeds = 20
    static let smallestPoints = 0.3

    private var manifest: StudyManifest
    private let folder: ResultsFolder
    private let looks: [Int]
    /// Looks for which seeds were asked.
    private var asked = 1

    /// - Parameters:
    ///   - maxSeeds: 20 where it is not given.
    ///   - smallest: points of top-1; 0.3 where it is not given.
    /// - Throws: an exit status where the study was declared with other looks, or asks nothing.
    init(_ plan: StudyPlan, maxSeeds: Int?, _ smallest: Double?, in folder: ResultsFolder) throws {
        manifest = plan.manifest
        self.folder = folder
        let stored = try folder.place(of: plan.manifest, isNameGiven: false).stored?.manifest
        looks = SequentialDesign.looks(upTo: maxSeeds ?? stored?.sequential?.looks.last ?? Self.mostSeeds)
        var record = SequentialRecord(
            looks: looks, significance: PairedEstimate.significance,
            smallest: smallest.map { $0 / 100 } ?? stored?.sequential?.smallest ?? Self.smallestPoints / 100,
            hypotheses: StudyHypotheses(manifest).all.map(\.name))
        if let declared = stored?.sequential {
            guard declared.looksLike(record) else {
                throw ExitCode.usage(
                    "The study '\(manifest.name)' was declared with looks at \(Units.list(declared.looks.map(String.init))) "
                        + "seeds and a smallest difference of \(declared.smallest * 100) points, which cannot change after "
                        + "the first look; leave out --max-seeds and --smallest.")
            }
            guard Set(declared.hypotheses) == Set(record.hypotheses) else {
                throw ExitCode.usage(
                    "The study '\(manifest.name)' was declared to decide \(declared.hypotheses.count) hypotheses, and these rows "
                        + "and designs make \(record.hypotheses.count); give the --steps and --design that it was declared with."
                )
            }
            record = declared
        } else if let stored {
            let before = try StudyStatus(of: StudyPlan(stored), in: folder).rows.count(where: \.state.isDone)
            if before > 0 {
                record.finishedBefore = before
                StandardError.say(
                    "\(Units.plural(before, "run")) of this study had a result before the looks are declared; the report "
                        + "says so.")
            }
        }
        manifest.sequential = record
        manifest.seeds = []
        if StudyHypotheses(manifest).all.isEmpty {
            throw ExitCode.usage("'\(manifest.name)' has no two rows to compare, so nothing can be decided.")
        }
    }

    /// What the next look needs.
    var plan: StudyPlan {
        get throws {
            manifest.seeds = Array(0..<looks[asked - 1])
            do {
                return try StudyPlan(manifest)
            } catch {
                throw ExitCode.failure(error)
            }
        }
    }

    /// Takes the looks that there are results for.
    ///
    /// - Returns: whether more seeds are to be trained.
    func look(at database: ResultsDatabase, isWhole: Bool) throws -> Bool {
        let name = try folder.place(of: manifest, isNameGiven: false).manifest.name
        guard isWhole,
            let state = SequentialState(
                manifest, try database.accuracies(study: name), afterLooks: asked)
        else {
            return false
        }
        let open = state.openRows
        let seeds = looks[asked - 1]
        StandardError.say(
            "Look at \(seeds) seeds: \(state.hypotheses.count - state.undecided.count) of "
                + "\(Units.plural(state.hypotheses.count, "hypothesis", "hypotheses")) decided.")
        guard !open.isEmpty, asked < looks.count else { return false }
        for index in manifest.steps.indices where !open.contains(manifest.steps[index].id) {
            manifest.steps[index].seedCount = state.seedCount(of: manifest.steps[index].id)
        }
        asked += 1
        return true
    }
}
