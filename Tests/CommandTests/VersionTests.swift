import Foundation
import Testing

/// `ablate --version` tells what can be known of the commit that the program was built from.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"), "Git is not installed."))
struct VersionTests {
    /// A repository with a manifest and a source, and the program as if it was built in it.
    private let root: URL
    private var program: URL { root.appendingPathComponent(".build/ablate") }

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-version-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("Sources"), withIntermediateDirectories: true)
        try write("// 1", "Package.swift")
        try write("// 1", "Sources/main.swift")
        try write(".build", ".gitignore")
        let commit =
            "git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -q -m a && mkdir .build"
        #expect(try Shell.run(commit, ["sh"], in: root).status == 0)
        try FileManager.default.copyItem(at: Ablate.executable, to: program)
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now.addingTimeInterval(60)], ofItemAtPath: program.path)
    }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: root.appendingPathComponent(name))
    }

    private func version() throws -> String {
        let output = try Ablate.run(["--version"], in: root, program: program)
        #expect(output.status == 0 && output.standardError.isEmpty)
        return String(output.standardOutput.prefix { $0 != "\n" })
    }

    @Test func namesTheCommitAndWhatIsNotInIt() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let commit = try Shell.run("git rev-parse --short=7 HEAD", ["sh"], in: root).standardOutput
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try version() == "0.1.0 (\(commit))")
        try write("// 2", "Sources/main.swift")
        #expect(try version() == "0.1.0 (\(commit), modified)")
        // Then the sources go on, and the program stays as it was.
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now.addingTimeInterval(120)],
            ofItemAtPath: root.appendingPathComponent("Sources/main.swift").path)
        #expect(
            try version()
                == "0.1.0 (built before its sources were last changed; they are at \(commit), modified)")
        try FileManager.default.removeItem(at: root.appendingPathComponent(".git"))
        #expect(
            try version()
                == "0.1.0 (its commit is not known: the program lies in no checkout that git can read)")
    }

    @Test func namesTheProgramAsProvenanceDoes() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let study = try TinyStudy(["resnet-50"])
        #expect(try study.run().status == 0)
        let recorded = try study.query("SELECT binary_sha256 FROM attempt").split(separator: "\n").last
        let version = try Ablate.run(["--version"]).standardOutput
        #expect(version.split(separator: "\n").last == recorded.map { "program SHA-256 \($0)" })
        #expect(try Ablate.run(["run", "--version"]).standardOutput == version)
    }
}
