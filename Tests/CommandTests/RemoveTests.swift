import AblateResults
import AblateRunner
import AblateRuns
import Foundation
import Testing

@Suite("ablate remove")
struct RemoveTests {
    let written = WrittenResults()

    /// Two studies that share the runs of `patchify`.
    private func writeTwoStudies() throws {
        try written.write("quick", ["resnet-50", "patchify"], seeds: 2)
        try written.write("other", ["patchify", "kernel-7"], seeds: 2)
        #expect(try written.ablate("gather").status == 0)
    }

    private func count(_ table: String) throws -> Int {
        guard
            case .integer(let count)? = try ResultsReader(folder: written.folder)
                .rows(of: "SELECT COUNT(*) FROM \(table)").rows.first?.first
        else { return -1 }
        return Int(count)
    }

    private func key(_ study: String, _ step: String, _ seed: Int) throws -> String {
        let manifest = try #require(try written.results.manifest(named: study))
        let record = try #require(manifest.steps.first { $0.id == step })
        return String(manifest.identity(of: record, seed: seed).sha256.prefix(16))
    }

    @Test func aStudyGoesWithTheRunsThatNoOtherAsksFor() throws {
        try writeTwoStudies()
        let other = WrittenResults()
        try other.write("other", ["patchify", "kernel-7"], seeds: 2)
        let output = try written.ablate("remove", "quick", "--yes")
        #expect(output.status == 0 && output.standardError.isEmpty, "\(output.standardError)")
        #expect(output.standardOutput.hasPrefix("The study 'quick' and 2 runs are removed, "))
        #expect(output.standardOutput.contains(" 2 runs stay, since 'other' asks for them too."))
        #expect(Set(try written.digest().keys) == Set(try other.digest().keys))
        #expect(try count("study") == 1)
        #expect(try count("run") == 4)
        #expect(try count("variant") == 2)
        try written.expectAgreement()
    }

    @Test func aRunGoesWhoeverAsksForItAndTheStudiesThatMissItAreNamed() throws {
        try writeTwoStudies()
        let key = try key("quick", "patchify", 1)
        let output = try written.ablate("remove", String(key.prefix(9)), "--yes")
        #expect(output.status == 0)
        #expect(output.standardOutput.hasPrefix("1 run is removed, "))
        for study in ["quick", "other"] {
            #expect(
                output.standardOutput.contains(
                    "The study '\(study)' asks for it and will miss it until it is run again."))
        }
        #expect(try count("run") == 5)
        #expect(try count("study") == 2)
        try written.expectAgreement()
    }

    @Test func aStepIsNamedWithItsStudyAndSeed() throws {
        try writeTwoStudies()
        #expect(try written.ablate("remove", "patchify", "--yes").standardError.contains("write STUDY/STEP"))
        #expect(try written.ablate("remove", "quick/resnet-50", "--seed", "1", "--yes").status == 0)
        #expect(try count("run") == 5)
        #expect(try written.ablate("remove", "kernel-7", "--yes").status == 0)
        #expect(try count("run") == 3)
        let missing = try written.ablate("remove", "quick/resnet-50", "--seed", "1", "--yes")
        #expect(missing.status == 64)
        #expect(
            missing.standardError
                == "The step 'resnet-50' of 'quick' has no run of seed 1; it has those of seed 0.\n")
        try written.expectAgreement()
    }

    @Test func withoutATerminalNothingGoesUnlessItWasSaid() throws {
        try writeTwoStudies()
        let before = try written.digest()
        let output = try written.ablate("remove", "quick")
        #expect(output.status == 64 && output.standardOutput.isEmpty)
        #expect(output.standardError.contains("give --yes to remove it"))
        #expect(try written.digest() == before)
        #expect(try count("run") == 6)
    }

    @Test func aDryRunNamesEveryRunAndChangesNothing() throws {
        try writeTwoStudies()
        let before = try written.digest()
        let output = try written.ablate("remove", "quick", "--dry-run", "--format", "json")
        #expect(output.status == 0)
        struct Row: Decodable {
            var action: String
            var run: String
            var step: String
            var seed: Int
            var bytes: Int
            var askedBy: [String]
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let rows = try decoder.decode([Row].self, from: Data(output.standardOutput.utf8))
        #expect(rows.count == 4)
        #expect(rows.filter { $0.action == "remove" }.allSatisfy { $0.step == "resnet-50" && $0.bytes > 0 })
        #expect(rows.filter { $0.action == "keep" }.allSatisfy { $0.askedBy == ["other", "quick"] })
        #expect(try written.digest() == before)
        #expect(try count("run") == 6)
    }

    @Test(arguments: ["quikc", "quick/resnet-5", "nothing/here", "00000000"])
    func whatIsNotThereIsSaidWithTheNearest(name: String) throws {
        try writeTwoStudies()
        let output = try written.ablate("remove", name, "--yes")
        #expect(output.status == 64)
        #expect(output.standardError.split(separator: "\n").count == 1)
        #expect(try count("run") == 6)
    }

    /// The lease is this process's, which lives.
    @Test func aRunInWorkIsNotRemoved() throws {
        try writeTwoStudies()
        let manifest = try #require(try written.results.manifest(named: "quick"))
        let identity = manifest.identity(of: manifest.steps[0], seed: 0)
        let attempt = try #require(
            try? AttemptFolder(
                reading: written.folder.path + "/runs/\(identity.sha256.prefix(16))/attempt-1"))
        let lock = try attempt.lock()
        let before = try written.digest()
        for name in ["quick", String(identity.sha256.prefix(12))] {
            let output = try written.ablate("remove", name, "--yes")
            #expect(output.status == 75)
            #expect(
                output.standardError.hasPrefix("The run \(identity.sha256.prefix(16)) is being trained (by "))
        }
        withExtendedLifetime(lock) {}
        #expect(try written.digest() == before)
        #expect(try count("run") == 6)
    }

    @Test func aStudyThatCannotBeReadProtectsTheRunsOfAll() throws {
        try writeTwoStudies()
        try Data("{".utf8).write(to: written.folder.appendingPathComponent("studies/other.json"))
        let before = try written.digest()
        let output = try written.ablate("remove", "quick", "--yes")
        #expect(output.status == 65)
        #expect(output.standardError.contains("nothing was removed"))
        #expect(try written.digest() == before)
        // A run that is named goes all the same.
        #expect(try written.ablate("remove", "quick/resnet-50", "--yes").status == 0)
    }

    @Test func aRunThatOnlyTheDatabaseHasIsForgotten() throws {
        try writeTwoStudies()
        let key = try key("quick", "resnet-50", 0)
        try FileManager.default.removeItem(at: written.folder.appendingPathComponent("runs/\(key)"))
        #expect(try written.ablate("remove", key, "--yes").status == 0)
        #expect(try count("run") == 5)
        try written.expectAgreement()
    }

    private static let points = FaultPoint.all.map(\.name).filter { $0.hasPrefix("remove-") }

    @Test(arguments: points)
    func killedAnywhereItGoesOnAndLosesNothingElse(point: String) throws {
        try written.write("quick", ["resnet-50", "patchify"], seeds: 3)
        try written.write("other", ["patchify", "kernel-7"], seeds: 2)
        #expect(try written.ablate("gather").status == 0)
        let undisturbed = try written.copy()
        #expect(try undisturbed.ablate("remove", "quick", "--yes").status == 0)

        let killed = try written.ablate("remove", "quick", "--yes", fault: "\(point)=kill")
        #expect(killed.status == SIGKILL, "\(point): \(killed.standardError)")
        // Nobody meets half a run, and those of the other study are all there.
        let attempts = written.results.attempts()
        #expect(attempts.problems.isEmpty)
        let other = try WrittenResults.manifest("other", ["patchify", "kernel-7"], seeds: 2)
        for run in try StudyPlan(other).runs {
            guard case .finished = try written.results.next(for: run.identity) else {
                Issue.record("\(point): \(run.step.id) \(run.seed) is lost")
                continue
            }
        }
        let again = try written.ablate("remove", "quick", "--yes")
        // Once all is recorded the study is not there any more, and what it left goes with the next removal.
        let isOver = ["remove-forgotten", "remove-deleted"].contains(point)
        #expect(again.status == (isOver ? 64 : 0), "\(point): \(again.standardError)")
        #expect(try written.ablate("clean").status == 0)
        #expect(try written.digest() == undisturbed.digest(), "\(point)")
        #expect(try written.answers() == undisturbed.answers(), "\(point)")
        try written.expectAgreement(point)
    }

    @Test func aSecondPassageOfEachPointLosesNothingEither() throws {
        for point in ["remove-set-aside", "remove-deleted"] {
            let written = WrittenResults()
            try written.write("quick", ["resnet-50"], seeds: 3)
            #expect(try written.ablate("gather").status == 0)
            #expect(
                try written.ablate("remove", "quick", "--yes", fault: "\(point):2=kill").status == SIGKILL)
            let isOver = point == "remove-deleted"
            #expect(try written.ablate("remove", "quick", "--yes").status == (isOver ? 64 : 0))
            #expect(written.results.attempts().values.isEmpty)
            #expect(try ResultsReader(folder: written.folder).rows(of: "SELECT * FROM run").rows.isEmpty)
        }
    }
}
