import Foundation
import Testing

/// What the product `AblateKit` shows to its users.
@Suite struct PublicNamesTests {
    /// The rooms that it hands on.
    private static let rooms = ["Architectures", "Roadmaps", "Runs", "Runner", "Datasets", "Commands"]

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A public declaration, by the line that it stands in.
    private struct Declaration {
        var name: String
        var place: String
        var isDocumented: Bool
    }

    private static func files(_ folder: URL, ending: String) -> [URL] {
        let all =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        return (all ?? []).filter { $0.pathExtension == ending }.sorted { $0.path < $1.path }
    }

    private static func declarations(in source: String, _ file: String) -> [Declaration] {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let pattern =
            /^\s*(?:@\w+ )?public (?:\w+(?:\(\w+\))? )*(struct|enum|class|protocol|func|var|let|init|subscript|typealias)\b\s*(\w*)/
        return lines.indices.compactMap { index in
            guard let match = lines[index].firstMatch(of: pattern) else { return nil }
            var above = index - 1
            while above >= 0, lines[above].contains(/^\s*@/) { above -= 1 }
            return Declaration(
                name: String(match.2), place: "\(file):\(index + 1)",
                isDocumented: above >= 0 && lines[above].contains(/^\s*\/\/\//))
        }
    }

    private static func declarations() throws -> [Declaration] {
        try rooms.flatMap { room in
            try files(root.appendingPathComponent("Sources/\(room)"), ending: "swift").flatMap { file in
                declarations(
                    in: try String(contentsOf: file, encoding: .utf8), "\(room)/\(file.lastPathComponent)")
            }
        }
    }

    @Test func everyPublicDeclarationHasADocComment() throws {
        let declarations = try Self.declarations()
        #expect(declarations.count > 300)
        #expect(declarations.filter { !$0.isDocumented }.map(\.place) == [])
    }

    /// What neither the example nor the manual speaks of is nothing that a user was meant to have.
    @Test func everyPublicNameIsUsedInTheExampleOrTheManual() throws {
        let texts =
            Self.files(Self.root.appendingPathComponent("Tests/Packages/MyStudies"), ending: "swift")
            + Self.files(Self.root.appendingPathComponent("Sources/AblateKit"), ending: "md")
        let words = try Set(
            texts.flatMap {
                try String(contentsOf: $0, encoding: .utf8).matches(of: /\w+/).map { String($0.0) }
            })
        let unused = try Self.declarations().filter { !$0.name.isEmpty && !words.contains($0.name) }
        #expect(unused.map { "\($0.place) \($0.name)" } == [])
    }

    @Test func whatIsMissingIsFound() {
        let source = """
            /// A thing.
            public struct Thing {
                public let bare: Int
                /// A number.
                @inlinable
                public static func number() -> Int { 1 }
                package var hidden = 1
            }
            """
        let found = Self.declarations(in: source, "a")
        #expect(found.map(\.name) == ["Thing", "bare", "number"])
        #expect(found.map(\.isDocumented) == [true, false, true])
    }
}
