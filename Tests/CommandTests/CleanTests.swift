import AblateRunner
import AblateRuns
import AblateTraining
import Foundation
import Testing

@Suite(
    "ablate clean",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "Needs Linux's /proc."))
struct CleanTests {
    /// Ends training processes before they have put their weights in the place of their checkpoints.
    private static let fault = "weights-write:1=kill,weights-write:2=kill"

    /// The results of two runs that have kept their checkpoints, as all runs of earlier versions did.
    private func trained() throws -> WrittenResults {
        let study = try TinyStudy()
        let output = try study.run(fault: Self.fault)
        #expect(output.status == 0, "\(output.standardError)")
        let results = WrittenResults()
        try FileManager.default.moveItem(at: study.results, to: results.folder)
        return results
    }

    private func names(_ written: WrittenResults, _ prefix: String) throws -> [String] {
        try written.digest().keys.filter { ($0 as NSString).lastPathComponent.hasPrefix(prefix) }.sorted()
    }

    /// Says that the weights of every finished attempt can be had without a checkpoint.
    private func expectWeights(_ written: WrittenResults, _ when: String = "") throws {
        let attempts = written.results.attempts()
        #expect(attempts.values.count == 2 && attempts.problems.isEmpty, "\(when)")
        for attempt in attempts.values {
            guard case .finished(let result) = attempt.state else { continue }
            let run = written.folder.appendingPathComponent("runs/\(attempt.identity.sha256.prefix(16))")
            let weights = try FinalWeights(
                of: attempt.identity, in: run.appendingPathComponent("attempt-\(attempt.number)"))
            #expect(weights.sha256 == result.weightsSHA256, "\(when)")
        }
    }

    private struct Row: Decodable {
        var action: String
        var kind: String
        var path: String
        var bytes: Int
        var reason: String?
    }

    private func rows(_ written: WrittenResults, _ flags: String...) throws -> [Row] {
        let output = try Ablate.run(
            ["clean", "--format", "json", "--results", written.folder.path] + flags)
        #expect(output.status == 0, "\(output.standardError)")
        return try JSONDecoder().decode([Row].self, from: Data(output.standardOutput.utf8))
    }

    // MARK: Finished runs

    @Test func finishedRunsKeepTheirWeightsAndLoseTheRest() throws {
        let written = try trained()
        let before = try written.digest()
        let answers = try written.answers()
        let usage = written.results.diskUsage.bytes

        let told = try rows(written, "--dry-run")
        #expect(told.map(\.action) == ["remove", "remove"])
        #expect(told.allSatisfy { $0.kind == "optimizer state" && $0.bytes > 1_000_000 })
        #expect(try written.digest() == before)

        let cleaned = try rows(written)
        let freed = cleaned.reduce(0) { $0 + $1.bytes }
        #expect(cleaned.map(\.path) == told.map(\.path))
        #expect(usage - written.results.diskUsage.bytes == freed)
        #expect(abs(freed - told.reduce(0) { $0 + $1.bytes }) < 20_000)
        #expect(try names(written, "checkpoint-").isEmpty)
        try expectWeights(written)
        // Everything else is as it was.
        let kept = before.filter { !($0.key as NSString).lastPathComponent.hasPrefix("checkpoint-") }
        let after = try written.digest().filter { !$0.key.hasSuffix("/weights") }
        #expect(after == kept)
        #expect(try written.answers() == answers)
        try written.expectAgreement()

        let again = try written.ablate("clean")
        #expect(again.status == 0 && again.standardOutput == "There is nothing to clean.\n")
    }

    @Test func aRunThatFinishesLeavesNothingToClean() throws {
        let study = try TinyStudy(["patchify"])
        #expect(try study.run().status == 0)
        #expect(try study.attempt("patchify").appendingPathComponent("weights").isFile)
        let output = try Ablate.run(["clean", "--results", study.results.path])
        #expect(output.standardOutput == "There is nothing to clean.\n")
    }

    @Test func aStudyWhoseRunsWereCleanedIsFinished() throws {
        let study = try TinyStudy(["patchify"])
        #expect(try study.run(fault: Self.fault).status == 0)
        #expect(try study.attempt("patchify").appendingPathComponent("checkpoint-0").isFile)
        #expect(try Ablate.run(["clean", "--results", study.results.path]).status == 0)
        let again = try study.run()
        #expect(again.status == 0)
        #expect(!again.standardError.contains("started"))
        #expect(try study.status().counts["done"] == 1)
    }

    @Test func killedAnywhereItGoesOnAndLosesNothing() throws {
        let trained = try trained()
        let undisturbed = try trained.copy()
        #expect(try undisturbed.ablate("clean").status == 0)
        let before = trained.results.attempts().values
        for point in FaultPoint.ofCleaning.map(\.name) {
            let written = try trained.copy()
            for passage in 1...2 {
                let killed = try written.ablate("clean", fault: "\(point):\(passage)=kill")
                #expect(killed.status == SIGKILL || passage == 2, "\(point): \(killed.standardError)")
                #expect(written.results.attempts().values == before, "\(point)")
                #expect(written.results.attempts().problems.isEmpty, "\(point)")
            }
            let again = try written.ablate("clean")
            #expect(again.status == 0, "\(point): \(again.standardError)")
            #expect(try written.digest() == undisturbed.digest(), "\(point)")
            try expectWeights(written, point)
        }
        try undisturbed.expectAgreement()
    }

    @Test func checkpointsThatHoldOtherWeightsStay() throws {
        let written = try trained()
        let checkpoint = try #require(try names(written, "checkpoint-").first)
        let file = written.folder.appendingPathComponent(checkpoint)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        let output = try written.ablate("clean")
        #expect(output.status == 65)
        #expect(
            output.standardError.contains("no checkpoint of the run can be read. Its checkpoints stay.\n"))
        #expect(try names(written, "checkpoint-") == [checkpoint])
        #expect(try names(written, "weights").count == 1)
        #expect(try Data(contentsOf: file) == bytes)
    }

    /// A file of weights that was damaged is written again while a checkpoint is there.
    @Test func damagedWeightsAreWrittenAgain() throws {
        let written = try trained()
        let checkpoint = try #require(try names(written, "checkpoint-").first)
        let weights = written.folder.appendingPathComponent(checkpoint).deletingLastPathComponent()
            .appendingPathComponent("weights")
        try Data("nothing".utf8).write(to: weights)
        #expect(try written.ablate("clean").status == 0)
        try expectWeights(written)
    }

    // MARK: Orphans

    @Test func whatNobodyNeedsGoesAndWhatSomebodyMayNeedStays() throws {
        let written = WrittenResults()
        let manifest = try written.write("quick", ["resnet-50", "patchify"], seeds: 1)
        let results = written.results
        func identity(_ seed: Int) -> RunIdentity { manifest.identity(of: manifest.steps[0], seed: seed) }
        func begin(_ seed: Int, _ number: Int) throws -> AttemptFolder {
            let attempt = try results.begin(
                identity(seed), number: number, provenance: WrittenResults.provenance)
            try Data(repeating: 7, count: 5000).write(to: attempt.url.appendingPathComponent("checkpoint-0"))
            return attempt
        }
        // A failed attempt, then one that was given up for the latest, which is to be resumed.
        let failed = try begin(10, 1)
        try failed.fail("It ran out of memory.")
        let givenUp = try begin(10, 2)
        let latest = try begin(10, 3)
        let diverged = try begin(11, 1)
        try diverged.finish(
            RunResult(
                identitySHA256: diverged.identity.sha256, status: .diverged, epochs: [], top1: nil,
                divergedAtStep: 3, weightsSHA256: "d", correct: Data(), seconds: 1, cpuSeconds: 1,
                peakMemoryBytes: 1, finished: "2026-01-01T00:00:00Z"))
        // Folders in which nothing began, and one in which somebody keeps something.
        func folder(_ seed: Int) -> URL {
            written.folder.appendingPathComponent("runs/\(identity(seed).sha256.prefix(16))")
        }
        for (seed, name) in [(12, "attempt-1"), (13, "")] {
            try FileManager.default.createDirectory(
                at: folder(seed).appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let notes = try begin(14, 1).url
        try FileManager.default.removeItem(at: notes.appendingPathComponent("attempt.json"))
        try Data().write(to: latest.url.appendingPathComponent(".result.json.4711.partial"))
        let aside = written.folder.appendingPathComponent("runs/.removed-x-y/attempt-1")
        let quarantined = written.folder.appendingPathComponent("quarantine/x-attempt-1")
        for url in [aside, quarantined] {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: url.appendingPathComponent("attempt.json"))
        }
        try Data("x".utf8).write(to: written.folder.appendingPathComponent("ablate-previous.sqlite"))

        let told = try rows(written, "--dry-run")
        func paths(_ kind: String) -> [String] { told.filter { $0.kind == kind }.map(\.path) }
        func path(_ attempt: AttemptFolder) -> String {
            "runs/\(attempt.identity.sha256.prefix(16))/attempt-\(attempt.number)"
        }
        #expect(Set(paths("dead checkpoint")) == Set([failed, givenUp, diverged].map(path)))
        #expect(paths("interrupted") == [path(latest)])
        #expect(paths("empty folder").count == 3)
        #expect(paths("temporary file") == [path(latest) + "/.result.json.4711.partial"])
        #expect(paths("removed") == ["runs/.removed-x-y"])
        #expect(paths("quarantined") == ["quarantine/x-attempt-1"])
        #expect(paths("backup") == ["ablate-previous.sqlite"])
        #expect(told.filter { $0.action == "keep" }.count == 3)

        let before = results.attempts().values
        _ = try rows(written)
        #expect(results.attempts().values == before)
        #expect(
            try names(written, "checkpoint-")
                == [
                    path(latest) + "/checkpoint-0",
                    "runs/\(identity(14).sha256.prefix(16))/attempt-1/checkpoint-0",
                ].sorted())
        #expect(try names(written, ".").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder(12).path))
        #expect(!FileManager.default.fileExists(atPath: folder(13).path))
        #expect(FileManager.default.fileExists(atPath: quarantined.path))
        #expect(try rows(written, "--quarantine").map(\.kind).contains("quarantined"))
        #expect(!FileManager.default.fileExists(atPath: quarantined.path))
    }

    /// The study holds still in its second step, with its lease and its lock.
    @Test func whatIsInWorkIsNeitherCleanedNorRemoved() throws {
        let study = try TinyStudy(["patchify"])
        let parent = try study.begin(fault: "training-step:2=stop")
        defer { parent.terminate() }
        try wait(for: "the training process to stop") {
            Processes.children(of: parent.processIdentifier).contains(where: Processes.isStopped)
        }
        let runs = study.results.appendingPathComponent("runs")
        let before = (FileManager.default.enumerator(atPath: runs.path)?.allObjects as? [String] ?? [])
            .sorted()
        let cleaned = try Ablate.run(["clean", "--results", study.results.path])
        #expect(cleaned.status == 0 && cleaned.standardOutput == "There is nothing to clean.\n")
        let removed = try Ablate.run(["remove", "patchify", "--yes", "--results", study.results.path])
        #expect(removed.status == 75)
        #expect(removed.standardError.contains("(by process \(parent.processIdentifier) on "))
        #expect(
            (FileManager.default.enumerator(atPath: runs.path)?.allObjects as? [String] ?? []).sorted()
                == before)
        for child in Processes.children(of: parent.processIdentifier) { kill(child, SIGCONT) }
        parent.waitUntilExit()
        #expect(parent.terminationStatus == 0)
    }

    @Test func theLeaseOfAKilledStudyGoes() throws {
        let study = try TinyStudy(["patchify"])
        #expect(try study.run(fault: "lease-taken=kill").status == SIGKILL)
        let output = try Ablate.run(["clean", "--format", "csv", "--results", study.results.path])
        #expect(output.standardOutput.contains("removed,lease,"))
        #expect(output.standardOutput.contains("removed,empty folder,"))
        #expect(try study.run().status == 0)
        #expect(try study.digest() == TinyStudy.undisturbedDigest(["patchify"]))
    }
}

extension TinyStudy {
    /// What these steps come to where nothing disturbs them.
    fileprivate static func undisturbedDigest(_ steps: [String]) throws -> String {
        let study = try TinyStudy(steps)
        #expect(try study.run().status == 0)
        return try study.digest()
    }
}
