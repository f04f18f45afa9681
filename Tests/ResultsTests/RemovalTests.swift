import AblateResults
import AblateRunner
import Foundation
import Testing

@Suite("Removing studies and runs from the database")
struct RemovalTests {
    let folder: TemporaryFolder
    let quick = Fixture.study("quick", steps: ["resnet-50", "stage-ratio", "patchify"], seeds: [0, 1])
    let pair = Fixture.study("pair", steps: ["resnet-50", "gelu"], seeds: [0, 1])

    init() throws { folder = try TemporaryFolder() }

    private func attempts(of study: StudyManifest) throws -> [AttemptRecord] {
        try study.steps.flatMap { step in
            try study.seeds.map {
                try Fixture.finished(study, step.id, seed: $0, top1: 0.5 + Double(step.position + $0) / 100)
            }
        }
    }

    private func fill(_ folder: URL, _ studies: [StudyManifest], _ attempts: [AttemptRecord]) throws {
        let database = try ResultsDatabase(folder: folder)
        for study in studies { try database.register(study) }
        for attempt in attempts { try database.record(attempt) }
        try database.close()
    }

    /// Networks, layers and the paper's rows that nothing has any more go along.
    @Test func whatIsLeftAnswersAsIfTheRestHadNeverBeen() throws {
        let shared = try attempts(of: pair)
        let all = try attempts(of: quick) + shared
        try fill(folder.url, [quick, pair], all)
        let going = Set(all.map(\.identity.sha256)).subtracting(shared.map(\.identity.sha256))
        let database = try ResultsDatabase(folder: folder.url)
        try database.forget(studies: ["quick"], runs: going.map { String($0.prefix(16)) })
        try database.close()

        let other = try TemporaryFolder()
        try fill(other.url, [pair], shared)
        #expect(try folder.answers() == other.answers())
        for table in [
            "study", "study_seed", "step", "step_summary", "variant", "layer", "run", "attempt", "epoch",
            "prediction", "paper_result",
        ] {
            let count = "SELECT COUNT(*) FROM \(table)"
            #expect(try folder.integer(count) == other.integer(count), "\(table)")
        }
        #expect(try folder.text("PRAGMA integrity_check") == "ok")
        #expect(try folder.rows("PRAGMA foreign_key_check").isEmpty)
    }

    @Test func theSummariesOfStudiesThatMissARunAreMadeAnew() throws {
        let all = try attempts(of: quick)
        try fill(folder.url, [quick], all)
        let database = try ResultsDatabase(folder: folder.url)
        try database.forget(studies: [], runs: [String(all[0].identity.sha256.prefix(16))])
        try database.close()
        let other = try TemporaryFolder()
        try fill(other.url, [quick], Array(all.dropFirst()))
        #expect(try folder.answers() == other.answers())
    }

    @Test func nothingIsRemovedWhenThePreparationFails() throws {
        struct Failure: Error, Equatable {}
        let all = try attempts(of: quick)
        try fill(folder.url, [quick], all)
        let before = try folder.contents()
        let database = try ResultsDatabase(folder: folder.url)
        #expect(throws: Failure()) {
            try database.forget(studies: ["quick"], runs: all.map(\.identity.sha256)) { throw Failure() }
        }
        try database.close()
        #expect(try folder.contents() == before)
    }
}
