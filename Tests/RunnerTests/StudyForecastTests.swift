import AblateRunner
import AblateRuns
import Foundation
import Testing

@Suite("Forecast of a study")
struct StudyForecastTests {
    private static let machine = TimingMachine(
        cpuModel: "c", instructionSet: "baseline", threads: 2, binarySHA256: "b0")
    /// 4 steps of 64 images at 0.5 s, 100 test images at 0.01 s, 3 epochs, and a second to start: 10 s.
    private static let timing = StepTiming(
        startSeconds: 1, trainStepSeconds: 0.5, testImageSeconds: 0.01, peakMemoryBytes: 1000)

    private func done(_ run: PlannedRun, seconds: Double = 20, threads: Int = 2) -> StudyStatus.Row {
        var provenance = Fixture.provenance
        provenance.threads = threads
        var result = Fixture.result(run.identity)
        result.seconds = seconds
        result.peakMemoryBytes = 5000
        let record = AttemptRecord(
            identity: run.identity, number: 1, provenance: provenance, started: "", state: .finished(result),
            epochs: [])
        return StudyStatus.Row(run: run, state: .done(result), record: record)
    }

    private func forecast(
        _ plan: StudyPlan, _ rows: [StudyStatus.Row]? = nil, jobs: Int = 1,
        timing: (PlannedRun) -> StepTiming? = { _ in timing }
    ) -> StudyForecast {
        StudyForecast(
            plan, status: StudyStatus(rows: rows ?? missing(plan)), jobs: jobs, machine: Self.machine,
            timing: timing)
    }

    private func missing(_ plan: StudyPlan) -> [StudyStatus.Row] {
        plan.runs.map { StudyStatus.Row(run: $0, state: .missing) }
    }

    @Test func aRunTakesItsStepsItsTestsAndItsStart() throws {
        let plan = try Fixture.plan(["resnet-50"])
        #expect(Self.timing.seconds(of: plan.runs[0].identity) == 10)
        let forecast = forecast(plan)
        #expect(forecast.runs[0].estimate?.source == .timed)
        #expect(forecast.remainingSeconds == 10)
        #expect(forecast.peakMemoryBytes == 1000)
    }

    @Test func aRowIsTimedOnceAndOnlyWhereNothingIsRecorded() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify", "kernel-9"], seeds: [0, 1])
        var rows = missing(plan)
        // patchify is done with both seeds, kernel-9 with one.
        for index in [1, 4, 2] { rows[index] = done(plan.runs[index]) }
        var timed: [String] = []
        let forecast = forecast(plan, rows) { run in
            timed.append(run.step.id)
            return Self.timing
        }
        #expect(timed == ["resnet-50"])
        let sources = forecast.runs.map(\.estimate?.source)
        #expect(sources == [.timed, .recorded, .recorded, .timed, .recorded, .recorded])
        #expect(forecast.remainingSeconds == 40)
    }

    @Test func runsOfAnotherMachineSayNothing() throws {
        let plan = try Fixture.plan(["resnet-50"], seeds: [0, 1])
        let rows = [done(plan.runs[0], threads: 1)] + missing(plan).dropFirst()
        #expect(forecast(plan, rows).runs[1].estimate?.source == .timed)
        let unknown = forecast(plan, rows) { _ in nil }
        #expect(unknown.remainingSeconds == nil)
        #expect(unknown.peakMemoryBytes == nil)
    }

    @Test func whatIsBegunIsNotCountedTwice() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify"])
        let latest = TrainingProgress(
            epoch: 3, epochs: 3, step: 0, stepsPerEpoch: 4, loss: 1, imagesPerSecond: 1, top1: nil)
        let progress = AttemptProgress(progress: latest, seconds: 1, updated: "")
        let forecast = forecast(
            plan,
            [
                .init(run: plan.runs[0], state: .interrupted(progress)),
                .init(run: plan.runs[1], state: .failed(reason: "No.")),
            ])
        // A third is left of ten seconds.
        #expect(abs((forecast.runs[0].remainingSeconds ?? 0) - 10.0 / 3) < 1e-9)
        #expect(forecast.runs[1].remainingSeconds == 10)
        #expect(forecast.openRuns.count == 2)
    }

    @Test func processesShareTheWork() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify", "kernel-9"])
        #expect(forecast(plan, jobs: 2).remainingSeconds == 20)
        #expect(forecast(plan, jobs: 3).remainingSeconds == 10)
        #expect(forecast(plan, jobs: 2).peakMemoryBytes == 2000)
    }

    @Test func diskHoldsTheWeightsOfARunAndTwoCheckpointsWhileItTrains() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify"])
        let forecast = forecast(plan)
        for run in forecast.runs {
            #expect(run.diskBytes > 4 * run.planned.parameters)
            #expect(run.diskBytes < 4 * run.planned.parameters + 20_000)
        }
        let kept = forecast.runs.reduce(0) { $0 + $1.diskBytes }
        let largest = plan.runs.map(\.parameters).max() ?? 0
        // Weights and both moments of AdamW, twice.
        #expect(forecast.remainingDiskBytes == kept + 24 * largest)
    }

    // MARK: Budget

    @Test func wholeSeedsFitFirst() throws {
        let forecast = forecast(try Fixture.plan(["resnet-50", "patchify"], seeds: [0, 1, 2]))
        let fit = try #require(forecast.fit(budgetSeconds: 55))
        #expect(fit.wholeSeeds == [0, 1])
        #expect(fit.wholeSeconds == 40)
        #expect(fit.partial?.seed == 2)
        #expect(fit.partial?.doneSteps == 1)
        #expect(fit.partial?.steps == 2)
        #expect(fit.furtherSeeds == 0)
    }

    @Test func aGenerousBudgetHoldsMoreSeeds() throws {
        let forecast = forecast(try Fixture.plan(["resnet-50", "patchify"], seeds: [0, 1]))
        let fit = try #require(forecast.fit(budgetSeconds: 105))
        #expect(fit.wholeSeeds == [0, 1])
        #expect(fit.partial == nil)
        #expect(fit.furtherSeeds == 3)
    }

    @Test func aSmallBudgetHoldsNoSeed() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify"], seeds: [0, 1])
        let fit = try #require(forecast(plan).fit(budgetSeconds: 9))
        #expect(fit.wholeSeeds.isEmpty)
        #expect(fit.partial?.seed == 0)
        #expect(fit.partial?.doneSteps == 0)
        #expect(forecast(plan) { _ in nil }.fit(budgetSeconds: 9) == nil)
    }

    @Test func doneSeedsFitAnyBudget() throws {
        let plan = try Fixture.plan(["resnet-50"], seeds: [0, 1])
        let fit = try #require(
            forecast(plan, [done(plan.runs[0])] + missing(plan).dropFirst()).fit(budgetSeconds: 1))
        #expect(fit.wholeSeeds == [0])
        #expect(fit.wholeSeconds == 0)
        #expect(fit.partial?.seed == 1)
    }

    @Test(arguments: [
        ("2h", 7200.0), ("90m", 5400), ("1h30m", 5400), ("3600s", 3600), ("1h0m5s", 3605), ("1h5s", 3605),
    ])
    func budgetsAreReadAsPeopleWriteThem(text: String, seconds: Double) {
        #expect(BudgetText.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "2", "h", "2h ", " 2h", "2 h", "1.5h", "-2h", "30m1h", "2h2h", "0s", "2d",
        "99999999999999999999h",
        "٢h",
    ])
    func otherBudgetsAreNone(text: String) {
        #expect(BudgetText.seconds(text) == nil)
    }
}
