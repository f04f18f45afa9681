import AblateCommands
import Foundation
import Testing

/// Examples of every help text can be pasted.
@Suite struct HelpTests {
    /// The words of every command that has help, the hidden ones left out.
    private static func commands(below words: [String] = []) throws -> [[String]] {
        let help = try Ablate.run(words + ["--help"]).standardOutput
        guard let list = help.firstRange(of: "\nSUBCOMMANDS:\n") else { return [words] }
        let names = help[list.upperBound...].split(separator: "\n").prefix { $0.hasPrefix("  ") }
            .compactMap { $0.firstMatch(of: /^  ([a-z-]+)/).map { String($0.1) } }
        return try [words] + names.flatMap { try commands(below: words + [$0]) }
    }

    /// Lines below EXAMPLES to the next blank one.
    private static func examples(_ words: [String]) throws -> [Substring] {
        let lines = try Ablate.run(words + ["--help"]).standardOutput
            .split(separator: "\n", omittingEmptySubsequences: false)
        return Array(lines.drop { $0 != "EXAMPLES" }.dropFirst().prefix { $0 != "" })
    }

    /// What a shell hands to `ablate`.
    private static func arguments(of example: Substring) throws -> [String] {
        let script = """
            ablate() { printf '%s\\n' "$@" >&2; }
            jq() { :; }
            cd "$1" && \(example)
            """
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ablate-help-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try Shell.run(script, ["sh", folder.path], in: folder).standardError
            .split(separator: "\n").map(String.init)
    }

    @Test func everyExampleIsALineThatTheParserTakes() throws {
        _ = KnownCatalogue.isSet
        let commands = try Self.commands()
        #expect(commands.count > 15)
        for words in commands {
            let examples = try Self.examples(words)
            #expect(!examples.isEmpty, "\(words)")
            for example in examples {
                // One that goes on in the next line would be two commands to a shell.
                #expect(example.hasPrefix("  ablate "), "\(words): \(example)")
                let arguments = try Self.arguments(of: example)
                #expect(CommandArguments.refusal(of: arguments) == nil, "\(example)")
            }
        }
        #expect(CommandArguments.refusal(of: ["run", "quick", "--epoch", "1"]) != nil)
    }
}
