import AblateResults
import Foundation

extension String {
    /// A literal: within single quotation marks, with those inside doubled.
    var quotedForSQL: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}

extension QueryResult.Value {
    var string: String { if case .text(let text) = self { text } else { "" } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
    var data: Data? { if case .blob(let data) = self { data } else { nil } }
    var real: Double? {
        switch self {
        case .real(let real): real
        case .integer(let integer): Double(integer)
        case .null, .text, .blob: nil
        }
    }
}
