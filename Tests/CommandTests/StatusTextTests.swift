import AblateCommands
import AblateRunner
import AblateRuns
import Foundation
import Testing

/// `ablate status` for people: what is missing does not hide what is there.
@Suite struct StatusTextTests {
    private let plan: StudyPlan
    private var steps: Int { plan.manifest.steps.count }

    init() throws {
        var study = Study.quick
        study.seeds = [0, 1, 2, 3, 4, 5]
        let data = DataSelection(
            dataset: "fashion-mnist", sha256: "d0", trainImages: 100, testImages: 100, imageSide: 32,
            channels: 1,
            classes: 10)
        plan = try StudyPlan(study.manifest(data: data, steps: nil) { _ in nil })
    }

    private func text(_ state: (PlannedRun) -> StudyStatus.State) -> [String] {
        let rows = plan.runs.map { StudyStatus.Row(run: $0, state: state($0)) }
        return StatusText(study: "quick", status: StudyStatus(rows: rows)).rendered(as: .table)
            .split(separator: "\n").map(String.init)
    }

    @Test func missingRunsAreALineAndTheSummaryIsLast() {
        let lines = text { $0.seed == 0 ? .failed(reason: "No.") : .missing }
        #expect(
            lines.suffix(2) == [
                "Missing: seeds 1–5 of all \(steps) steps.",
                "quick: \(6 * steps) runs: 0 done, \(steps) failed, \(5 * steps) missing.",
            ])
        #expect(lines.count { $0.contains("missing") } == 1)
    }

    @Test func whatIsMissingOfASeedIsNamed() {
        let lines = text { run in
            switch (run.seed, run.step.id) {
            case (2, "gelu"), (2, "layer-norm"), (4, "gelu"), (4, "layer-norm"): .missing
            case (5, _): .missing
            default: .interrupted(nil)
            }
        }
        #expect(lines.contains("Missing: seeds 2, 4 of gelu, layer-norm; seed 5 of all \(steps) steps."))
    }

    @Test func aStudyThatHasNotBegunIsTwoLines() {
        #expect(
            text { _ in .missing } == [
                "Missing: seeds 0–5 of all \(steps) steps.",
                "quick: \(6 * steps) runs: 0 done, \(6 * steps) missing.",
            ])
    }

    @Test func otherFormatsHaveEveryRun() {
        let rows = plan.runs.map { StudyStatus.Row(run: $0, state: .missing) }
        let text = StatusText(study: "quick", status: StudyStatus(rows: rows), width: 40)
        #expect(text.rendered(as: .csv).split(separator: "\n").count == 6 * steps + 1)
        #expect(text.rendered(as: .json).contains("\"missing\": \(6 * steps)"))
        #expect(
            text.rendered(as: .markdown).split(separator: "\n").count { $0.contains("missing") } == 6 * steps
                + 1)
    }
}
