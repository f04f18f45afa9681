import AblateRunner
import Foundation
import Testing

@Suite(.serialized) struct StudyRunnerTests {
    let study: ScriptedStudy
    private var temporary: TemporaryFolder { study.temporary }
    private var scratch: TemporaryFolder { study.scratch }
    private var stop: StopRequests { study.stop }
    private static let succeed = ScriptedStudy.succeed

    init() throws { study = try ScriptedStudy() }

    private func runner(
        _ script: String, jobs: Int = 1, plan: StudyPlan? = nil, options: [String] = []
    ) throws -> StudyRunner {
        try study.runner(script, jobs: jobs, plan: plan, options: options)
    }

    private func run(
        _ runner: StudyRunner, onEvent: (StudyRunner.Event) throws -> Void = { _ in }
    ) throws -> (StudyRunner.Summary, [String]) { try study.run(runner, onEvent: onEvent) }

    @Test func runsInTheOrderOfThePlanAndThenSkips() throws {
        let runner = try runner(Self.succeed)
        let (first, told) = try run(runner)
        #expect(first == .init(skipped: 0, finished: 3, failed: 0, stoppedBy: nil))
        #expect(first.failed == 0 && first.stoppedBy == nil)
        #expect(
            told == [
                "started resnet-50 1", "finished resnet-50", "started patchify 1", "finished patchify",
                "started kernel-9 1", "finished kernel-9",
            ])
        let (second, toldAgain) = try run(runner)
        #expect(second == .init(skipped: 3, finished: 0, failed: 0, stoppedBy: nil))
        #expect(toldAgain == ["skipped resnet-50", "skipped patchify", "skipped kernel-9"])
    }

    @Test func outputIsToldAndTheRestOfItPassedOver() throws {
        let progress = try String(decoding: JSONEncoder().encode(Fixture.progress(1, 4)), as: UTF8.self)
        let epoch = try String(decoding: JSONEncoder().encode(Fixture.epoch(1)), as: UTF8.self)
        let (_, told) = try run(
            runner(
                """
                printf '%s' '{"progress":'; sleep 0.02; echo '\(progress)}'
                echo 'not JSON'
                echo '{"epoch":\(epoch)}'
                \(Self.succeed)
                """, plan: Fixture.plan(["patchify"])))
        #expect(told == ["started patchify 1", "progress 1.4", "epoch 1", "finished patchify"])
    }

    @Test func attemptFolderComesFirstAndOptionsFollow() throws {
        let (summary, _) = try run(
            runner(
                """
                [ -f "$1/attempt.json" ] && [ "$2 $3" = "--threads 2" ] && \(Self.succeed)
                """, options: ["--threads", "2"]))
        #expect(summary.finished == 3)
    }

    @Test func oneFailureDoesNotStopTheOthers() throws {
        let runner = try runner(
            """
            echo 'a trace' >&2
            if [ $step = patchify ]; then exit 3; fi
            \(Self.succeed)
            """)
        let (summary, told) = try run(runner)
        #expect(summary == .init(skipped: 0, finished: 2, failed: 1, stoppedBy: nil))
        #expect(summary.failed > 0 && summary.stoppedBy == nil)
        #expect(
            told.contains("failed patchify: The training process ended with status 3."))
        let record = try #require(try temporary.results.attempt(for: runner.plan.runs[1].identity))
        #expect(record.state == .failed("The training process ended with status 3."))
        #expect(record.ended != nil)
    }

    @Test func recordedFailureIsToldAndRetriedAfresh() throws {
        let plan = try Fixture.plan(["patchify"])
        let failure =
            #"{"identitySHA256":"\#(plan.runs[0].identity.sha256)","reason":"No.","failed":"2025-01-01T00:00:00Z"}"#
        let (summary, told) = try run(
            runner("echo '\(failure)' > $1/failure.json; exit 1", plan: plan))
        #expect(summary.failed == 1)
        #expect(told == ["started patchify 1", "failed patchify: No."])
        let (_, again) = try run(runner(Self.succeed, plan: plan))
        #expect(again == ["started patchify 2", "finished patchify"])
    }

    @Test(arguments: ["b1", "b0"], ["baseline", "avx2"])
    func anAttemptOfAnotherBuildOrInstructionSetIsNotGoneOnWith(binary: String, instructionSet: String) throws
    {
        let plan = try Fixture.plan(["patchify"])
        var provenance = Fixture.provenance
        provenance.binarySHA256 = binary
        provenance.instructionSet = instructionSet
        _ = try temporary.results.begin(plan.runs[0].identity, number: 1, provenance: provenance)
        let (_, told) = try run(runner(Self.succeed, plan: plan))
        let isOurs = provenance == Fixture.provenance
        #expect(told.first == (isOurs ? "resumed patchify 1" : "started patchify 2"))
        #expect(told.last == "finished patchify")
    }

    @Test func missingExecutableIsAFailureOfTheRun() throws {
        let runner = StudyRunner(
            folder: temporary.results, plan: try Fixture.plan(["patchify"]), provenance: Fixture.provenance,
            options: .init(jobs: 1, retries: 0, executable: "/no/such/program"))
        let (summary, told) = try run(runner)
        #expect(summary.failed == 1)
        #expect(told.last?.contains("'/no/such/program' cannot be started") == true)
    }

    @Test func jobsRunAtTheSameTime() throws {
        // Each waits for the other: one at a time they would wait in vain.
        let (summary, _) = try run(
            runner(
                """
                touch "$results/$step.here"
                for i in $(seq 100); do
                    if [ $(ls "$results" | grep -c '[.]here') -ge 2 ]; then \(Self.succeed); exit 0; fi
                    sleep 0.02
                done
                exit 1
                """, jobs: 2, plan: Fixture.plan(["resnet-50", "patchify"])))
        #expect(summary.finished == 2)
    }

    @Test func requestIsPassedOnOnceAndNothingNewStarts() throws {
        let stop = stop
        let (summary, told) = try run(
            runner(
                """
                trap 'echo asked >> "$results/asked"; sleep 0.1; exit 143' TERM
                echo '{}'; touch "$results/ready"
                for i in $(seq 250); do sleep 0.02; done
                """)
        ) { event in
            if case .tick = event, FileManager.default.fileExists(atPath: scratch.url.path + "/ready"),
                !FileManager.default.fileExists(atPath: scratch.url.path + "/asked")
            {
                try FileManager.default.removeItem(atPath: scratch.url.path + "/ready")
                stop.request(SIGTERM)
            }
        }
        #expect(summary == .init(skipped: 0, finished: 0, failed: 0, stoppedBy: SIGTERM))
        #expect(summary.stoppedBy == 15)
        #expect(told == ["started resnet-50 1", "stopping \(SIGTERM)", "stopped resnet-50"])
        #expect(try String(contentsOfFile: scratch.url.path + "/asked", encoding: .utf8) == "asked\n")
        let (_, again) = try run(runner(Self.succeed))
        #expect(again.first == "resumed resnet-50 1")
    }

    @Test func secondRequestEndsAProcessThatDoesNotListen() throws {
        let stop = stop
        var requests = 0
        let (summary, told) = try run(
            runner(
                """
                trap '' TERM
                touch "$results/ready"
                for i in $(seq 250); do sleep 0.02; done
                touch "$results/survived"
                """, plan: Fixture.plan(["patchify"]))
        ) { event in
            if case .tick = event, FileManager.default.fileExists(atPath: scratch.url.path + "/ready"),
                requests < 2
            {
                requests += 1
                stop.request(SIGTERM)
            }
        }
        #expect(summary.stoppedBy == SIGTERM)
        #expect(told == ["started patchify 1", "stopping \(SIGTERM)", "stopped patchify"])
        #expect(!FileManager.default.fileExists(atPath: scratch.url.path + "/survived"))
    }

    /// As one in OpenBLAS that tries for ever to get memory.
    @Test(arguments: [true, false]) func silentProcessIsToldAndEndedOnRequest(hasBegun: Bool) throws {
        let stop = stop
        let progress = try String(decoding: JSONEncoder().encode(Fixture.progress(1, 4)), as: UTF8.self)
        var runner = try runner(
            """
            trap '' TERM
            \(hasBegun ? "echo '{\"progress\":\(progress)}'" : "")
            while true; do sleep 0.02; done
            """, plan: Fixture.plan(["patchify"]))
        runner.options.patience.shortest = .milliseconds(300)
        runner.options.patience.factor = 0
        runner.options.patience.first = .milliseconds(400)
        runner.options.patience.grace = .milliseconds(100)
        let (summary, told) = try run(runner) { event in if case .silent = event { stop.request(SIGTERM) } }
        #expect(summary.stoppedBy == 15)
        #expect(
            told == ["started patchify 1"] + (hasBegun ? ["progress 1.4"] : [])
                + ["silent patchify true", "stopping 15", "stopped patchify"])
        let attempt = try #require(try temporary.results.attempt(for: runner.plan.runs[0].identity))
        #expect(attempt.state == .unfinished)
        let log = temporary.results.folder(of: runner.plan.runs[0].identity)
            .appendingPathComponent("attempt-1/log.txt")
        #expect(
            try String(contentsOf: log, encoding: .utf8).contains("no iteration and no tested batch for "))
    }

    /// One that is slow, but goes on, is not.
    @Test func slowProcessIsNotSilent() throws {
        let progress = try String(decoding: JSONEncoder().encode(Fixture.progress(1, 4)), as: UTF8.self)
        var runner = try runner(
            """
            for i in 1 2 3 4 5 6; do echo '{"progress":\(progress)}'; sleep 0.1; done
            \(Self.succeed)
            """, plan: Fixture.plan(["patchify"]))
        runner.options.patience.shortest = .zero
        runner.options.patience.factor = 1000
        let (_, told) = try run(runner)
        #expect(!told.contains { $0.hasPrefix("silent") } && told.last == "finished patchify")
    }

    @Test func errorOfTheListenerStopsTheProcesses() throws {
        struct Full: Error {}
        let runner = try runner(
            """
            trap 'touch "$results/gone"; exit 143' TERM
            echo '{"epoch":\(String(decoding: try JSONEncoder().encode(Fixture.epoch(1)), as: UTF8.self))}'
            for i in $(seq 250); do sleep 0.02; done
            """, jobs: 1)
        #expect(throws: Full.self) {
            try run(runner) { event in if case .epochFinished = event { throw Full() } }
        }
        #expect(FileManager.default.fileExists(atPath: scratch.url.path + "/gone"))
    }
}
