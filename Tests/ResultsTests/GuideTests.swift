import AblateResults
import Foundation
import Testing

@Suite("The guide to the database")
struct GuideTests {
    private static let guide = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/AblateKit/AblateKit.docc/Database.md")

    @Test func hasARowForEachViewAndNamesEachTableAndQuery() throws {
        let text = try String(contentsOf: Self.guide, encoding: .utf8)
        let lines = text.split(separator: "\n")
        for view in TableDescription.views {
            #expect(lines.contains { $0.hasPrefix("| `\(view.name)` | ") }, "\(view.name)")
        }
        for table in TableDescription.tables { #expect(text.contains("`\(table.name)`"), "\(table.name)") }
        for query in SavedQuery.all { #expect(text.contains("`\(query.name)`"), "\(query.name)") }
    }
}
