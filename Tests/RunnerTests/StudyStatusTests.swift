import AblateRunner
import Foundation
import Testing

struct StudyStatusTests {
    let temporary: TemporaryFolder
    let plan: StudyPlan
    private var results: ResultsFolder { temporary.results }

    init() throws {
        temporary = try TemporaryFolder()
        plan = try Fixture.plan(["resnet-50", "patchify", "kernel-9", "gelu", "layer-norm"])
    }

    private func begin(_ index: Int) throws -> AttemptFolder {
        try results.begin(plan.runs[index].identity, number: 1, provenance: Fixture.provenance)
    }

    private func words(_ status: StudyStatus) -> [String] {
        status.rows.map { row in
            switch row.state {
            case .done(let result): "done \(result.top1 ?? -1)"
            case .running(let lease, let progress):
                "running \(lease.process) \(progress?.progress.step ?? 0)"
            case .failed(let reason): "failed \(reason)"
            case .interrupted: "interrupted"
            case .missing: "missing"
            }
        }
    }

    @Test func everyStateIsToldAndNothingIsWritten() throws {
        try begin(0).finish(Fixture.result(plan.runs[0].identity))
        try begin(1).fail("No.")
        let running = try begin(2)
        let lease = Lease(
            host: "elsewhere", process: 4711, machine: "elsewhere", processStart: nil, holder: UUID(),
            renewed: Date.now.timeIntervalSince1970)
        let folder = results.folder(of: plan.runs[2].identity)
        try JSONEncoder().encode(lease).write(to: folder.appendingPathComponent("lease.json"))
        let progress = AttemptProgress(progress: Fixture.progress(1, 5), seconds: 10, updated: "")
        try JSONEncoder().encode(progress).write(to: running.url.appendingPathComponent("progress.json"))
        _ = try begin(3)

        let before = temporary.contents
        let status = try StudyStatus(of: plan, in: results)
        #expect(words(status) == ["done 0.75", "failed No.", "running 4711 5", "interrupted", "missing"])
        #expect(temporary.contents == before)
        // Half the batches of the first of three epochs took ten seconds; its test is 100 of 868 forward passes.
        let share = 0.5 * 768 / 868 / 3
        let rate = plan.runs[2].work * share / 10
        let left = plan.runs[2].work * (1 - share) + plan.runs[3].work + plan.runs[4].work
        #expect(abs(try #require(status.secondsLeft) - left / rate) < 1e-6)
    }

    @Test func emptyFolderIsNotMade() throws {
        let folder = ResultsFolder(temporary.url.path + "/none")
        #expect(words(try StudyStatus(of: plan, in: folder)) == Array(repeating: "missing", count: 5))
        #expect(temporary.contents.isEmpty)
    }

    /// A first look cannot tell whether another machine still renews its lease, whatever time stands in it.
    @Test func leaseOfAnotherMachineIsBelievedAtFirstSight() throws {
        _ = try begin(0)
        let lease = Lease(
            host: "elsewhere", process: 1, machine: "elsewhere", processStart: nil, holder: UUID(),
            renewed: 0)
        let folder = results.folder(of: plan.runs[0].identity)
        try JSONEncoder().encode(lease).write(to: folder.appendingPathComponent("lease.json"))
        let row = try #require(try StudyStatus(of: plan, in: results).rows.first)
        #expect(row.state.word == "running" && row.state.lease?.isDoubtful == true)
    }
}
