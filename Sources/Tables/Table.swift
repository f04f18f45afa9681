/// Rows and columns before they become text: one value for the terminal, Markdown, LaTeX, CSV and JSON.
package struct Table: Sendable {
    package struct Column: Sendable {
        /// Key in JSON and CSV: snake_case, permanent.
        package let key: String
        /// Head in tables for people.
        package let title: String
        package let audience: Audience
        /// Whether a terminal too narrow for all columns may do without it.
        package let isSpare: Bool

        package init(
            _ key: String, _ title: String? = nil, for audience: Audience = .everyone, isSpare: Bool = false
        ) {
            self.key = key
            self.title = title ?? key
            self.audience = audience
            self.isSpare = isSpare
        }
    }

    /// Whom a column is printed for: people read tables, Markdown and LaTeX, programs JSON and CSV.
    package enum Audience: Sendable {
        case everyone
        case people
        case programs
    }

    package enum Value: Hashable, Sendable {
        case text(String)
        case integer(Int)
        /// In full in JSON and CSV; with `decimals` digits after the point for people.
        case real(Double, decimals: Int)
        /// A fraction of 1, printed for people as per cent.
        case fraction(Double, decimals: Int)
        /// In full in JSON and CSV; as this text for people, among whom it still counts as a number.
        case written(Double, String)
        case truth(Bool)
        /// An array in JSON; joined by semicolons elsewhere.
        case list([String])
        /// The sizes of a tensor: an array in JSON, joined by × elsewhere.
        case shape([Int])
        /// An object in JSON and, as JSON, in CSV; not for people.
        case object([Member])
        /// Tensors by name with their sizes: an object of arrays in JSON and, as JSON, in CSV; not for people.
        case shapes([Tensor])
        case missing

        package static func text(_ value: String?) -> Value { value.map { .text($0) } ?? .missing }
        package static func integer(_ value: Int?) -> Value { value.map { .integer($0) } ?? .missing }
        package static func real(_ value: Double?, decimals: Int) -> Value {
            value.map { .real($0, decimals: decimals) } ?? .missing
        }
        package static func fraction(_ value: Double?, decimals: Int) -> Value {
            value.map { .fraction($0, decimals: decimals) } ?? .missing
        }
    }

    /// A named number in an object.
    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: Double

        package init(_ key: String, _ value: Double) {
            self.key = key
            self.value = value
        }
    }

    /// A name, and the sizes of what has it.
    package struct Tensor: Hashable, Sendable {
        package let name: String
        package let sizes: [Int]

        package init(name: String, sizes: [Int]) {
            self.name = name
            self.sizes = sizes
        }
    }

    package let columns: [Column]
    package private(set) var rows: [[Value]] = []
    /// A last row for people alone; programs add up for themselves.
    package private(set) var total: [Value]?

    package init(columns: [Column]) {
        self.columns = columns
    }

    package mutating func append(_ row: [Value]) {
        requireOneValueAColumn(row)
        rows.append(row)
    }

    package mutating func setTotal(_ row: [Value]) {
        requireOneValueAColumn(row)
        total = row
    }

    /// The same without the columns of these keys.
    package func without(_ keys: Set<String>) -> Table {
        let kept = columns.indices.filter { !keys.contains(columns[$0].key) }
        var table = Table(columns: kept.map { columns[$0] })
        for row in rows { table.append(kept.map { row[$0] }) }
        if let total { table.setTotal(kept.map { total[$0] }) }
        return table
    }

    private func requireOneValueAColumn(_ row: [Value]) {
        precondition(row.count == columns.count, "A row of \(row.count) values for \(columns.count) columns.")
    }

    /// The table as text, without a newline at the end.
    ///
    /// - Parameter width: columns of the terminal that it is for; `nil` where it is for none. It bounds `table` alone.
    package func rendered(as format: OutputFormat, width: Int? = nil) -> String {
        switch format {
        case .table: text(width: width)
        case .markdown: markdown
        case .latex: latex
        case .csv: csv
        case .json: json
        }
    }
}

/// How a command prints its rows.
package enum OutputFormat: String, CaseIterable, Sendable {
    case table
    case json
    case csv
    case markdown
    /// A `tabular` that any class sets without a package.
    case latex

    /// Tables that people read as they are, so that a sentence may stand beside them, as against text for
    /// programs.
    package var isForPeople: Bool {
        switch self {
        case .table, .markdown: true
        case .json, .csv, .latex: false
        }
    }
}
