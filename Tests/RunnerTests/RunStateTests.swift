import Foundation
import Runner
import Testing

@Suite("How far a run is")
struct RunStateTests {
    @Test func theFolderTells() throws {
        let folder = try TemporaryFolder()
        let identity = try Fixture.identity()
        #expect(try folder.results.state(of: identity) == .toDo)
        #expect(folder.contents.isEmpty)

        let first = try folder.results.begin(identity, number: 1, provenance: Fixture.provenance)
        try first.append(Fixture.epoch(1))
        #expect(try folder.results.state(of: identity) == .begun(epochs: 1))
        try first.fail("The machine is tired.")
        #expect(
            try folder.results.state(of: identity) == .failed(attempts: 1, reason: "The machine is tired."))

        let second = try folder.results.begin(identity, number: 2, provenance: Fixture.provenance)
        try second.finish(Fixture.result(identity))
        let state = try folder.results.state(of: identity)
        #expect(state.isDone)
        #expect(state.word == "done")
    }

    @Test func aDivergedRunIsDone() throws {
        let folder = try TemporaryFolder()
        let identity = try Fixture.identity()
        let attempt = try folder.results.begin(identity, number: 1, provenance: Fixture.provenance)
        try attempt.finish(Fixture.result(identity, top1: nil))
        let state = try folder.results.state(of: identity)
        #expect(state.isDone)
        #expect(state.word == "diverged")
    }

    @Test func aNameThatStandsForSomethingElseIsRefusedAndNothingIsWritten() throws {
        let folder = try TemporaryFolder()
        let manifest = try Fixture.manifest()
        try folder.results.checkAgreement(with: manifest)
        #expect(folder.contents.isEmpty)
        try folder.results.keep(manifest)
        try folder.results.checkAgreement(with: manifest)
        var other = manifest
        other.recipe.epochs = 7
        #expect(throws: RunnerError.self) { try folder.results.checkAgreement(with: other) }
    }
}
