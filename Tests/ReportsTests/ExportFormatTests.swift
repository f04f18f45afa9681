import AblateArchitectures
import AblateReports
import AblateRuns
import Foundation
import Testing

@Suite struct ExportFormatTests {
    private let columns = ["a,b", "list", "real", "truth", "none", "text"]
    private let values: [JSONValue] = [
        .integer(7), .array([.integer(1), .text("x\"y")]), .real(1e-6), .truth(true), .null,
        .text("two\nlines"),
    ]

    @Test func `CSV has a header, lists as JSON and quotes what needs it`() {
        #expect(ExportFormat.csv.header(columns) == #""a,b",list,real,truth,none,text"#)
        #expect(
            ExportFormat.csv.line(values, columns: columns)
                == "7,\"[1,\"\"x\\\"\"y\"\"]\",1e-06,true,,\"two\nlines\"")
    }

    @Test func `JSON Lines has an object a line that gives the values back`() throws {
        #expect(ExportFormat.jsonl.header(columns) == nil)
        let line = ExportFormat.jsonl.line(values, columns: columns)
        #expect(!line.contains("\n"))
        let object = try JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8))
        #expect(object == Dictionary(uniqueKeysWithValues: zip(columns, values)))
    }
}
