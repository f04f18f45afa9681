import Foundation
import Results
import Testing

@Suite("The README on the database")
struct ReadmeTests {
    private static let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../README.md")

    @Test func hasARowForEachViewAndNamesEachTableAndQuery() throws {
        let text = try String(contentsOf: Self.readme, encoding: .utf8)
        let lines = text.split(separator: "\n")
        for view in TableDescription.views {
            #expect(lines.contains { $0.hasPrefix("| `\(view.name)` | ") }, "\(view.name)")
        }
        for table in TableDescription.tables { #expect(text.contains("`\(table.name)`"), "\(table.name)") }
        for query in SavedQuery.all { #expect(text.contains("`\(query.name)`"), "\(query.name)") }
    }
}
