import Foundation
import Runner
import Testing
import Training

/// Studies whose training processes are shell scripts. `$1` is the attempt's folder, `$results` a folder with
/// the result of each run under its step's id, `$step` the step.
@Suite(.serialized) struct StudyRunnerTests {
    let temporary: TemporaryFolder
    let scratch: TemporaryFolder
    let stop = StopRequests()

    init() throws {
        temporary = try TemporaryFolder()
        scratch = try TemporaryFolder()
    }

    static let succeed = #"cp "$results/$step.json" "$1/result.json""#

    private func runner(
        _ script: String, jobs: Int = 1, plan: StudyPlan? = nil, options: [String] = []
    ) throws -> StudyRunner {
        let plan = try plan ?? Fixture.plan()
        var text = "results='\(scratch.url.path)'\ncase \"$1\" in\n"
        for run in plan.runs {
            let file = scratch.url.appendingPathComponent("\(run.step.id).json")
            try JSONEncoder().encode(Fixture.result(run.identity)).write(to: file)
            text += "*/\(run.identity.sha256.prefix(16))/*) step=\(run.step.id);;\n"
        }
        text += "esac\n\(script)\n"
        let url = scratch.url.appendingPathComponent("train-one.sh")
        try text.write(to: url, atomically: true, encoding: .utf8)
        return StudyRunner(
            folder: temporary.results, plan: plan, provenance: Fixture.provenance,
            options: .init(jobs: jobs, executable: "/bin/sh", arguments: [url.path], options: options))
    }

    /// Everything that was told, ticks left out, as short texts.
    private func run(
        _ runner: StudyRunner, onEvent: (StudyRunner.Event) throws -> Void = { _ in }
    ) throws -> (StudyRunner.Summary, [String]) {
        var told: [String] = []
        let summary = try runner.run(stop: stop) { event in
            switch event {
            case .skipped(let run, _): told.append("skipped \(run.step.id)")
            case .started(let run, let attempt, let isResumed):
                told.append("\(isResumed ? "resumed" : "started") \(run.step.id) \(attempt.number)")
            case .progressed(_, let progress): told.append("progress \(progress.epoch).\(progress.step)")
            case .epochFinished(_, let epoch): told.append("epoch \(epoch.epoch)")
            case .ended(let run, .finished(let result), let record):
                #expect(record?.state == .finished(result))
                told.append("finished \(run.step.id)")
            case .ended(let run, .failed(let reason), _): told.append("failed \(run.step.id): \(reason)")
            case .ended(let run, .stopped, _): told.append("stopped \(run.step.id)")
            case .stopping(let signal): told.append("stopping \(signal)")
            case .tick: break
            }
            try onEvent(event)
        }
        return (summary, told)
    }

    @Test func runsInTheOrderOfThePlanAndThenSkips() throws {
        let runner = try runner(Self.succeed)
        let (first, told) = try run(runner)
        #expect(first == .init(skipped: 0, finished: 3, failed: 0, stoppedBy: nil))
        #expect(first.exitStatus == 0)
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
        #expect(summary.exitStatus == 1)
        #expect(
            told.contains { $0.hasPrefix("failed patchify: The training process ended with status 3; see ") })
        let identity = runner.plan.runs[1].identity
        guard case .resume(let attempt) = try temporary.results.next(for: identity) else {
            Issue.record("A process that died without a word leaves an attempt to resume.")
            return
        }
        #expect(try String(contentsOf: attempt.log, encoding: .utf8) == "a trace\n")
    }

    @Test func recordedFailureIsToldAndRetriedAfresh() throws {
        let plan = try Fixture.plan(["patchify"])
        let failure = #"{"identitySHA256":"\#(plan.runs[0].identity.sha256)","reason":"No.","failed":"x"}"#
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

    @Test func killedProcessIsResumed() throws {
        let plan = try Fixture.plan(["patchify"])
        let (summary, told) = try run(runner("kill -KILL $$", plan: plan))
        #expect(summary.exitStatus == 1)
        #expect(told.last?.hasPrefix("failed patchify: The training process was ended by signal 9") == true)
        let (_, again) = try run(runner(Self.succeed, plan: plan))
        #expect(again == ["resumed patchify 1", "finished patchify"])
    }

    @Test func attemptInUseIsToldAsSuch() throws {
        let (summary, told) = try run(runner("exit 75", plan: Fixture.plan(["patchify"])))
        #expect(summary.failed == 1)
        #expect(told.last?.contains("is being trained by another process") == true)
    }

    @Test func missingExecutableIsAFailureOfTheRun() throws {
        let runner = StudyRunner(
            folder: temporary.results, plan: try Fixture.plan(["patchify"]), provenance: Fixture.provenance,
            options: .init(jobs: 1, executable: "/no/such/program"))
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
        #expect(summary.exitStatus == 143)
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
