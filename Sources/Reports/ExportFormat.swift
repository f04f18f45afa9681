import AblateArchitectures
import AblateRuns
import AblateTables

/// Rows for programs, one a line, written as they come: what `ablate export` makes.
package enum ExportFormat: String, CaseIterable, Sendable {
    /// RFC 4180 with a header; lists as JSON.
    case csv
    /// A JSON object a line.
    case jsonl

    /// The first line; `nil` for none.
    package func header(_ columns: [String]) -> String? {
        switch self {
        case .csv: columns.map(\.quotedForCSV).joined(separator: ",")
        case .jsonl: nil
        }
    }

    /// A row, without a newline at its end.
    package func line(_ values: [JSONValue], columns: [String]) -> String {
        precondition(values.count == columns.count, "\(values.count) values for \(columns.count) columns.")
        switch self {
        case .csv: return values.map(\.field).joined(separator: ",")
        case .jsonl:
            let members = zip(columns, values).map { "\(Table.Value.quoted($0)):\($1.json)" }
            return "{" + members.joined(separator: ",") + "}"
        }
    }
}

extension JSONValue {
    /// As CSV has it.
    fileprivate var field: String {
        switch self {
        case .null: ""
        case .text(let text): text.quotedForCSV
        case .truth, .integer, .real: json
        case .array, .object: json.quotedForCSV
        }
    }

    fileprivate var json: String {
        switch self {
        case .null: "null"
        case .truth(let truth): "\(truth)"
        case .integer(let integer): "\(integer)"
        // JSON has no word for infinities.
        case .real(let real): real.isFinite ? "\(real)" : "null"
        case .text(let text): Table.Value.quoted(text)
        case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\(Table.Value.quoted($0.key)):\($0.value.json)" }
                .joined(separator: ",") + "}"
        }
    }
}
