import AblateResults
import AblateRunner
import AblateRuns
import Foundation
import Testing

@Suite("ablate gather --from")
struct GatherFromTests {
    let ours = WrittenResults()
    let theirs = WrittenResults()

    private func gather(_ flags: String..., fault: String? = nil) throws -> Ablate.Output {
        try Ablate.run(
            ["gather", "--from", theirs.folder.path, "--results", ours.folder.path] + flags,
            environment: fault.map { ["ABLATE_FAULT": $0] } ?? [:])
    }

    /// Every path below with the contents of files.
    private func everything(_ written: WrittenResults) throws -> [String: Data] {
        var everything: [String: Data] = [:]
        for path in FileManager.default.enumerator(atPath: written.folder.path)?.allObjects as? [String] ?? []
        {
            everything[path] = (try? Data(contentsOf: written.folder.appendingPathComponent(path))) ?? Data()
        }
        return everything
    }

    private func rows(_ sql: String) throws -> [[QueryResult.Value]] {
        try ResultsReader(folder: ours.folder).rows(of: sql).rows
    }

    private func attempt(_ written: WrittenResults, _ step: String, seed: Int, _ number: Int = 1) throws
        -> URL
    {
        let manifest = try WrittenResults.manifest("quick", [step], seeds: seed + 1)
        let key = manifest.identity(of: manifest.steps[0], seed: seed).sha256.prefix(16)
        return written.folder.appendingPathComponent("runs/\(key)/attempt-\(number)")
    }

    @Test func whatTheOtherHasIsTakenInOnceAndTheOtherStaysAsItIs() throws {
        try ours.write("quick", ["resnet-50"], seeds: 2)
        try theirs.write("quick", ["resnet-50", "patchify"], seeds: 5)
        // What was run here is there as well, as after an earlier copy.
        for seed in 0..<2 {
            let place = try attempt(theirs, "resnet-50", seed: seed)
            try FileManager.default.removeItem(at: place)
            try FileManager.default.copyItem(at: attempt(ours, "resnet-50", seed: seed), to: place)
        }
        let before = try everything(theirs)
        let output = try gather()
        #expect(output.status == 0 && output.standardError.isEmpty, "\(output.standardError)")
        #expect(
            output.standardOutput
                == "8 attempts of \(theirs.folder.path) taken in; 2 were here already.\n"
                + "1 study and 10 attempts of \(ours.folder.path) are in its database.\n")
        #expect(try everything(theirs) == before)
        #expect(
            try rows("SELECT SUM(n), SUM(n_failed), SUM(n_planned) FROM v_step") == [
                [.integer(8), .integer(2), .integer(10)]
            ])
        #expect(try ours.digest() == theirs.digest())
        try ours.expectAgreement()

        let first = try ours.digest()
        let answers = try ours.answers()
        let again = try gather()
        #expect(again.status == 0)
        #expect(
            again.standardOutput.hasPrefix(
                "0 attempts of \(theirs.folder.path) taken in; 10 were here already."))
        #expect(try ours.digest() == first)
        #expect(try ours.answers() == answers)
    }

    @Test func anEmptyFolderBecomesACopy() throws {
        try theirs.write("quick", seeds: 2)
        #expect(try gather().status == 0)
        #expect(try ours.digest() == theirs.digest())
    }

    @Test func whatBothFinishedWithOtherBitsIsKeptTwiceAndOursGoesOnSpeaking() throws {
        try ours.write("quick", ["resnet-50"], seeds: 1, weights: "a")
        try theirs.write("quick", ["resnet-50"], seeds: 1, weights: "b")
        let output = try gather()
        #expect(output.status == 1)
        #expect(output.standardError.contains("attempt 1 is attempt 2 here, where another has its number."))
        #expect(output.standardError.contains("attempts 1 and 2 ended in other weights (a0 and b0)"))
        #expect(output.standardError.contains("One build on one instruction set must give equal bits"))
        #expect(try rows("SELECT attempt, weights_sha256 FROM run") == [[.integer(1), .text("a0")]])
        #expect(
            try rows("SELECT number, weights_sha256 FROM attempt ORDER BY number")
                == [[.integer(1), .text("a0")], [.integer(2), .text("b0")]])
        #expect(ours.results.attempts().problems.isEmpty)
        let first = try ours.digest()
        #expect(try gather().status == 0)
        #expect(try ours.digest() == first)
    }

    @Test func otherBitsOfAnotherBuildAreSaidAndNoError() throws {
        var provenance = WrittenResults.provenance
        provenance.binarySHA256 = "b1"
        try ours.write("quick", ["resnet-50"], seeds: 1, weights: "a")
        try theirs.write("quick", ["resnet-50"], seeds: 1, weights: "b", provenance: provenance)
        let output = try gather()
        #expect(output.status == 0)
        #expect(output.standardError.contains("What differs: program b0, now b1."))
    }

    /// Ours is the second attempt, so that theirs, the first, would speak for the run under its own number.
    @Test func anEarlierNumberDoesNotTakeTheWordFromOurs() throws {
        try ours.write("quick", ["resnet-50"], seeds: 1, weights: "a")
        let folder = try attempt(ours, "resnet-50", seed: 0)
        let second = try AttemptFolder(reading: folder)
        try FileManager.default.removeItem(at: folder)
        try WrittenResults.finish(
            try ours.results.begin(second.identity, number: 2, provenance: WrittenResults.provenance),
            weights: "a0")
        try theirs.write("quick", ["resnet-50"], seeds: 1, weights: "b")
        _ = try gather()
        #expect(try rows("SELECT attempt, weights_sha256 FROM run") == [[.integer(2), .text("a0")]])
        #expect(try rows("SELECT number FROM attempt ORDER BY number") == [[.integer(2)], [.integer(3)]])
    }

    @Test func unfinishedAttemptsAreLeftOutUnlessAskedFor() throws {
        let manifest = try theirs.write("quick", ["resnet-50"], seeds: 1)
        let identity = manifest.identity(of: manifest.steps[0], seed: 7)
        let open = try theirs.results.begin(identity, number: 1, provenance: WrittenResults.provenance)
        try Data("x".utf8).write(to: open.url.appendingPathComponent("checkpoint-0"))
        let left = try gather()
        #expect(left.status == 0)
        #expect(left.standardOutput.contains("1 unfinished one was left out (--unfinished takes them in)."))
        #expect(ours.results.attempts().values.count == 1)
        #expect(try gather("--unfinished").status == 0)
        #expect(ours.results.attempts().values.count == 2)
        guard case .resume = try ours.results.next(for: identity) else {
            Issue.record("It is not gone on with.")
            return
        }
    }

    @Test func aFailureThereDoesNotEndWhatIsToBeGoneOnWithHere() throws {
        let manifest = try theirs.write("quick", ["resnet-50"], seeds: 5)
        let identity = manifest.identity(of: manifest.steps[0], seed: 4)
        _ = try ours.results.begin(identity, number: 1, provenance: WrittenResults.provenance)
        let output = try gather()
        #expect(output.status == 0)
        #expect(
            output.standardError.contains("attempt 1 was left out, since an attempt here is not finished"))
        guard case .resume = try ours.results.next(for: identity) else {
            Issue.record("It is not gone on with.")
            return
        }
    }

    @Test func whatCannotBeReadIsToldAndLeftOut() throws {
        try theirs.write("quick", ["resnet-50"], seeds: 2)
        let bad = try attempt(theirs, "resnet-50", seed: 1)
        try Data("{".utf8).write(to: bad.appendingPathComponent("result.json"))
        let output = try gather()
        #expect(output.status == 65)
        #expect(output.standardError.contains("'\(bad.path)/result.json' is not what Ablate writes"))
        #expect(output.standardError.contains("It was left out."))
        #expect(ours.results.attempts().values.count == 1)
        #expect(FileManager.default.fileExists(atPath: bad.path))
    }

    /// Checkpoints come along while nothing else holds what they do.
    @Test func onlyCheckpointsThatAreNeededAreCopied() throws {
        try theirs.write("quick", ["resnet-50"], seeds: 5)
        for seed in [0, 1, 4] {
            try Data("x".utf8).write(
                to: attempt(theirs, "resnet-50", seed: seed).appendingPathComponent("checkpoint-0"))
        }
        try Data("x".utf8).write(to: attempt(theirs, "resnet-50", seed: 1).appendingPathComponent("weights"))
        #expect(try gather().status == 0)
        let copied = try ours.digest().keys.filter { $0.hasSuffix("/checkpoint-0") }
        #expect(
            try copied.map { ours.folder.appendingPathComponent($0).path } == [
                attempt(ours, "resnet-50", seed: 0).appendingPathComponent("checkpoint-0").path
            ])
    }

    @Test func aStudyThatIsHereUnderAnotherNameKeepsOursAndATakenNameGetsASuffix() throws {
        try ours.write("mine", ["resnet-50"], seeds: 1, roadmap: "quick")
        try theirs.write("quick", ["resnet-50", "patchify"], seeds: 2)
        // Another declaration under our name.
        var other = try WrittenResults.manifest("mine", ["resnet-50"], seeds: 1)
        other.recipe.epochs += 1
        try theirs.results.keep(other)
        let output = try gather()
        #expect(output.status == 0)
        #expect(output.standardError.contains("The study 'quick' is here as 'mine', and keeps this name.\n"))
        #expect(
            output.standardError.contains("The study 'mine' is 'mine-2' here, where another has its name.\n"))
        #expect(try rows("SELECT name FROM study ORDER BY name") == [[.text("mine")], [.text("mine-2")]])
        #expect(try rows("SELECT SUM(n_planned) FROM v_step WHERE study = 'mine'") == [[.integer(4)]])
        let first = try ours.digest()
        #expect(try gather().status == 0)
        #expect(try ours.digest() == first)
    }

    @Test(arguments: FaultPoint.ofGathering.map(\.name) + ["attempt-write", "study-rename"], [1, 2])
    func killedInTheMiddleItTakesInTheRest(point: String, passage: Int) throws {
        try ours.write("quick", ["resnet-50"], seeds: 1, weights: "a")
        try theirs.write("quick", ["resnet-50", "patchify"], seeds: 2, weights: "b")
        let undisturbed = WrittenResults()
        try FileManager.default.copyItem(at: ours.folder, to: undisturbed.folder)
        _ = try Ablate.run(["gather", "--from", theirs.folder.path, "--results", undisturbed.folder.path])

        let killed = try gather(fault: "\(point):\(passage)=kill")
        #expect(killed.status == SIGKILL || passage == 2, "\(point): \(killed.standardError)")
        // Nobody meets half of an attempt.
        #expect(ours.results.attempts().problems.isEmpty)
        for attempt in ours.results.attempts().values {
            #expect(attempt.state != .unfinished, "\(point)")
        }
        let again = try gather()
        #expect(again.status == 0 || again.status == 1, "\(point): \(again.standardError)")
        #expect(try ours.digest() == undisturbed.digest(), "\(point)")
        // What both have finished with other bits stays remarkable.
        let run = try attempt(ours, "resnet-50", seed: 0).deletingLastPathComponent().lastPathComponent
        try ours.expectAgreement(
            point,
            remark:
                "Run \(run): attempts 1 and 2 ended in different weights, though an equal identity must give equal "
                + "bits; the result of attempt 1 is kept.\n")
    }

    @Test func whatIsNoResultsFolderIsRefused() throws {
        try ours.write("quick", seeds: 1)
        let nothing = try gather()
        #expect(nothing.status == 66 && nothing.standardError.contains("is no results folder"))
        let own = try Ablate.run(["gather", "--from", ours.folder.path, "--results", ours.folder.path])
        #expect(own.status == 64)
    }

    /// By hand, and told by a plain gather.
    @Test func aRunThatLostItsFolderIsNamedUntilItIsForgotten() throws {
        try ours.write("quick", ["resnet-50"], seeds: 2)
        #expect(try ours.ablate("gather").standardError.isEmpty)
        let run = try attempt(ours, "resnet-50", seed: 1).deletingLastPathComponent()
        try FileManager.default.removeItem(at: run)
        let told = try ours.ablate("gather")
        #expect(told.status == 0)
        #expect(
            told.standardError
                == "The database holds 1 attempt of 1 run (\(run.lastPathComponent)) that the folder "
                + "does not hold; bring them back, or 'ablate remove' forgets one, and 'ablate gather --rebuild' all of "
                + "them.\n")
        #expect(try ours.ablate("remove", run.lastPathComponent, "--yes").status == 0)
        #expect(try ours.ablate("gather").standardError.isEmpty)
    }
}
