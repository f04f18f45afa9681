import AblateArchitectures
import AblateResults
import AblateRoadmaps
import Foundation
import Testing

@Suite("Importing attempts")
struct ImportTests {
    let folder: TemporaryFolder
    let database: ResultsDatabase
    let study = Fixture.study()

    init() throws {
        folder = try TemporaryFolder()
        database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
    }

    @Test func aStudyBecomesARowAStepWithItsCounts() throws {
        let rows = try database.stepRows(study: "quick")
        #expect(rows.map(\.id) == study.steps.map(\.id))
        #expect(rows.map(\.position) == study.steps.map(\.position))
        #expect(rows.filter(\.isBranch).map(\.id) == ["kernel-5", "kernel-9", "kernel-11"])
        #expect(try rows[0].macs == study.steps[0].network.macs)
        #expect(try rows[15].parameters == study.steps[15].network.parameterCount)
        #expect(rows.allSatisfy { $0.n == 0 && $0.plannedN == 3 && $0.top1Mean == nil })

        let sums = try folder.rows(
            "SELECT v.macs, v.parameters, SUM(l.macs), SUM(l.parameters) FROM variant v JOIN layer l "
                + "ON l.variant_id = v.id GROUP BY v.id")
        #expect(sums.count == 16)
        #expect(sums.allSatisfy { $0[0] as Int == $0[2] && $0[1] as Int == $0[3] })
    }

    /// Another program's study does not keep this one's from being imported.
    @Test func aStudyOfAnUnknownFamilyIsLeftOutWithARemark() throws {
        var other = Fixture.study("other", steps: ["patchify"])
        other.steps[0].architecture = try JSONDecoder().decode(
            AnyArchitecture.self, from: Data(#"{"depths":[1],"family":"mobile"}"#.utf8))
        var foreign = try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5)
        foreign.identity.architecture = other.steps[0].architecture
        #expect(try database.gather(manifests: [], attempts: [foreign]).attempts == 0)
        let summary = try database.gather(manifests: [other, study], attempts: [])
        #expect(summary.studies == 1)
        #expect(
            summary.remarks.map(\.description) == [
                "The study 'other' was not imported because it has networks of the family 'mobile', which this program "
                    + "does not have."
            ])
        #expect(try database.stepRows(study: "quick").count == study.steps.count)
        #expect(try database.stepRows(study: "other").isEmpty)
    }

    @Test func importingTwiceChangesNothing() throws {
        let attempts = [
            try Fixture.attempt(study, "resnet-50", seed: 0, state: .failed("It ran out of memory.")),
            try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5, number: 2),
            try Fixture.finished(study, "patchify", seed: 0, top1: nil),
            try Fixture.attempt(study, "gelu", seed: 1, state: .unfinished),
        ]
        let once = try database.gather(manifests: [study], attempts: attempts)
        let before = try folder.contents()
        let twice = try database.gather(manifests: [study], attempts: attempts)
        #expect(try folder.contents() == before)
        #expect(once == twice)
        #expect(once.remarks.isEmpty && once.attempts == 4 && once.studies == 1)
    }

    @Test func theOrderOfImportDoesNotMatter() throws {
        let attempts = [
            try Fixture.attempt(study, "resnet-50", seed: 0, state: .failed("It ran out of memory.")),
            try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5, number: 2, seconds: 20),
            try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5, number: 3, seconds: 30),
            try Fixture.attempt(study, "resnet-50", seed: 0, number: 4, state: .unfinished),
        ]
        for attempt in attempts { #expect(try database.record(attempt) == nil) }
        let other = try TemporaryFolder()
        let backwards = try ResultsDatabase(folder: other.url)
        try backwards.register(study)
        for attempt in attempts.reversed() { #expect(try backwards.record(attempt) == nil) }
        #expect(try folder.contents() == other.contents())
        #expect(try folder.rows("SELECT attempt, seconds FROM run").first == ["attempt": 2, "seconds": 20.0])
    }

    @Test func aCompletedRunIsRecordedWithAllItsParts() throws {
        try database.record(try Fixture.finished(study, "resnet-50", seed: 1, top1: 0.875))
        let run = try #require(try folder.rows("SELECT * FROM run").first)
        #expect(run["status"] == "completed")
        #expect(run["top1"] == 0.875)
        #expect(run["test_loss"] == 0.5)
        #expect(run["train_loss"] == 1.0)
        #expect(run["seed"] == 1)
        // 100 images in the first second, 50 a second for two more.
        #expect(run["images_per_second"] as Double == 200.0 / 3)
        #expect(run["identity"] == study.identity(of: study.steps[0], seed: 1).canonicalJSON)
        #expect(try folder.integer("SELECT COUNT(*) FROM epoch") == 2)
        #expect(
            try folder.rows("SELECT images, correct_count FROM prediction").first == [
                "images": 12, "correct_count": 3,
            ])
        let attempt = try #require(try folder.rows("SELECT * FROM attempt").first)
        #expect(attempt["git_commit"] == "c0ffee")
        #expect(attempt["instruction_set"] == "avx2")
        #expect(attempt["threads"] == 2)
        #expect(try folder.completed() == [study.identity(of: study.steps[0], seed: 1).sha256])
    }

    @Test func aFailedOrUnfinishedAttemptNeverReplacesAResult() throws {
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        try database.record(
            try Fixture.attempt(study, "resnet-50", seed: 0, number: 2, state: .failed("It was killed.")))
        // A reading of the first attempt that is older than its result.
        try database.record(try Fixture.attempt(study, "resnet-50", seed: 0, state: .unfinished))
        #expect(
            try folder.rows("SELECT status, attempt, top1 FROM run") == [
                ["status": "completed", "attempt": 1, "top1": 0.5]
            ])
        #expect(
            try folder.rows("SELECT number, status, failure FROM attempt ORDER BY number") == [
                ["number": 1, "status": "completed", "failure": nil],
                ["number": 2, "status": "failed", "failure": "It was killed."],
            ])
        #expect(try folder.integer("SELECT COUNT(*) FROM epoch") == 2)
    }

    @Test func aFailedRunIsNoResultAndIsReplacedByOne() throws {
        try database.record(
            try Fixture.attempt(study, "resnet-50", seed: 0, state: .failed("It ran out of memory.")))
        #expect(try folder.text("SELECT status FROM run") == "failed")
        #expect(try folder.completed().isEmpty)
        #expect(try database.stepRows(study: "quick")[0].failedN == 1)
        try database.record(try Fixture.attempt(study, "resnet-50", seed: 0, number: 2, state: .unfinished))
        #expect(try folder.text("SELECT status FROM run") == "unfinished")
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5, number: 2))
        #expect(try folder.text("SELECT status FROM run") == "completed")
        #expect(try folder.integer("SELECT COUNT(*) FROM attempt") == 2)
        #expect(try database.stepRows(study: "quick")[0].failedN == 0)
    }

    @Test func aDivergedRunIsAResultWithoutAccuracy() throws {
        try database.record(try Fixture.finished(study, "patchify", seed: 0, top1: nil))
        let run = try #require(try folder.rows("SELECT * FROM run").first)
        #expect(run["status"] == "diverged")
        #expect(run["diverged_at_step"] == 17)
        #expect(run["top1"] == nil as Double?)
        #expect(run["train_loss"] == nil as Double?)
        #expect(try folder.integer("SELECT COUNT(*) FROM prediction") == 0)
        let row = try database.stepRows(study: "quick")[2]
        #expect(row.n == 0 && row.divergedN == 1 && row.top1Mean == nil)
        #expect(try folder.completed().count == 1)
    }

    @Test func differentWeightsOfOneIdentityAreReportedAndTheFirstKept() throws {
        let first = try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5)
        let second = try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.75, number: 2, weights: "f")
        #expect(try database.record(first) == nil)
        let short = String(first.identity.sha256.prefix(16))
        let remark = ImportRemark.differentWeights(run: short, kept: 1, other: 2)
        #expect(try database.record(second) == remark)
        #expect(try database.record(second) == remark)
        #expect(try folder.rows("SELECT attempt, top1 FROM run") == [["attempt": 1, "top1": 0.5]])
        #expect(try folder.integer("SELECT COUNT(DISTINCT weights_sha256) FROM attempt") == 2)
        // The same attempt with another result, as after a file was changed.
        let changed = try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.75, weights: "e")
        #expect(try database.record(changed) == .differentWeights(run: short, kept: 1, other: 1))
        #expect(try folder.rows("SELECT attempt, top1 FROM run") == [["attempt": 1, "top1": 0.5]])
    }

    @Test func aResultThatContradictsItsAttemptIsRejected() throws {
        let good = try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5)
        guard case .finished(let result) = good.state else { return }
        var foreign = result
        foreign.identitySHA256 = String(repeating: "0", count: 64)
        var short = result
        short.correct = Data([1])
        var empty = result
        empty.top1 = nil
        var percent = result
        percent.top1 = 87.5
        for wrong in [foreign, short, empty, percent] {
            var attempt = good
            attempt.state = .finished(wrong)
            guard case .rejected? = try database.record(attempt) else {
                Issue.record("Not rejected: \(wrong)")
                continue
            }
        }
        #expect(try folder.integer("SELECT COUNT(*) FROM run") == 0)
    }

    @Test func registeringAChangedStudyReplacesItsRowsAndKeepsTheRuns() throws {
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        let smaller = Fixture.study(steps: ["resnet-50", "patchify"], seeds: [0])
        try database.register(smaller)
        #expect(try database.stepRows(study: "quick").map(\.id) == ["resnet-50", "patchify"])
        #expect(try database.stepRows(study: "quick")[0].n == 1)
        #expect(try folder.integer("SELECT COUNT(*) FROM study") == 1)
    }

    @Test func aStepThatIsNoNetworkIsRefusedWithItsNameAndNothingStays() throws {
        var broken = Fixture.study("broken")
        broken.steps[3].architecture.convNet.width = 0
        let error = #expect(throws: ResultsError.self) { try database.register(broken) }
        #expect(error?.description.contains("Step 'depthwise' of study 'broken'") == true)
        #expect(try folder.integer("SELECT COUNT(*) FROM study") == 1)
    }

    @Test func foreignKeysAndFileStaySound() throws {
        for step in study.steps {
            try database.record(try Fixture.finished(study, step.id, seed: 0, top1: 0.5))
        }
        try database.register(Fixture.study(steps: ["resnet-50"]))
        #expect(try folder.rows("PRAGMA foreign_key_check").isEmpty)
        #expect(try folder.text("PRAGMA integrity_check") == "ok")
        #expect(try folder.text("PRAGMA journal_mode") == "wal")
    }
}
