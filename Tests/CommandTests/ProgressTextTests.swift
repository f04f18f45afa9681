import AblateCommands
import AblateRunner
import AblateRuns
import AblateWords
import Foundation
import Testing

struct ProgressTextTests {
    private static let data = DataSelection(
        dataset: "fashion-mnist", sha256: "d0", trainImages: 10_000, testImages: 10_000, imageSide: 32,
        channels: 1, classes: 10)
    private static let provenance = Provenance(
        gitCommit: nil, gitDiffSHA256: nil, binarySHA256: "b0", swiftVersion: "6.3", cpuModel: "c",
        instructionSet: "baseline", threads: 2, host: "h")

    /// Two runs at work, one done and one failed, after 100 seconds.
    private let state: StudyProgress
    private let plan: StudyPlan
    private let attempt: AttemptFolder

    init() throws {
        let steps = ["resnet-50", "patchify", "kernel-9", "gelu"]
        plan = try StudyPlan(Study.quick.manifest(data: Self.data, steps: steps) { _ in nil })
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-\(UUID().uuidString)")
        attempt = try ResultsFolder(folder.path).begin(
            plan.runs[0].identity, number: 1, provenance: Self.provenance)
        try FileManager.default.removeItem(at: folder)

        var state = StudyProgress(plan: plan)
        for index in 0..<4 { state.note(.started(plan.runs[index], attempt, isResumed: false)) }
        state.note(.progressed(plan.runs[0], Self.progress(1, 0)))
        state.note(.ended(plan.runs[0], Self.finished(plan.runs[0]), nil))
        state.note(.ended(plan.runs[1], .failed(.init(reason: "No.")), nil))
        state.note(.epochFinished(plan.runs[2], Self.epoch))
        state.note(.progressed(plan.runs[2], Self.progress(2, 39)))
        state.elapsed = 100
        self.state = state
    }

    private static func progress(_ epoch: Int, _ step: Int) -> TrainingProgress {
        TrainingProgress(
            epoch: epoch, epochs: 3, step: step, stepsPerEpoch: 78, loss: 0.61249, imagesPerSecond: 2345.4,
            top1: nil)
    }

    private static let epoch = EpochRecord(
        epoch: 1, trainLoss: 0.75, testLoss: 0.5, top1: 0.84125, learningRate: 0.001, trainSeconds: 4,
        testSeconds: 1, imagesPerSecond: 2400.6)

    private static func finished(_ run: PlannedRun, top1: Double? = 0.8512) -> StudyRunner.Ending {
        .finished(
            RunResult(
                identitySHA256: run.identity.sha256, status: top1 == nil ? .diverged : .completed,
                epochs: [], top1: top1, divergedAtStep: top1 == nil ? 12 : nil, weightsSHA256: "",
                correct: Data(), seconds: 65, cpuSeconds: 0, peakMemoryBytes: 0, finished: ""))
    }

    private func lines(_ width: Int) -> String {
        ProgressText(width: width, hasColor: false).lines(state).joined(separator: "\n")
    }

    @Test func wideTerminalShowsEverythingInColumns() {
        #expect(
            lines(120) == """
                kernel-9  seed 0  epoch 2/3  ███████████░░░░░░░░░░░░░  2345 images/s  loss 0.612  top-1 84.12 % after epoch 1
                gelu      seed 0  starting   ░░░░░░░░░░░░░░░░░░░░░░░░
                1/4 runs, 1 failed           ███████████████░░░░░░░░░  1 min 40 s  about 2 min 15 s left
                """)
    }

    @Test func narrowTerminalShowsWhatMatters() {
        #expect(
            lines(60) == """
                kernel-9  seed 0  epoch 2/3  ███░░░░  84.12 % after epoch 1
                gelu      seed 0  starting   ░░░░░░░
                1/4 runs, 1 failed           ████░░░  about 2 min 15 s left
                """)
        #expect(
            lines(30) == """
                kernel-9  epoch 2/3
                gelu      starting
                1/4 runs, 1 failed
                """)
    }

    @Test func aRunThatIsTestedSaysSo() {
        var state = state
        var testing = Self.progress(3, 78)
        (testing.testedImages, testing.testImages) = (2500, 10_000)
        state.note(.progressed(plan.runs[3], testing))
        for (width, part) in [(120, "  testing 25 %  "), (80, "  testing 25 %"), (40, "epoch 3/3")] {
            let line = ProgressText(width: width, hasColor: false).lines(state)[1]
            #expect(line.contains(part), "\(line)")
        }
        // Something is left to do, and the bar is not full.
        let line = ProgressText(width: 120, hasColor: false).lines(state)[1]
        #expect(line.contains("░"))
        state.note(.epochFinished(plan.runs[3], Self.epoch))
        #expect(!lines(120).contains("  testing"))
    }

    @Test(arguments: [80, 120, 200]) func barsBeginAndEndInTheSameColumns(width: Int) {
        var state = state
        state.note(.progressed(plan.runs[3], Self.progress(1, 2)))
        let lines = ProgressText(width: width, hasColor: false).lines(state)
        let bars = lines.map { line in
            line.enumerated().filter { "█░".contains($0.element) }.map(\.offset)
        }
        #expect(Set(bars).count == 1 && bars[0].count >= 6, "\(lines.joined(separator: "\n"))")
    }

    @Test(arguments: 1...8) func linesAreFewerThanTheTerminalsRows(rows: Int) {
        let lines = ProgressText(width: 80, rows: rows, hasColor: false).lines(state)
        #expect(lines.count <= max(rows - 1, 1))
        #expect(lines.last?.hasPrefix("1/4 runs") == true)
        if rows == 3 { #expect(lines[0] == "2 runs at work") }
        if rows >= 4 { #expect(lines.count == 3) }
    }

    @Test func whatIsNotShownIsCounted() throws {
        var state = StudyProgress(plan: plan)
        for run in plan.runs { state.note(.started(run, attempt, isResumed: false)) }
        let lines = ProgressText(width: 80, rows: 5, hasColor: false).lines(state)
        #expect(lines.count == 4)
        #expect(
            lines[0].hasPrefix("resnet-50") && lines[1].hasPrefix("patchify") && lines[2] == "… and 2 more")
    }

    /// The terminal writes `^C` where the cursor stands, and breaks lines when it is made narrower.
    @Test func linesAreTakenBackFromTheFirstColumnAndAllTheirRows() {
        var moving = MovingLines()
        #expect(moving.erasure(columns: 80) == "\r\u{1B}[J")
        #expect(
            moving.writing(["\u{1B}[36m██\u{1B}[0m" + String(repeating: "x", count: 70), "y", ""]).hasSuffix(
                "\ny\n\n"))
        var narrower = moving
        #expect(moving.erasure(columns: 80) == "\u{1B}[3A\r\u{1B}[J")
        #expect(narrower.erasure(columns: 40) == "\u{1B}[4A\r\u{1B}[J")
        #expect(narrower.erasure(columns: 40) == "\r\u{1B}[J")
        _ = narrower.writing(["z"])
        narrower.letGo()
        #expect(narrower.erasure(columns: 40) == "\r\u{1B}[J")
    }

    @Test(arguments: 1...140) func linesAreNarrowerThanTheTerminal(width: Int) {
        for line in ProgressText(width: width, hasColor: false).lines(state) {
            #expect(line.count < max(width, 1) || line.isEmpty)
        }
    }

    @Test func colorAddsNothingButColor() {
        let plain = ProgressText(width: 100, hasColor: false).lines(state)
        let colored = ProgressText(width: 100, hasColor: true).lines(state)
        #expect(plain != colored)
        #expect(colored.map { $0.replacing(/\u{1B}\[\d+m/, with: "") } == plain)
    }

    @Test func stoppingTakesThePlaceOfTheTimeLeft() {
        var state = state
        state.note(.stopping(signal: SIGINT))
        let line = ProgressText(width: 120, hasColor: false).lines(state).last ?? ""
        #expect(line.hasSuffix("  1 min 40 s  stopping after the current batch"))
    }

    @Test func eventsAreSentences() {
        let text = ProgressText(width: 80, hasColor: false)
        func sentence(_ event: StudyRunner.Event) -> String? { text.sentence(event, state) }
        let run = plan.runs[2]
        #expect(
            sentence(.started(run, attempt, isResumed: false))
                == "kernel-9 seed 0: started, 3 epochs of 10000 images")
        #expect(
            sentence(.started(run, attempt, isResumed: true))
                == "kernel-9 seed 0: resumed, 3 epochs of 10000 images")
        #expect(
            sentence(.epochFinished(run, Self.epoch))
                == "kernel-9 seed 0: epoch 1/3, loss 0.750, top-1 84.12 %, 2401 images/s")
        #expect(
            sentence(.ended(run, Self.finished(run), nil))
                == "kernel-9 seed 0: top-1 85.12 % in 1 min 05 s (1/4 runs, 1 failed)")
        #expect(
            sentence(.ended(run, Self.finished(run, top1: nil), nil))
                == "kernel-9 seed 0: diverged at step 12 in 1 min 05 s (1/4 runs, 1 failed)")
        #expect(
            sentence(.ended(run, .failed(.init(reason: "No.", log: "/r/log.txt", count: 2)), nil))
                == "kernel-9 seed 0: failed 2 times: No. (log: /r/log.txt)")
        #expect(
            sentence(.ended(run, .retried(.init(reason: "No.")), nil))
                == "kernel-9 seed 0: failed, to be tried again: No.")
        let lease = Lease(
            host: "here", process: 7, machine: "m", processStart: nil, holder: UUID(), renewed: 0)
        #expect(sentence(.elsewhere(run, lease)) == "kernel-9 seed 0: trained by process 7 on here")
        let result = Self.finished(run)
        if case .finished(let result) = result {
            let record = AttemptRecord(
                identity: run.identity, number: 1, provenance: Self.provenance, started: "",
                state: .finished(result), epochs: [])
            #expect(
                sentence(.finishedElsewhere(run, record))
                    == "kernel-9 seed 0: top-1 85.12 %, by another process (1/4 runs, 1 failed)")
        }
        #expect(sentence(.halting("No.")) == "Stopping the study: No.")
        #expect(sentence(.remarked(run, "Hm.")) == "kernel-9 seed 0: Hm.")
        #expect(sentence(.ended(run, .stopped, nil)) == "kernel-9 seed 0: stopped, to be resumed")
        #expect(sentence(.progressed(run, Self.progress(1, 1))) == nil)
        #expect(sentence(.tick) == nil)
    }

    @Test(arguments: [
        (0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s"), (3599.6, "1 h 00 min"),
        (7380, "2 h 03 min"),
    ])
    func durationsAreReadable(seconds: Double, expected: String) {
        #expect(Units.duration(seconds) == expected)
    }
}
