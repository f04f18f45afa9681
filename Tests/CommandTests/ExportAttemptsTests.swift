import AblateResults
import AblateRunner
import AblateRuns
import Foundation
import Testing

/// `ablate export --what attempts`, and `ablate gather --from` what it wrote.
@Suite("ablate export --what attempts")
struct ExportAttemptsTests {
    let ours = WrittenResults()
    let theirs = WrittenResults()
    /// Where archives are.
    let scratch = WrittenResults()

    init() throws {
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String) -> String { scratch.folder.appendingPathComponent(name).path }

    private func export(_ flags: String...) throws -> Ablate.Output {
        try Ablate.run(["export", "--what", "attempts", "--results", theirs.folder.path] + flags)
    }

    private func gather(_ archive: String, fault: String? = nil) throws -> Ablate.Output {
        try ours.ablate("gather", "--from", archive, fault: fault)
    }

    /// As on another machine: what finished is found, and the study goes on from there.
    @Test func aStudyTravelsAndGoesOn() throws {
        let study = try TinyStudy()
        #expect(try study.run().status == 0)
        let archive = study.folder.appendingPathComponent("attempts.tar.gz").path
        let output = try Ablate.run([
            "export", "--what", "attempts", "-o", archive, "--results", study.results.path,
        ])
        #expect(output.status == 0 && output.standardError.isEmpty, "\(output.standardError)")
        let told = "2 finished attempts of \(study.results.path) are in '\(archive)' ("
        #expect(output.standardOutput.hasPrefix("1 study and \(told)"), "\(output.standardOutput)")
        #expect(output.standardOutput.hasSuffix(" kB).\n"))

        let bare = study.folder.appendingPathComponent("bare")
        let gathered = try Ablate.run(["gather", "--from", archive, "--results", bare.path])
        #expect(gathered.status == 0 && gathered.standardError.isEmpty, "\(gathered.standardError)")
        #expect(
            gathered.standardOutput.hasPrefix("2 attempts of \(archive) taken in; 0 were here already.\n"))
        for query in SavedQuery.all where query.parameters.isEmpty {
            let answers = try [study.results, bare].map { folder in
                let output = try Ablate.run([
                    "query", query.name, "--format", "json", "--results", folder.path,
                ])
                #expect(output.status == 0)
                return output.standardOutput
            }
            #expect(answers[0] == answers[1], "\(query.name)")
        }

        let runs = bare.appendingPathComponent("runs")
        let before = FileManager.default.subpaths(atPath: runs.path)?.sorted()
        let flags = ["--threads", "1", "--jobs", "1"]
        #expect(try Ablate.run(["run"] + study.study(in: bare) + flags).status == 0)
        // Nothing was trained: each of a run's two folders still has no more than two files.
        #expect(FileManager.default.subpaths(atPath: runs.path)?.sorted() == before)
        #expect(before?.count == 2 * 4)
        #expect(try Ablate.run(["run"] + study.study(in: bare) + flags + ["--seeds", "2"]).status == 0)
        let attempts = ResultsFolder(bare.path).attempts()
        #expect(attempts.values.map(\.identity.seed).sorted() == [0, 0, 1, 1] && attempts.problems.isEmpty)
    }

    @Test func whatIsLeftOutIsCounted() throws {
        let manifest = try theirs.write("quick", ["resnet-50"], seeds: 10)
        let open = manifest.identity(of: manifest.steps[0], seed: 11)
        _ = try theirs.results.begin(open, number: 1, provenance: WrittenResults.provenance)
        let output = try export("-o", file("a.tgz"))
        #expect(output.status == 0)
        #expect(
            output.standardOutput.hasSuffix(" kB); 2 failed and 1 unfinished were left out.\n"),
            "\(output.standardOutput)")
        #expect(
            output.standardOutput.hasPrefix(
                "1 study and 8 finished attempts of \(theirs.folder.path) are in "))
        let study = try export("-o", file("b.tgz"), "--study", "quick")
        #expect(study.standardOutput.hasSuffix(" kB); 2 failed were left out.\n"), "\(study.standardOutput)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file("b.tgz"))).count > 500)
    }

    @Test func aPipeGetsATarAndATerminalNothing() throws {
        try theirs.write("quick", ["resnet-50"], seeds: 2)
        #expect(try export("-o", file("a.tar")).status == 0)
        let piped = try Shell.run(
            "\"$0\" export --what attempts -o - --results \"$1\" | cat > \"$2\"",
            [Ablate.executable.path, theirs.folder.path, file("b.tar")], in: scratch.folder)
        #expect(piped.standardError.hasPrefix("1 study and 2 finished attempts of "))
        #expect(piped.standardError.contains(" are in the archive ("))
        let data = try Data(contentsOf: URL(fileURLWithPath: file("a.tar")))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file("b.tar"))) == data)
        let terminal = try PseudoTerminal(
            columns: 120, rows: 10,
            ["export", "--what", "attempts", "-o", "-", "--results", theirs.folder.path])
        #expect(terminal.finish() == 64)
        #expect(
            String(decoding: terminal.received, as: UTF8.self).hasPrefix(
                "An archive is not written to a terminal"))
    }

    @Test func mistakesAreOneSentenceAndLeaveNothing() throws {
        try theirs.write("quick", ["resnet-50"], seeds: 1)
        try FileManager.default.createSymbolicLink(atPath: file("full.tar"), withDestinationPath: "/dev/full")
        try FileManager.default.createDirectory(atPath: file("folder.tar"), withIntermediateDirectories: true)
        try Data("old".utf8).write(to: URL(fileURLWithPath: file("old.tar.gz")))
        let before = try FileManager.default.subpathsOfDirectory(atPath: scratch.folder.path).sorted()
        for (flags, status, beginning) in [
            ([], 64, "--what attempts writes an archive; name it with -o, such as"),
            (
                ["-o", file("a.zip")], 64,
                "-o must name an archive that ends in .tar, .tar.gz, .tgz, .tar.xz or .tar.zst"
            ),
            (["-o", file("a.csv.gz")], 64, "-o must name an archive that ends in "),
            (["-o", file("a.tar"), "--format", "csv"], 64, "--format is of rows"),
            (["-o", file("old.tar.gz"), "--study", "quik"], 64, "There is no study 'quik' in "),
            (
                ["-o", file("full.tar")], 74,
                "'\(file("full.tar"))' cannot be written: no space left on device"
            ),
            (["-o", file("folder.tar")], 73, "-o must name a file, but "),
            (["-o", file("none/a.tar")], 73, "'\(file("none/a.tar"))' cannot be written: no such file"),
            (["-o", file("a.tar"), "--results", file("none")], 66, "There is no results folder at "),
            (
                ["-o", file("a.tar"), "--results", scratch.folder.path], 66,
                "There is neither a study nor a finished"
            ),
        ] as [([String], Int32, String)] {
            let results = flags.contains("--results") ? [] : ["--results", theirs.folder.path]
            let output = try Ablate.run(["export", "--what", "attempts"] + flags + results)
            #expect(output.status == status, "\(flags): \(output.standardError)")
            #expect(output.standardOutput.isEmpty)
            #expect(output.standardError.hasPrefix(beginning), "\(output.standardError)")
            #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: scratch.folder.path).sorted() == before)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file("old.tar.gz"))) == Data("old".utf8))
    }

    @Test func whatCannotBeReadIsToldAndLeftOut() throws {
        let manifest = try theirs.write("quick", ["resnet-50"], seeds: 2)
        let key = manifest.identity(of: manifest.steps[0], seed: 1).sha256.prefix(16)
        let bad = theirs.folder.appendingPathComponent("runs/\(key)/attempt-1/result.json")
        try Data("{".utf8).write(to: bad)
        let output = try export("-o", file("a.tar.zst"))
        #expect(output.status == 65)
        #expect(output.standardError.hasPrefix("'\(bad.path)' is not what Ablate writes"))
        #expect(output.standardError.hasSuffix("It was left out.\n"))
        #expect(output.standardOutput.hasPrefix("1 study and 1 finished attempt of "))
        #expect(try gather(file("a.tar.zst")).status == 0)
        #expect(ours.results.attempts().values.count == 1)
    }

    // MARK: Gathering

    /// As from a folder: numbers, other bits and names.
    @Test func anArchiveIsTakenInLikeAFolder() throws {
        try ours.write("mine", ["resnet-50"], seeds: 2, roadmap: "quick", weights: "a")
        try theirs.write("quick", ["resnet-50", "patchify"], seeds: 4, weights: "b")
        let viaFolder = try ours.copy()
        #expect(try export("-o", file("a.tar.xz")).status == 0)
        let output = try gather(file("a.tar.xz"))
        let expected = try viaFolder.ablate("gather", "--from", theirs.folder.path)
        #expect(output.status == 1 && expected.status == 1)
        #expect(output.standardError == expected.standardError)
        #expect(output.standardError.contains("attempts 1 and 2 ended in other weights (a0 and b0)"))
        #expect(output.standardError.contains("The study 'quick' is here as 'mine', and keeps this name.\n"))
        #expect(try ours.answers() == viaFolder.answers())
        let first = try ours.digest()
        let again = try gather(file("a.tar.xz"))
        #expect(again.status == 0)
        #expect(
            again.standardOutput.hasPrefix(
                "0 attempts of \(file("a.tar.xz")) taken in; 8 were here already.\n"))
        #expect(try ours.digest() == first)
    }

    @Test func whatIsNoArchiveIsRefusedAndChangesNothing() throws {
        try theirs.write("quick", ["resnet-50"], seeds: 2)
        #expect(try export("-o", file("a.tar.gz")).status == 0)
        let whole = try Data(contentsOf: URL(fileURLWithPath: file("a.tar.gz")))
        try whole.dropLast().write(to: URL(fileURLWithPath: file("cut.tar.gz")))
        try Data("runs".utf8).write(to: URL(fileURLWithPath: file("text")))
        for (name, flags, status, text) in [
            ("cut.tar.gz", [], 65, "The archive '\(file("cut.tar.gz"))' is damaged or was cut off ("),
            (
                "text", [], 65,
                "'\(file("text"))' is neither a results folder nor an archive of finished attempts"
            ),
            ("a.tar.gz", ["--unfinished"], 64, "--unfinished goes with a results folder, and "),
            ("none.tar.gz", [], 66, "'\(file("none.tar.gz"))' is no results folder"),
        ] as [(String, [String], Int32, String)] {
            let output = try Ablate.run(
                ["gather", "--from", file(name), "--results", ours.folder.path] + flags)
            #expect(output.status == status)
            #expect(output.standardOutput.isEmpty)
            #expect(output.standardError.hasPrefix(text), "\(output.standardError)")
            #expect(output.standardError.filter { $0 == "\n" }.count == 1)
            #expect(!FileManager.default.fileExists(atPath: ours.folder.path))
        }
    }

    @Test(arguments: FaultPoint.ofArchives.map(\.name) + ["study-rename"], [1, 2])
    func killedInTheMiddleItTakesInTheRest(point: String, passage: Int) throws {
        try ours.write("quick", ["resnet-50"], seeds: 1)
        try theirs.write("quick", ["resnet-50", "patchify"], seeds: 2)
        #expect(try export("-o", file("a.tar.gz")).status == 0)
        let undisturbed = try ours.copy()
        #expect(try undisturbed.ablate("gather", "--from", file("a.tar.gz")).status == 0)

        let killed = try gather(file("a.tar.gz"), fault: "\(point):\(passage)=kill")
        #expect(
            killed.status == SIGKILL || point == "study-rename" && passage == 2, "\(killed.standardError)")
        #expect(ours.results.attempts().problems.isEmpty)
        let again = try gather(file("a.tar.gz"))
        #expect(again.status == 0 && again.standardError.isEmpty, "\(point): \(again.standardError)")
        #expect(try ours.digest() == undisturbed.digest(), "\(point)")
        try ours.expectAgreement(point)
    }

    @Test func whatAKilledGatherUnpackedIsCleaned() throws {
        try ours.write("quick", ["resnet-50"], seeds: 1)
        try theirs.write("quick", ["resnet-50"], seeds: 2)
        let before = try ours.digest()
        #expect(try export("-o", file("a.tar")).status == 0)
        #expect(try gather(file("a.tar"), fault: "gather-unpacked:3=kill").status == SIGKILL)
        #expect(try ours.digest() != before)
        let cleaned = try ours.ablate("clean", "--format", "csv")
        #expect(cleaned.standardOutput.contains("removed,half-gathered attempt,runs/.arriving,"))
        #expect(try ours.digest() == before)
    }
}
