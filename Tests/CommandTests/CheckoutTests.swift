import AblateRunner
import Foundation
import Testing

/// What is recorded of the checkout that the program was built in: the program is copied into one of the test's own.
@Suite(.enabled(if: hasGit, "git is not installed."))
struct CheckoutTests {
    private let study: TinyStudy

    init() throws {
        study = try TinyStudy(["resnet-50"])
        let output = try Self.shell(
            """
            for repository in checkout other; do
              mkdir -p $repository/Sources $repository/.build
              cd $repository
              git init -q
              echo "// $repository" | tee Package.swift > Sources/main.swift
              echo .build > .gitignore
              git add .
              git -c user.name=n -c user.email=e commit -q -m $repository
              cd ..
            done
            cp '\(Ablate.executable.path)' checkout/.build/ablate
            """, in: study.folder)
        #expect(output.status == 0, "\(output.standardError)")
    }

    @discardableResult
    private static func shell(_ script: String, in folder: URL? = nil) throws -> Ablate.Output {
        // What the package's own hooks may have set is not meant for these repositories.
        let script = "set -e; unset $(env | sed -n 's/^\\(GIT_[A-Z_]*\\)=.*/\\1/p'); \(script)"
        return try Ablate.run([], in: folder, through: ["/bin/sh", "-c", script])
    }

    private func git(_ command: String) throws -> String {
        let output = try Self.shell("git -C checkout \(command)", in: study.folder)
        #expect(output.status == 0, "\(output.standardError)")
        return output.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private struct Head: Decodable {
        struct Provenance: Decodable {
            var gitCommit: String?
            var gitDiffSHA256: String?
        }
        var provenance: Provenance
    }

    /// Trains anew with the copied program after a line of shell.
    private func recorded(after line: String = ":") throws -> (Head.Provenance, said: String) {
        try? FileManager.default.removeItem(at: study.results.appendingPathComponent("runs"))
        let program = study.folder.appendingPathComponent("checkout/.build/ablate").path
        let output = try study.run(
            through: [
                "/bin/sh", "-c", "cd '\(study.folder.path)'; \(line); shift; exec '\(program)' \"$@\"", "sh",
            ])
        #expect(output.status == 0, "\(output.standardError)")
        let head = try study.attempt("resnet-50").appendingPathComponent("attempt.json")
        return (
            try JSONDecoder().decode(Head.self, from: Data(contentsOf: head)).provenance,
            output.standardError
        )
    }

    @Test(arguments: [
        "export GIT_DIR=$PWD/other/.git", "export GIT_WORK_TREE=$PWD/other",
        "export GIT_INDEX_FILE=/dev/null",
        "export GIT_CEILING_DIRECTORIES=$PWD/checkout:$PWD GIT_OBJECT_DIRECTORY=/nowhere",
        "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.worktree GIT_CONFIG_VALUE_0=/nowhere",
    ])
    func theCallersGitIsNotAsked(line: String) throws {
        let (provenance, said) = try recorded(after: line)
        #expect(provenance.gitCommit == (try git("rev-parse HEAD")))
        #expect(provenance.gitDiffSHA256 == nil)
        #expect(!said.contains("commit"))
    }

    /// Only what can change the program is looked at: results and data that are kept in the checkout cannot.
    @Test func onlyWhatMakesTheProgramChangesTheDifference() throws {
        #expect(try recorded().0.gitDiffSHA256 == nil)
        let beside =
            "echo 1 > checkout/notes; mkdir -p checkout/results; date +%N > checkout/results/new; "
            + "truncate -s 3G checkout/data"
        #expect(try recorded(after: beside).0.gitDiffSHA256 == nil)

        var differences: Set<String> = []
        for change in [
            "echo 'let x = 1' >> checkout/Sources/main.swift", "echo 1 > checkout/Sources/new.swift",
            "echo 2 > checkout/Sources/new.swift", "echo // >> checkout/Package.swift",
            "ln -s /dev/zero checkout/Sources/endless",
            "truncate -s 3G checkout/Sources/long; printf x > \"checkout/Sources/$(printf 'caf\\351')\"",
        ] {
            let difference = try #require(try recorded(after: change).0.gitDiffSHA256)
            #expect(differences.insert(difference).inserted, "\(change)")
            #expect(try recorded(after: beside).0.gitDiffSHA256 == difference, "\(change)")
        }
    }

    @Test(arguments: [
        (": > checkout/.git/HEAD", "git"), ("export PATH=/nowhere", "git cannot be started: no such file"),
    ])
    func aCommitThatIsNotKnownIsTold(line: String, reason: String) throws {
        let (provenance, said) = try recorded(after: line)
        #expect(provenance.gitCommit == nil)
        #expect(
            said.contains("checkout', where this program was built, is not known and will not be recorded: "))
        #expect(said.contains(reason))
    }

    /// A repository that holds no package is not where the program was built.
    @Test func anotherRepositorysCommitIsNotTaken() throws {
        let (provenance, said) = try recorded(after: "rm checkout/Package.swift")
        #expect(provenance.gitCommit == nil && !said.contains("commit"))
    }
}

private let hasGit = FileManager.default.isExecutableFile(atPath: "/usr/bin/git")
