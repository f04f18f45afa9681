import AblateResults
import AblateRunner
import Foundation
import GRDB
import Testing

/// `step_summary` is kept by imports; these hold it against the runs themselves.
@Suite("Summaries of steps")
struct SummaryTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
    }

    private func summaries() throws -> [Row] {
        try folder.rows("SELECT * FROM step_summary ORDER BY study_id, position")
    }

    /// Any order of declarations, results, failures and changes of mind.
    @Test(arguments: 0..<4) func areWhatAWholeImportMakesOfTheSameRuns(seed: UInt64) throws {
        var random = Random(state: seed)
        var studies = [
            Fixture.study(steps: ["resnet-50", "stage-ratio", "patchify", "kernel-5", "kernel-7"]),
            Fixture.study("pair", steps: ["resnet-50", "patchify"], seeds: [0, 1]),
        ]
        var attempts: [AttemptRecord] = []
        for _ in 0..<40 {
            let chosen = Int.random(in: 0..<studies.count, using: &random)
            if Int.random(in: 0..<6, using: &random) == 0 {
                studies[chosen].seeds = Array(0..<Int.random(in: 1...3, using: &random))
                try database.register(studies[chosen])
                continue
            }
            let steps = studies[chosen].steps
            let step = steps[Int.random(in: 0..<steps.count, using: &random)].id
            let (seed, number) = (
                Int.random(in: 0..<3, using: &random), Int.random(in: 1...2, using: &random)
            )
            let attempt: AttemptRecord
            if Int.random(in: 0..<4, using: &random) == 0 {
                attempt = try Fixture.attempt(
                    studies[chosen], step, seed: seed, number: number, state: .failed("It was killed."))
            } else {
                // Equal identities end in equal weights and accuracies.
                let top1 = Double((step.utf8.reduce(0) { $0 &+ Int($1) } + 7 * seed) % 97) / 97
                attempt = try Fixture.finished(
                    studies[chosen], step, seed: seed, top1: top1 < 0.1 ? nil : top1, number: number,
                    seconds: 10 + Double(number))
            }
            attempts.append(attempt)
            try database.record(attempt)
        }
        for study in studies { try database.register(study) }

        // The last import refreshes every study whether it changed or not.
        let kept = try summaries()
        #expect(kept.count == 7)
        _ = try database.gather(manifests: [], attempts: [])
        #expect(try summaries() == kept)
        let answers = try folder.answers()
        let other = try TemporaryFolder()
        let anew = try ResultsDatabase(folder: other.url)
        _ = try anew.gather(manifests: studies, attempts: attempts)
        #expect(try other.answers() == answers)
    }

    @Test func followARunIntoEveryStudyThatSharesIt() throws {
        let study = Fixture.study(steps: ["resnet-50", "stage-ratio"])
        try database.register(study)
        try database.register(Fixture.study("alone", steps: ["stage-ratio"], seeds: [0]))
        try database.record(try Fixture.finished(study, "stage-ratio", seed: 0, top1: 0.5))
        #expect(try database.stepRows(study: "alone")[0].n == 1)
        // The predecessor's run makes a pair of the step after it.
        #expect(try database.stepRows(study: "quick")[1].delta.n == 0)
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.25))
        #expect(try database.stepRows(study: "quick")[1].delta.mean == 0.25)
    }
}

/// A small generator with a seed (splitmix64).
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
