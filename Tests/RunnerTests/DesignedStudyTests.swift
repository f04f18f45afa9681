import AblateExperiments
import AblateRoadmaps
import AblateRunner
import AblateRuns
import Foundation
import Testing

struct DesignedStudyTests {
    private func manifest(_ designs: Design...) throws -> StudyManifest {
        try Study.quick.asking(designs).manifest(data: Fixture.data) { _ in nil }
    }

    @Test func theRoadmapsOwnRowsAreTheStudyAsItWas() throws {
        let plain = try Study.quick.manifest(data: Fixture.data) { _ in nil }
        let explicit = try manifest(.cumulative)
        #expect(explicit == plain)
        #expect(plain.designs == nil)
        #expect(!CanonicalJSON.text(plain).contains("\"on\""))
    }

    @Test func rowsOfSeveralDesignsAreThereOnceAfterTheRoadmaps() throws {
        let study = try manifest(.cumulative, .leaveOneOut, .addOneIn, .groups)
        let ids = study.steps.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(study.steps.map(\.position) == Array(0..<study.steps.count))
        let own = Study.quick.rowIDs
        #expect(Array(ids.prefix(own.count)) == own)
        let others = study.steps.dropFirst(own.count).map { $0.isDesigned }
        #expect(others == Array(repeating: true, count: others.count))
        #expect(study.steps.count == own.count + 11 + 11 + 24)
        let plan = try StudyPlan(study)
        #expect(plan.runs.count == study.steps.count)
    }

    /// How much of a study is run is no part of what it is.
    @Test func designsThatAreAskedLaterAreAddedToTheStudy() throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.results
        let first = try folder.keep(try manifest(.leaveOneOut))
        let all = try folder.keep(try manifest(.addOneIn, .cumulative))
        let texts = all.designs?.map { $0.text }
        #expect(all.name == first.name)
        #expect(texts == ["leave-one-out", "add-one-in", "cumulative"])
        let again = try folder.keep(try manifest(.cumulative))
        #expect(all == again)
        let together = try manifest(.cumulative, .leaveOneOut, .addOneIn)
        #expect(all.steps == together.steps)
        let read = try #require(try folder.manifest(named: first.name))
        #expect(read == all)
        #expect(read.designSpaces == together.designSpaces)
    }

    /// A row that several designs have counts for each, also where it was asked by another.
    @Test func aSpaceHasEveryRowThatIsASubsetOfItsPlayers() throws {
        let study = try manifest(
            .cumulative, .leaveOneOut, .addOneIn, .groups, .inside("separate-downsampling"))
        let spaces = study.designSpaces
        #expect(spaces.map(\.name) == ["steps", "groups", "inside:separate-downsampling"])
        let steps = spaces[0]
        #expect(steps.players.count == 12)
        #expect(steps.row(with: []) == "resnet-50")
        #expect(steps.row(with: Array(0..<12)) == "separate-downsampling")
        #expect(steps.row(with: [7]) == "resnet-50+gelu")
        // From the groups.
        #expect(steps.row(with: [0, 1, 4]) == "resnet-50+macro+invert")
        #expect(steps.rows.count == 13 + 11 + 11 + 24)
        #expect(spaces[1].rows.count == 32)
        #expect(spaces[2].rows.count == 11)
        #expect(spaces[2].row(with: []) == "layer-norm")
    }

    @Test func stepsChooseAmongRowsOfDesigns() throws {
        let study = Study.quick.asking([.leaveOneOut])
        let some = try study.manifest(data: Fixture.data, steps: ["convnext--gelu", "separate-downsampling"])
        { _ in
            nil
        }
        #expect(some.steps.map(\.id) == ["separate-downsampling", "convnext--gelu"])
        #expect(throws: RunnerError.self) {
            try study.manifest(data: Fixture.data, steps: ["resnet-50+gelu"]) { _ in nil }
        }
    }

    /// Studies of two folders are brought together without the program that declared them.
    @Test func rowsOfTwoFoldersNeverHaveOnePlace() throws {
        let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
        let mine = try one.results.keep(try manifest(.pairs("gelu", "layer-norm")))
        try other.results.keep(
            try manifest(.subset("gelu", "layer-norm"), .path("layer-norm", "gelu", "fewer-norms")))
        let theirs = try #require(try other.results.manifest(named: mine.name))
        let read = try #require(try one.results.manifest(named: mine.name))
        let merged = read.adding(theirs)
        let positions = merged.steps.map { $0.position }
        #expect(Set(positions).count == positions.count)
        #expect(merged.steps.count == 5)
    }

    /// A row that was decided keeps its number of seeds unless it is asked for more.
    @Test func aDecidedRowStaysDecided() throws {
        var study = try manifest(.pairs("gelu", "layer-norm"))
        study.seeds = Array(0..<6)
        var decided = study
        decided.sequential = SequentialRecord(
            looks: [4, 6], significance: 0.05, smallest: 0.003, hypotheses: [])
        decided.steps[1].seedCount = 4
        var again = study
        again.seeds = [0, 1]
        #expect(again.adding(decided).steps[1].seedCount == 4)
        again.seeds = Array(0..<5)
        #expect(again.adding(decided).steps[1].seedCount == 5)
        again.seeds = Array(0..<8)
        #expect(again.adding(decided).steps[1].seedCount == nil)
    }
}
