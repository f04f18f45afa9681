import AblateResults
import Foundation
import Testing

@Suite("Saved queries")
struct SavedQueryTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase
    let study = Fixture.study()

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
    }

    private func answer(_ name: String) throws -> QueryResult {
        try ResultsReader(folder: folder.url).rows(of: try #require(SavedQuery.named(name)))
    }

    @Test func everyOneAnswers() throws {
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        try database.record(try Fixture.finished(study, "resnet-50", seed: 1, top1: nil))
        let pairs = try Fixture.designed("pairs", .pairs("gelu", "width"))
        try database.register(pairs)
        for step in pairs.steps {
            try database.record(try Fixture.finished(pairs, step.id, seed: 0, top1: 0.5))
        }
        for (name, answer) in try folder.answers() {
            #expect(!answer.rows.isEmpty, "\(name)")
            // Two studies have more layers than an answer has rows.
            #expect(!answer.isCut || name == "layers", "\(name)")
        }
        let promised = [
            "steps", "deltas", "paper", "seeds", "epochs", "layers", "slowest", "failures", "provenance",
            "pareto", "effects", "interactions",
        ]
        #expect(Set(SavedQuery.all.map(\.name)).isSuperset(of: promised))
        #expect(SavedQuery.all.allSatisfy { $0.purpose.hasSuffix(".") })
    }

    @Test func failuresTellTheReasonAndWhen() throws {
        var failed = try Fixture.attempt(study, "gelu", seed: 0, state: .failed("It ran out of memory."))
        failed.ended = "2026-01-01T00:00:07Z"
        failed.seconds = 7.5
        try database.record(failed)
        try database.record(try Fixture.finished(study, "gelu", seed: 0, top1: 0.5, number: 2))
        try database.record(try Fixture.finished(study, "patchify", seed: 1, top1: nil))
        let rows = try answer("failures").rows
        #expect(rows.count == 2)
        #expect(
            rows[0] == [
                .text("quick"), .text("patchify"), .integer(1), .integer(1), .text("diverged"),
                .text("The loss was not finite at step 17."), .text("diverged"),
                .text("2026-01-01T00:00:00Z"),
                .text("2026-01-01T01:00:00Z"), .real(10),
            ])
        #expect(
            rows[1] == [
                .text("quick"), .text("gelu"), .integer(0), .integer(1), .text("failed"),
                .text("It ran out of memory."), .text("completed"), .text("2026-01-01T00:00:00Z"),
                .text("2026-01-01T00:00:07Z"), .real(7.5),
            ])
    }

    @Test func paretoKeepsWhatNothingBeatsInBoth() throws {
        // By MACs: depthwise 5.7 M, kernel-7 and gelu 7.0 M, resnet-50 8.1 M, patchify 9.1 M, stage-ratio 9.3 M.
        for (step, top1) in [
            ("resnet-50", 0.75), ("stage-ratio", 0.8), ("patchify", 0.8), ("depthwise", 0.5),
            ("kernel-7", 0.6), ("gelu", 0.65), ("width", 0.7),
        ] {
            try database.record(try Fixture.finished(study, step, seed: 0, top1: top1))
        }
        let ids = try answer("pareto").rows.map { $0[1] }
        #expect(ids == [.text("depthwise"), .text("gelu"), .text("resnet-50"), .text("patchify")])
    }

    @Test func anAnswerThatTheLimitCutsSaysSo() throws {
        // 60 to 75 layers each, 16 steps: more than a thousand rows with a second study.
        try database.register(Fixture.study("again"))
        let layers = try #require(SavedQuery.named("layers"))
        let reader = try ResultsReader(folder: folder.url)
        let all = try reader.rows(of: layers, parameters: QueryParameters(["limit=-1"]))
        #expect(all.rows.count > 1000 && !all.isCut)
        let first = try reader.rows(of: layers)
        #expect(first.isCut && first.rows == Array(all.rows.prefix(1000)))
        let asked = try reader.rows(of: layers, parameters: QueryParameters(["limit=5"]))
        #expect(asked.rows.count == 5 && !asked.isCut)
    }
}
