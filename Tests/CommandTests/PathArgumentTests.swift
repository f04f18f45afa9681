import Foundation
import Testing

/// Paths that are no text, and `~`, by the program itself.
@Suite struct PathArgumentTests {
    /// A folder that is gone when the last reference is.
    private final class Scratch {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-\(UUID().uuidString)"
        ).path

        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        var contents: [String] {
            get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }
        }
    }

    /// A script of the shell, in which `$ablate` is the program and which begins in the folder.
    private func shell(_ script: String, in scratch: Scratch) throws -> Ablate.Output {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["ablate": Ablate.executable.path, "HOME": scratch.path + "/home"]
        ) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let words = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Ablate.Output(
            status: process.terminationStatus, standardOutput: String(decoding: text, as: UTF8.self),
            standardError: String(decoding: words, as: UTF8.self))
    }

    /// Before anything is written: repaired, they would name another place.
    @Test(arguments: [
        (#""$ablate" gather --results "$(printf 'caf\351')""#, #"The argument 'caf\xE9' is not UTF-8"#),
        (
            #""$ablate" gather --results="$(printf 'caf\351')""#,
            #"The argument '--results=caf\xE9' is not UTF-8"#
        ),
        (
            #""$ablate" run quick --results r --data "$(printf 'caf\351/x')""#,
            #"The argument 'caf\xE9/x' is not UTF-8"#
        ),
        (#""$ablate" recipe list -o "$(printf '\377')""#, #"The argument '\xFF' is not UTF-8"#),
        (
            #"ABLATE_DATA="$(printf 'd\351')" "$ablate" data list"#,
            #"The environment variable ABLATE_DATA ('d\xE9') is not UTF-8"#
        ),
        (
            #"mkdir "$(printf 'd\351')"; cd "$(printf 'd\351')"; "$ablate" gather --results r"#,
            #"d\xE9' that the program was started in is not UTF-8"#
        ),
    ])
    func whatIsNotUTF8IsRefusedInASentence(script: String, sentence: String) throws {
        let scratch = try Scratch()
        let output = try shell(script, in: scratch)
        #expect(output.status == 64, "\(output.standardError)")
        #expect(output.standardError.contains(sentence), "\(output.standardError)")
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        #expect(output.standardOutput.isEmpty)
        #expect(try scratch.contents.allSatisfy { $0.utf8.count == 4 && !$0.contains("/") })
    }

    /// The shell expands no `~` in the middle of a word, and none in quotes.
    @Test(arguments: [
        "--results=~/there", "--results '~/there'", "--results=\"$HOME/there\"",
    ])
    func homeIsOneForAllPaths(option: String) throws {
        let scratch = try Scratch()
        let output = try shell(#"mkdir -p home/there/runs; "$ablate" gather "# + option, in: scratch)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try scratch.contents.contains("home/there/ablate.sqlite"))
        #expect(try !scratch.contents.contains { $0.contains("~") })
    }

    @Test(arguments: [
        "data list --data=~/images", "data list --data '~/images'", "data list --data=~",
    ])
    func homeHoldsTheData(command: String) throws {
        let scratch = try Scratch()
        let folder = command.hasSuffix("~") ? "home" : "home/images"
        let output = try shell("mkdir -p \(folder)/train/a; \"$ablate\" \(command) --format csv", in: scratch)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardOutput.contains("\(scratch.path)/\(folder)"), "\(output.standardOutput)")
    }

    @Test func homeHoldsTheDataThatAVariableNames() throws {
        let scratch = try Scratch()
        let output = try shell(
            #"mkdir -p home/sets/mnist; : > home/sets/mnist/train-images-idx3-ubyte; "#
                + #"ABLATE_DATA='~/sets' "$ablate" data list --format csv"#, in: scratch)
        #expect(output.standardOutput.contains("\(scratch.path)/home/sets/mnist"), "\(output.standardOutput)")
    }

    @Test(arguments: [
        (
            #""$ablate" gather --results='~bob/x'"#,
            "--results is '~bob/x', but only one's own ~ is known here"
        ),
        (
            #"ABLATE_DATA='~bob' "$ablate" data list"#,
            "ABLATE_DATA is '~bob', but only one's own ~ is known here"
        ),
        (#"unset HOME; "$ablate" gather --results='~/x'"#, "--results is '~/x', but $HOME names no folder"),
    ])
    func anotherHomeIsRefusedInASentence(script: String, sentence: String) throws {
        let scratch = try Scratch()
        let output = try shell(script, in: scratch)
        #expect(output.status == 64, "\(output.standardError)")
        #expect(output.standardError.hasPrefix(sentence), "\(output.standardError)")
        #expect(try scratch.contents.isEmpty)
    }
}
