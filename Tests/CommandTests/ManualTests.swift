import AblateCommands
import AblateRuns
import Foundation
import Testing

/// The README and the guides say what the program does.
@Suite("The README and the guides")
struct ManualTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The README and every guide of the catalogue, by name.
    private static func texts() throws -> [(name: String, text: String)] {
        let catalogue = root.appendingPathComponent("Sources/AblateKit/AblateKit.docc")
        let guides = try FileManager.default.contentsOfDirectory(
            at: catalogue, includingPropertiesForKeys: nil
        )
        .filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
        return try ([root.appendingPathComponent("README.md")] + guides).map {
            ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
        }
    }

    /// Lines of shell blocks that begin with the program's name, without it and without a comment at their end.
    private static func commands(in text: String) -> [String] {
        var isShell = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
            if line.hasPrefix("```") { isShell = line == "```sh" }
            guard isShell, let match = line.firstMatch(of: /^(?:\.build\/release\/)?ablate (.*)$/) else {
                return nil
            }
            return String(match.1)
        }
    }

    @Test func everyCommandIsOneThatTheParserTakes() throws {
        _ = KnownCatalogue.isSet
        var count = 0
        for (name, text) in try Self.texts() {
            for command in Self.commands(in: text) {
                let script =
                    "ablate() { printf '%s\\n' \"$@\" >&2; }; jq() { :; }; cd \"$1\" && ablate \(command)"
                let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                    "manual-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                let words = try Shell.run(script, ["sh", folder.path], in: folder).standardError
                    .split(separator: "\n").map(String.init)
                #expect(CommandArguments.refusal(of: words) == nil, "\(name): ablate \(command)")
                count += 1
            }
        }
        #expect(count > 30)
    }

    @Test func everyLinkLeadsSomewhere() throws {
        for (name, text) in try Self.texts() {
            let folder =
                name == "README.md"
                ? Self.root : Self.root.appendingPathComponent("Sources/AblateKit/AblateKit.docc")
            for match in text.matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
                let target = folder.appendingPathComponent(String(match.1)).standardized
                #expect(FileManager.default.fileExists(atPath: target.path), "\(name): \(match.1)")
            }
        }
    }

    @Test func theGuideHasEveryFieldOfARecipe() throws {
        let guides = try Dictionary(uniqueKeysWithValues: Self.texts().map { ($0.name, $0.text) })
        let guide = try #require(guides["Steps.md"])
        for field in Recipe.table {
            let names = field.path.split(separator: ".").map(String.init)
            // Fields of a part stand beside it by their last name.
            #expect(
                guide.contains("`\(field.path)`")
                    || guide.contains("`\(names.dropLast().joined(separator: "."))`")
                        && guide.contains("`\(names[names.count - 1])`"),
                "\(field.path)")
        }
    }

    @Test func theReadmeIsAPageAndTheGuideHoldsTheExampleAsItIs() throws {
        let texts = try Dictionary(uniqueKeysWithValues: Self.texts().map { ($0.name, $0.text) })
        let readme = try #require(texts["README.md"])
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 150)
        #expect(readme.split(separator: "\n").prefix(20).contains { $0.hasPrefix("make roadmap ") })
        let guide = try #require(texts["YourOwnPackage.md"])
        for file in ["Package.swift", "Sources/mystudies/MyStudies.swift"] {
            let example = Self.root.appendingPathComponent("Tests/Packages/MyStudies/\(file)")
            #expect(guide.contains(try String(contentsOf: example, encoding: .utf8)), "\(file)")
        }
        // In parts there, with words between.
        let family = try String(
            contentsOf: Self.root.appendingPathComponent(
                "Tests/Packages/MyStudies/Sources/mystudies/MobileNet.swift"), encoding: .utf8)
        let told = try #require(texts["Families.md"])
        for line in family.split(separator: "\n") where !line.hasPrefix("///") && !line.contains("    ///") {
            #expect(line == "}" || told.contains(line), "\(line)")
        }
    }
}
