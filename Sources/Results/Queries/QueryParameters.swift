import AblateArchitectures
import Foundation
import GRDB
import GRDBSQLite

/// Values for the `:name` parameters of a query, as the command line gives them.
package struct QueryParameters: Sendable {
    /// By name, without the colon.
    private var texts: [String: String] = [:]

    package init() {}

    /// - Parameter assignments: `name=value` each, with or without the colon.
    /// - Throws: ``ResultsError/malformedParameter(_:)`` or `.repeatedParameter`.
    package init(_ assignments: [String]) throws(ResultsError) {
        for assignment in assignments {
            guard let equals = assignment.firstIndex(of: "=") else { throw .malformedParameter(assignment) }
            var name = assignment[..<equals]
            if name.hasPrefix(":") { name.removeFirst() }
            if name.isEmpty { throw .malformedParameter(assignment) }
            let value = String(assignment[assignment.index(after: equals)...])
            guard texts.updateValue(value, forKey: String(name)) == nil else {
                throw .repeatedParameter(name: String(name))
            }
        }
    }

    /// Whether a value was given.
    package func has(_ name: String) -> Bool { texts[name] != nil }

    /// The value given, as text.
    package func text(_ name: String) -> String? { texts[name] }

    /// Values for the parameters of a query of one's own: `NULL`, an integer, a number, else a text; quotation
    /// marks around it (`'7'`) make any value a text.
    func arguments(for statement: Statement) throws(ResultsError) -> StatementArguments {
        let names = try Self.names(in: statement)
        try refuseUnknown(among: names)
        let missing = names.filter { texts[$0] == nil }
        if !missing.isEmpty { throw .missingParameters(names: missing) }
        return StatementArguments(texts.mapValues { QueryResult.Value(typed: $0).databaseValue })
    }

    /// Values for the parameters of a saved query, each of the type of its default.
    func arguments(for query: SavedQuery) throws(ResultsError) -> [String: QueryResult.Value] {
        try refuseUnknown(among: query.parameters.map(\.name))
        var values: [String: QueryResult.Value] = [:]
        for parameter in query.parameters {
            values[parameter.name] = try value(of: parameter)
        }
        return values
    }

    private func value(of parameter: SavedQuery.Parameter) throws(ResultsError) -> QueryResult.Value {
        guard let text = texts[parameter.name] else { return parameter.defaultValue }
        guard case .integer = parameter.defaultValue else { return .text(text) }
        guard let integer = Int(text) else {
            throw .parameterType(name: parameter.name, expected: "a whole number", found: text)
        }
        return .integer(integer)
    }

    private func refuseUnknown(among names: [String]) throws(ResultsError) {
        if let name = texts.keys.sorted().first(where: { !names.contains($0) }) {
            throw .unknownParameter(name: name, known: names)
        }
    }

    /// Names of the parameters in the order in which SQLite numbers them.
    private static func names(in statement: Statement) throws(ResultsError) -> [String] {
        let count = sqlite3_bind_parameter_count(statement.sqliteStatement)
        var names: [String] = []
        for index in 0..<count {
            let name = sqlite3_bind_parameter_name(statement.sqliteStatement, index + 1).map(
                String.init(cString:))
            guard let name, name.hasPrefix(":") else { throw .positionalParameter }
            names.append(String(name.dropFirst()))
        }
        return names
    }
}

extension QueryResult.Value {
    /// What a text on the command line stands for.
    fileprivate init(typed text: String) {
        let isQuoted = text.count >= 2 && text.hasPrefix("'") && text.hasSuffix("'")
        if isQuoted {
            self = .text(text.dropFirst().dropLast().replacingOccurrences(of: "''", with: "'"))
        } else if text.uppercased() == "NULL" {
            self = .null
        } else if let integer = Int(text) {
            self = .integer(integer)
        } else if let real = Double(text), real.isFinite, text.unicodeScalars.allSatisfy(Self.isDecimal) {
            self = .real(real)
        } else {
            self = .text(text)
        }
    }

    /// Not hexadecimal, which `Double` reads too.
    private static func isDecimal(_ scalar: Unicode.Scalar) -> Bool {
        "+-.eE0123456789".unicodeScalars.contains(scalar)
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .real(let real): real.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let data): data.databaseValue
        }
    }
}
