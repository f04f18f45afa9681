import AblateArchitectures

/// A query with a name: `ablate query NAME`.
package struct SavedQuery: Hashable, Sendable {
    /// What `:name` in the query stands for; `--set name=value` changes it.
    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let defaultValue: QueryResult.Value

        /// The default is an empty text, which stands for all.
        static let study = Parameter(name: "study", defaultValue: .text(""))
        static let step = Parameter(name: "step", defaultValue: .text(""))
        /// Rows at most; all when negative.
        static let limit = Parameter(name: "limit", defaultValue: .integer(defaultLimit))
        static let defaultLimit = 1000
    }

    package let name: String
    /// What it answers, in one sentence.
    package let purpose: String
    package let parameters: [Parameter]
    /// Ends in `LIMIT :limit`.
    package let sql: String

    /// - Parameter sql: without its `LIMIT`.
    init(_ name: String, _ purpose: String, _ parameters: [Parameter], _ sql: String) {
        self.name = name
        self.purpose = purpose
        self.parameters = parameters + [.limit]
        self.sql = sql + "\nLIMIT :limit"
    }

    /// For clients that have no default for parameters and cut long answers themselves.
    var sqlWithoutLimit: String { String(sql.dropLast("\nLIMIT :limit".count)) }

    package static func named(_ name: String) -> SavedQuery? { all.first { $0.name == name } }
}
