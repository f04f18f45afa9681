import Foundation
import GRDB

/// Columns by their SQL names, and rows of values in SQLite's own types.
package struct QueryResult: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case null
        case integer(Int)
        case real(Double)
        case text(String)
        case blob(Data)

        init(_ value: DatabaseValue) {
            self =
                switch value.storage {
                case .null: .null
                case .int64(let integer): .integer(Int(integer))
                case .double(let real): .real(real)
                case .string(let text): .text(text)
                case .blob(let data): .blob(data)
                }
        }
    }

    package let columns: [String]
    package var rows: [[Value]]
    /// A saved query had more rows than its limit, which nobody asked for.
    package var isCut = false
}
