import AblateResults
import Foundation
import Testing

/// What is printed arrives, or the command says that it did not.
@Suite struct StandardOutputTests {
    private static let full =
        "The answer was not printed whole, because standard output cannot be written: no space left on device; send "
        + "it elsewhere, or free some space, and run the command again.\n"
    private static let closed =
        "The answer was not printed, because standard output is closed; run the command again with its output sent "
        + "to a terminal, a file or a pipe.\n"

    /// What answers without a study; the other commands stand below.
    private static let commands: [[String]] = [
        [], ["--help"], ["--version"], ["help", "run"], ["run", "--help"],
        ["--generate-completion-script", "bash"],
        ["list"], ["list", "--format", "json"], ["show", "kernel-7"], ["verify"], ["query", "studies"],
        ["query", "--list"], ["query", "SELECT 1"], ["export"], ["export", "-o", "-"], ["gather"],
        ["gather", "--rebuild"], ["recipe", "list"], ["recipe", "show", "small"], ["data", "list"],
        ["data", "check", "fashion-mnist", "--format", "csv"], ["data", "show", "fashion-mnist", "-o", "-"],
        ["data", "show", "fashion-mnist", "-o", "sheet.png"],
        ["data", "benchmark", "fashion-mnist", "--images", "40", "--passes", "1"],
        [
            "benchmark-one", "resnet-50", "--threads", "1", "--batch", "2", "--count", "1", "--image-side",
            "8",
        ],
    ]

    @Test(arguments: commands) func whatCannotBePrintedIsASentenceAndStatus74(_ arguments: [String]) throws {
        let study = try TinyStudy()
        try ResultsDatabase(folder: study.results).close()
        let sets = study.folder.appendingPathComponent("sets")
        try FileManager.default.createDirectory(at: sets, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: sets.appendingPathComponent("fashion-mnist"), withDestinationURL: study.data)
        func ablate(_ redirections: String) throws -> Ablate.Output {
            try Shell.run(
                "\"$0\" \"$@\" \(redirections)", [Ablate.executable.path] + arguments,
                environment: ["ABLATE_DATA": sets.path], in: study.folder)
        }
        let fine = try ablate(">/dev/null")
        #expect(fine.status == 0)
        let full = try ablate(">/dev/full")
        #expect(full.status == 74)
        #expect(full.standardError == fine.standardError + Self.full)
        let closed = try ablate(">&-")
        #expect(closed.status == 74)
        #expect(closed.standardError == fine.standardError + Self.closed)
        // Nobody is left to be told.
        #expect(try ablate("<&- >&- 2>&-").status == 74)
    }

    @Test(arguments: [">/dev/full", ">&-", "<&- >&- 2>&-"])
    func aRunWhoseTableCannotBePrintedIsRecordedAllTheSame(_ redirections: String) throws {
        let study = try TinyStudy()
        func ablate(_ arguments: [String], _ redirections: String) throws -> Ablate.Output {
            try Shell.run(
                "\"$0\" \"$@\" \(redirections)", [Ablate.executable.path] + arguments, in: study.folder)
        }
        let output = try ablate(["run"] + study.study + ["--threads", "1"], redirections)
        #expect(output.status == 74, "\(output.standardError)")
        #expect(try study.status().counts["done"] == 2)
        let results = ["--results", study.results.path]
        let name = try study.query("SELECT name FROM study").split(separator: "\n")[1]
        for arguments in [
            ["status"] + study.study, ["plan", "--no-timing"] + study.study,
            ["compare", "resnet-50", "patchify"] + results, ["report", "\(name)"] + results,
            ["report", "\(name)", "--format", "table"] + results,
        ] {
            let answer = try ablate(arguments, redirections)
            #expect(answer.status == 74, "\(arguments) \(answer.standardError)")
        }
    }

    @Test func whatIsSaidStandsBelowWhatWasPrintedBeforeIt() throws {
        let study = try TinyStudy()
        for name in ["train/a/bad.jpg", "val/a/bad.jpg"] {
            let file = study.folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("no image".utf8).write(to: file)
        }
        let output = try Shell.run(
            "\"$0\" data check image-folder --data . 2>&1 | cat", [Ablate.executable.path], in: study.folder)
        let lines = output.standardOutput.split(separator: "\n")
        #expect(lines.first?.hasPrefix("path") == true)
        #expect(lines.last == "2 images of 1 class checked, 2 bad.")
    }

    @Test(arguments: [["list"], ["verify", "--format", "json"], ["run", "--help"]])
    func aReaderWhoHasSeenEnoughEndsACommandInSilence(_ arguments: [String]) throws {
        // The reader is gone before the first line: the shell waits for it.
        let output = try Shell.run(
            "{ sleep 0.3; \"$0\" \"$@\"; echo $? >&2; } | true", [Ablate.executable.path] + arguments,
            in: FileManager.default.temporaryDirectory)
        #expect(output.standardError == "\(128 + SIGPIPE)\n")
    }

    @Test func aFileThatCannotBeWrittenIsASentenceAndStatus74() throws {
        let study = try TinyStudy(["resnet-50"])
        #expect(try study.run().status == 0)
        let name = try study.query("SELECT name FROM study").split(separator: "\n")[1]
        for arguments in [
            ["export", "--results", study.results.path],
            ["report", "\(name)", "--results", study.results.path],
            ["data", "show", "fashion-mnist", "--data", study.data.path],
        ] {
            let output = try Ablate.run(arguments + ["-o", "/dev/full"])
            #expect(output.status == 74)
            #expect(
                output.standardError
                    == "'/dev/full' cannot be written: no space left on device; free some space or choose "
                    + "another file with -o.\n")
        }
    }
}

/// A POSIX shell, for what only a shell can do with descriptors.
enum Shell {
    /// Runs `script` with `arguments` as $0, $1, … and without standard input.
    static func run(
        _ script: String, _ arguments: [String], environment: [String: String] = [:], in folder: URL
    ) throws -> Ablate.Output {
        try Ablate.run(
            ["-c", script] + arguments, environment: environment, in: folder,
            program: URL(fileURLWithPath: "/bin/sh"))
    }
}
