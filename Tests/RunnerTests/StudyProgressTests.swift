import AblateRunner
import Foundation
import Testing

struct StudyProgressTests {
    let temporary: TemporaryFolder
    let plan: StudyPlan

    init() throws {
        temporary = try TemporaryFolder()
        plan = try Fixture.plan()
    }

    private func attempt(_ index: Int) throws -> AttemptFolder {
        try temporary.results.begin(
            plan.runs[index].identity, number: 1, provenance: Fixture.provenance)
    }

    private func finished(_ index: Int) -> StudyRunner.Event {
        .ended(plan.runs[index], .finished(Fixture.result(plan.runs[index].identity)), nil)
    }

    @Test func shareIsByWork() throws {
        var progress = StudyProgress(plan: plan)
        #expect(progress.share == 0)
        progress.note(.skipped(plan.runs[0], try attempt(0).record()))
        let total = plan.runs.reduce(0) { $0 + $1.work }
        #expect(abs(progress.share - plan.runs[0].work / total) < 1e-12)
        progress.note(.started(plan.runs[1], try attempt(1), isResumed: false))
        progress.note(.progressed(plan.runs[1], Fixture.progress(2, 5)))
        // One epoch of three and half the batches of the next, of which the test is 100 of 868 forward passes.
        let share = (1 + 0.5 * 768 / 868) / 3
        #expect(abs(progress.share - (plan.runs[0].work + plan.runs[1].work * share) / total) < 1e-12)
        progress.note(finished(1))
        progress.note(.ended(plan.runs[2], .failed(.init(reason: "No.")), nil))
        #expect(progress.share == 1)
        #expect(progress.done == 2)
        #expect(progress.failed == 1)
        #expect(progress.jobs.isEmpty)
    }

    @Test func timeLeftComesFromWhatWasDoneHere() throws {
        var progress = StudyProgress(plan: plan)
        progress.note(.skipped(plan.runs[0], try attempt(0).record()))
        #expect(progress.timeLeft == nil)
        progress.note(.started(plan.runs[1], try attempt(1), isResumed: true))
        // Some was done before: it is behind us, but says nothing of this machine's rate.
        progress.note(.progressed(plan.runs[1], Fixture.progress(2, 5)))
        progress.elapsed = 1
        #expect(progress.timeLeft == nil)
        progress.elapsed = 10
        progress.note(finished(1))
        let expected = 10 * plan.runs[2].work / (plan.runs[1].work * (1 - (1 + 0.5 * 768 / 868) / 3))
        #expect(abs(try #require(progress.timeLeft) - expected) < 1e-9)
    }

    @Test func whatAStoppedRunHasDoneIsBehindUs() throws {
        var progress = StudyProgress(plan: plan)
        progress.note(.started(plan.runs[1], try attempt(1), isResumed: false))
        progress.note(.progressed(plan.runs[1], Fixture.progress(2, 5)))
        let before = progress.share
        progress.note(.ended(plan.runs[1], .stopped, nil))
        #expect(progress.share == before)
        #expect(progress.done == 0)
    }

    @Test func whatIsTriedAgainIsStillToCome() throws {
        var progress = StudyProgress(plan: plan)
        progress.note(.started(plan.runs[1], try attempt(1), isResumed: false))
        progress.note(.progressed(plan.runs[1], Fixture.progress(2, 5)))
        progress.note(.ended(plan.runs[1], .retried(.init(reason: "No.")), nil))
        #expect(progress.share == 0)
        #expect(progress.failed == 0 && progress.jobs.isEmpty)
    }

    @Test func whatOthersFinishIsDone() throws {
        var progress = StudyProgress(plan: plan)
        progress.note(.elsewhere(plan.runs[0], nil))
        #expect(progress.done == 0 && progress.share == 0)
        progress.note(.finishedElsewhere(plan.runs[0], try attempt(0).record()))
        #expect(progress.done == 1 && progress.share > 0)
    }

    @Test func accuracyOfTheLastEpochStays() throws {
        var progress = StudyProgress(plan: plan)
        progress.note(.started(plan.runs[0], try attempt(0), isResumed: false))
        progress.note(.epochFinished(plan.runs[0], Fixture.epoch(1, top1: 0.625)))
        progress.note(.progressed(plan.runs[0], Fixture.progress(2, 1)))
        #expect(progress.jobs.first?.top1 == .init(value: 0.625, epoch: 1))
    }

    @Test func anEpochIsNotDoneBeforeItIsTested() throws {
        var progress = StudyProgress(plan: plan)
        progress.note(.started(plan.runs[0], try attempt(0), isResumed: false))
        progress.note(.progressed(plan.runs[0], Fixture.progress(1, 9)))
        #expect(progress.jobs.first?.isTesting == false)
        var testing = Fixture.progress(3, 10)
        (testing.testedImages, testing.testImages) = (0, 100)
        progress.note(.progressed(plan.runs[0], testing))
        #expect(progress.jobs.first?.isTesting == true)
        progress.elapsed = 10
        // All batches of the last epoch are trained, and there is something left to do.
        #expect(abs(try #require(progress.jobs.first).share - (2 + 768.0 / 868) / 3) < 1e-12)
        #expect(try #require(progress.timeLeft) > 0)
        testing.testedImages = 50
        progress.note(.progressed(plan.runs[0], testing))
        #expect(abs(try #require(progress.jobs.first).share - (2 + 818.0 / 868) / 3) < 1e-12)
        progress.note(.epochFinished(plan.runs[0], Fixture.epoch(3, top1: 0.5)))
        #expect(progress.jobs.first?.isTesting == false)
        #expect(progress.jobs.first?.share == 1)
    }
}
