import AblateCommands
import AblateReports
import AblateRunner
import AblateRuns
import Foundation
import Testing

struct PlanTextTests {
    private static let provenance = Provenance(
        gitCommit: nil, gitDiffSHA256: nil, binarySHA256: "b0", swiftVersion: "6.3", cpuModel: "c",
        instructionSet: "baseline", threads: 2, host: "h")
    private let plan: StudyPlan

    init() throws {
        var study = Study.quick
        study.seeds = [0, 1, 2]
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: "d0", trainImages: 10_000, testImages: 10_000, imageSide: 32,
            channels: 1, classes: 10)
        plan = try StudyPlan(study.manifest(data: data, steps: ["resnet-50", "patchify"]) { _ in nil })
    }

    private func text(
        _ rows: [StudyStatus.Row]? = nil, jobs: Int = 1, known: Bool = true, memoryBytes: Int = 8_000_000_000,
        freeDiskBytes: Int? = 50_000_000_000
    ) -> PlanText {
        let machine = TimingMachine(
            cpuModel: "a processor", instructionSet: "avx2", threads: 2, binarySHA256: "b0")
        let forecast = StudyForecast(
            plan, status: StudyStatus(rows: rows ?? missing), jobs: jobs, machine: machine
        ) { _ in
            known
                ? StepTiming(
                    startSeconds: 60, trainStepSeconds: 0, testImageSeconds: 0, peakMemoryBytes: 350_000_000)
                : nil
        }
        return PlanText(
            forecast: forecast, machine: machine, memoryBytes: memoryBytes, freeDiskBytes: freeDiskBytes)
    }

    private var missing: [StudyStatus.Row] { plan.runs.map { .init(run: $0, state: .missing) } }

    @Test func headingSaysWhatIsPlanned() {
        #expect(
            text().heading
                == "quick: 2 rows with 3 seeds, 3 epochs of 10000 images of fashion-mnist at 32 px. Networks "
                + "and data are valid.")
    }

    @Test func costsAreSentences() {
        #expect(
            text().costs == [
                "To do: 6 of 6 runs, about 6 min 00 s, with one process at a time of 2 threads on a processor.",
                "Peak memory: 350 MB of 8.0 GB.", "Disk: 31 MB of 50.0 GB free.",
            ])
        #expect(text(jobs: 2).costs[0].contains("about 3 min 00 s, with 2 processes at a time"))
        #expect(text(known: false).costs[0].contains("for resnet-50, patchify it is not known how long"))
    }

    @Test func whatIsTooLittleIsSaid() {
        let costs = text(memoryBytes: 300_000_000, freeDiskBytes: 1_000_000).costs
        #expect(costs[1] == "Peak memory: 350 MB of 300 MB, which is too little; use fewer --jobs.")
        #expect(costs[2].contains("of 1 MB free, which is too little"))
    }

    @Test func failuresComeWithTheirReason() {
        var rows = missing
        for index in 0..<5 {
            let run = plan.runs[index]
            let record = AttemptRecord(
                identity: run.identity, number: index + 1, provenance: Self.provenance, started: "",
                state: .failed("No."), epochs: [])
            rows[index] = .init(run: run, state: .failed(reason: "No."), record: record)
        }
        let costs = text(rows).costs
        #expect(costs[1] == "Failed before: resnet-50 seed 0, 1 attempt: No.")
        #expect(costs[2] == "Failed before: patchify seed 0, 2 attempts: No.")
        #expect(costs[4] == "Failed before: 2 more runs.")
    }

    @Test(arguments: [
        (30.0, "Budget of 30 s: no seed fits whole, but 0 of 2 rows of seed 0."),
        (90, "Budget of 1 min 30 s: no seed fits whole, but 1 of 2 rows of seed 0."),
        (
            200,
            "Budget of 3 min 20 s: seed 0 fits whole (about 2 min 00 s), then 1 of 2 rows of seed 1."
        ),
        (
            300,
            "Budget of 5 min 00 s: seeds 0-1 fit whole (about 4 min 00 s), then 1 of 2 rows of seed 2."
        ),
        (360, "Budget of 6 min 00 s: all 3 seeds fit, done after about 6 min 00 s."),
        (
            620,
            "Budget of 10 min 20 s: all 3 seeds fit, done after about 6 min 00 s; 2 more seeds would fit."
        ),
    ])
    func budgetsAreSentences(seconds: Double, sentence: String) {
        let text = text()
        #expect(text.sentence(on: seconds, text.forecast.fit(budgetSeconds: seconds)) == sentence)
    }

    @Test func anUnknownDurationIsNoGuess() {
        let text = text(known: false)
        #expect(
            text.sentence(on: 60, text.forecast.fit(budgetSeconds: 60))
                == "Budget of 1 min 00 s: what fits cannot be said, since for resnet-50, patchify it is not "
                + "known how long; leave out --no-timing.")
    }

    @Test func theSmallestDifferenceComesWithItsDeviation() {
        let forecast = text().forecast
        let sentences = PlanText.sentences(on: DetectableDifference(forecast, given: 0.002))
        #expect(
            sentences == [
                "Smallest detectable difference with 3 seeds: 0.65 points of top-1 (80 % power, 5 % two-sided, "
                    + "paired by seed; sd 0.20 as given). Half of that would need 6 seeds.",
                "With 3 seeds an exact sign-flip test cannot go below p = 0.250, whatever the differences.",
            ])
        #expect(PlanText.sentences(on: DetectableDifference(forecast))[0].contains("sd 0.30 assumed, since"))
    }
}
