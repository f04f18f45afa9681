import AblateRunner
import Foundation
import Testing

/// How often failures are tried again, and when they stop a study.
@Suite(.serialized) struct FailureTests {
    let study: ScriptedStudy

    init() throws { study = try ScriptedStudy() }

    private static let succeed = ScriptedStudy.succeed
    private static let killed =
        "The training process was ended by signal 9 (perhaps for want of memory)."

    private func failing(_ plan: StudyPlan) -> String {
        let sha256 = plan.runs[0].identity.sha256
        return """
            echo '{"identitySHA256":"\(sha256)","reason":"No.","failed":"2025-01-01T00:00:00Z"}' \
            > $1/failure.json; exit 1
            """
    }

    @Test func crashIsGoneOnWithAsOftenAsRetriesAllow() throws {
        let plan = try Fixture.plan(["patchify"])
        let (summary, told) = try study.run(study.runner("kill -KILL $$", retries: 2, plan: plan))
        #expect(summary.failed == 1 && summary.stoppedBy == nil)
        #expect(
            told == [
                "started patchify 1", "retried patchify: \(Self.killed)", "resumed patchify 1",
                "retried patchify: \(Self.killed)", "resumed patchify 1", "failed patchify: \(Self.killed)",
            ])
        let record = try #require(try study.temporary.results.attempt(for: plan.runs[0].identity))
        #expect(record.state == .failed(Self.killed))
        #expect(record.ended != nil)
        // The next command tries again, afresh.
        let (_, again) = try study.run(study.runner(Self.succeed, plan: plan))
        #expect(again == ["started patchify 2", "finished patchify"])
    }

    @Test func crashesAreCountedOverCommands() throws {
        let plan = try Fixture.plan(["patchify"])
        // The study is stopped after the first crash, before the run is tried again.
        let stop = study.stop
        let (_, first) = try study.run(study.runner("kill -KILL $$", retries: 1, plan: plan)) { event in
            if case .ended = event { stop.request(SIGTERM) }
        }
        #expect(first.first == "started patchify 1" && first.count == 3)
        let (_, second) = try study.run(study.runner("kill -KILL $$", retries: 1, plan: plan))
        #expect(second == ["resumed patchify 1", "failed patchify: \(Self.killed)"])
    }

    @Test func failureIsTriedAfreshAfterTheOthers() throws {
        let plan = try Fixture.plan()
        let (summary, told) = try study.run(
            study.runner(
                """
                if [ $step = resnet-50 ] && [ ! -f "$results/once" ]; then touch "$results/once"
                \(failing(plan)); fi
                \(Self.succeed)
                """, retries: 1, plan: plan))
        #expect(summary == .init(skipped: 0, finished: 3, failed: 0))
        #expect(
            told == [
                "started resnet-50 1", "retried resnet-50: No.", "started patchify 1", "finished patchify",
                "started kernel-9 1", "finished kernel-9", "started resnet-50 2", "finished resnet-50",
            ])
    }

    @Test func failuresAreCountedOverAttempts() throws {
        let plan = try Fixture.plan(["patchify"])
        let stop = study.stop
        _ = try study.run(study.runner(failing(plan), retries: 1, plan: plan)) { event in
            if case .ended = event { stop.request(SIGTERM) }
        }
        let (_, told) = try study.run(study.runner(failing(plan), retries: 1, plan: plan))
        #expect(told == ["started patchify 2", "failed patchify: No."])
        // That ended the series; a new command begins another.
        let (_, again) = try study.run(study.runner(failing(plan), retries: 1, plan: plan))
        #expect(
            again.map { $0.prefix(18) } == [
                "started patchify 3", "retried patchify: ", "started patchify 4", "failed patchify: N",
            ])
    }

    @Test func whatTheProcessSaysOfItsSurroundingsIsTheReasonAndSpoilsNothing() throws {
        let plan = try Fixture.plan(["patchify"])
        let (summary, told) = try study.run(
            study.runner(#"echo '{"failure":"The disk is full."}'; exit 74"#, retries: 1, plan: plan))
        #expect(summary.failed == 1)
        #expect(
            told == [
                "started patchify 1", "retried patchify: The disk is full.", "resumed patchify 1",
                "failed patchify: The disk is full.",
            ])
        let (_, again) = try study.run(study.runner(Self.succeed, plan: plan))
        #expect(again == ["resumed patchify 1", "finished patchify"])
    }

    @Test func studyStopsAtTheGivenNumberOfFailures() throws {
        let runner = try study.runner(
            """
            [ $step = patchify ] && exit 3
            \(Self.succeed)
            """, maxFailures: 1)
        let (summary, told) = try study.run(runner)
        #expect(summary.finished == 1 && summary.failed == 1 && summary.stoppedBy == nil)
        #expect(told.last == "halting: 1 run has failed.")
        #expect(!told.contains("started kernel-9 1"))
    }

    @Test func oneErrorOfTheFirstThreeRunsStopsTheStudy() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify", "kernel-9", "gelu"])
        let (summary, told) = try study.run(
            study.runner(
                #"echo "{\"failure\":\"'$1/checkpoint-0' is full.\"}"; exit 74"#, retries: 1, plan: plan))
        #expect(summary.failed == 3 && summary.stoppedBy == nil)
        #expect(told.filter { $0.hasPrefix("started") }.count == 3)
        #expect(told.filter { $0.hasPrefix("retried") }.count == 3)
        #expect(told.last?.hasPrefix("halting: The first 3 runs failed with the same error: '/") == true)
        #expect(told.last?.contains("log.txt") == true)
    }

    @Test func threeErrorsThatDifferOrComeLateDoNotStopIt() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify", "kernel-9", "gelu"])
        let (summary, _) = try study.run(
            study.runner(#"echo "{\"failure\":\"$step.\"}"; exit 74"#, plan: plan))
        #expect(summary.failed == 4 && summary.haltedBecause == nil)
        let (late, _) = try study.run(
            study.runner("[ $step != resnet-50 ] && exit 3\n" + Self.succeed, plan: plan))
        #expect(late.failed == 3 && late.finished == 1 && late.haltedBecause == nil)
    }

    @Test func remarksArePassedOn() throws {
        let (_, told) = try study.run(
            study.runner(
                "echo '{\"remark\":\"Hm.\"}'\n" + Self.succeed, plan: Fixture.plan(["patchify"])))
        #expect(told == ["started patchify 1", "remark patchify: Hm.", "finished patchify"])
    }
}
