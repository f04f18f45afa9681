import Foundation
import Testing

/// What shells offer, as Bash itself does it with the script that `ablate --generate-completion-script bash` prints.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash"), "Bash is not installed."))
struct CompletionTests {
    /// The words that Bash offers for the last of `words`.
    private func offers(_ words: String..., in folder: URL) throws -> [String] {
        let script = """
            source <("$0" --generate-completion-script bash)
            COMP_WORDS=("$0" "$@")
            COMP_CWORD=$#
            COMP_LINE="${COMP_WORDS[*]}"
            COMP_POINT=${#COMP_LINE}
            COMP_TYPE=9
            _ablate "$0" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let output = try Ablate.run(
            ["-c", script, Ablate.executable.path] + words, in: folder,
            program: URL(fileURLWithPath: "/bin/bash"))
        return output.standardOutput.split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    @Test func namesOfAblatesAreOffered() throws {
        let here = FileManager.default.temporaryDirectory
        #expect(try offers("show", "ker", in: here) == ["kernel-5", "kernel-7", "kernel-9", "kernel-11"])
        #expect(try offers("run", "qu", in: here) == ["quick"])
        #expect(try offers("run", "quick", "--regime", "res", in: here) == ["resnet-50", "resnet-200"])
        #expect(try offers("run", "quick", "--recipe", "sm", in: here) == ["small", "small-original"])
        #expect(try offers("run", "quick", "--dataset", "cif", in: here) == ["cifar-10", "cifar-100"])
        #expect(try offers("query", "del", in: here) == ["deltas"])
        #expect(try offers("list", "--format", "ma", in: here) == ["markdown"])
        #expect(
            try offers("run", "quick", "--steps", "gelu,fewer", in: here)
                == ["gelu,fewer-activations", "gelu,fewer-norms"])
        #expect(try offers("data", "check", "fash", in: here) == ["fashion-mnist"])
        #expect(try offers("recipe", "show", "enh", in: here) == ["enhanced"])
        #expect(try offers("data", "ch", in: here) == ["check"])
    }

    @Test func studiesOfTheResultsFolderAreOffered() throws {
        let study = try TinyStudy(["resnet-50"])
        #expect(try study.run("--name", "mine").status == 0)
        let results = study.results.path
        #expect(try offers("report", "--results", results, "mi", in: study.folder) == ["mine"])
        #expect(try offers("compare", "--results", results, "mi", in: study.folder) == ["mine"])
        #expect(try offers("export", "--results", results, "--study", "", in: study.folder) == ["mine"])
        // The default folder is `results`.
        #expect(try offers("status", "mi", in: study.folder) == ["mine"])
        #expect(
            try offers("status", "", in: study.folder) == [
                "mine", "quick", "roadmap", "worth", "beyond", "family", "isotropic",
            ])
    }
}
