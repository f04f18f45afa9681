import AblateArchitectures
import Foundation
import GRDB

/// Answers SQL on a results database without ever changing what it holds.
package struct ResultsReader: Sendable {
    package let file: URL
    let queue: DatabaseQueue

    /// Opens the database of a results folder for reading. One of an older schema is brought up to date first,
    /// as ``ResultsDatabase`` does.
    ///
    /// - Throws: ``ResultsError/missing(path:)``, or why the file cannot be read.
    package init(folder: URL) throws(ResultsError) {
        file = folder.appendingPathComponent(ResultsDatabase.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw Self.hasRuns(folder)
                ? .lost(path: file.path, folder: folder.path) : .missing(path: file.path)
        }
        let version = try ResultsDatabase.inspectedVersion(of: file, schema: .current)
        if version < Schema.current.version { try ResultsDatabase(folder: folder).close() }
        do {
            queue = try Self.open(file)
        } catch {
            throw ResultsError(error, path: file.path)
        }
        // A database that was copied, or an older program's, has none beside it or not today's.
        DatasetteMetadata.write(in: folder)
    }

    /// Whether studies were run here, whatever the database has of them.
    private static func hasRuns(_ folder: URL) -> Bool {
        ["runs", "studies"].contains { name in
            let found = try? FileManager.default.contentsOfDirectory(
                atPath: folder.appendingPathComponent(name).path)
            return found?.isEmpty == false
        }
    }

    /// A connection that cannot write.
    static func open(_ file: URL) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(ResultsDatabase.busySeconds)
        configuration.label = "results reader"
        // The file is opened for reading; this holds for anything that a query might attach as well.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = 1") }
        do {
            return try DatabaseQueue(path: file.path, configuration: configuration)
        } catch let error as DatabaseError
            where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
        {
            // Reading beside a writer needs a shared-memory file, which a read-only folder has no place for.
            // Nobody can write there, so without a log the file alone is the database.
            guard !FileManager.default.fileExists(atPath: file.path + "-wal"),
                let path = file.path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
            else { throw error }
            return try DatabaseQueue(path: "file:\(path)?immutable=1", configuration: configuration)
        }
    }

    /// The rows of one SELECT (or VALUES, WITH, EXPLAIN).
    ///
    /// - Throws: a ``ResultsError`` on anything else: `.emptyQuery`, `.severalStatements`, `.changingQuery`, what
    ///   ``QueryParameters`` throws, or `.invalidQuery` with SQLite's words.
    package func rows(
        of sql: String, parameters: QueryParameters = QueryParameters()
    ) throws(ResultsError) -> QueryResult {
        try reading { db in
            let statement = try Self.prepared(sql, in: db)
            return try Self.rows(of: statement, try parameters.arguments(for: statement))
        }
    }

    /// The rows of a saved query. Unless a limit was given, `isCut` says when there are more.
    package func rows(
        of query: SavedQuery, parameters: QueryParameters = QueryParameters()
    ) throws(ResultsError) -> QueryResult {
        var values = try parameters.arguments(for: query)
        let limit = SavedQuery.Parameter.limit.name
        let asked = parameters.has(limit)
        if !asked { values[limit] = .integer(SavedQuery.Parameter.defaultLimit + 1) }
        let arguments = StatementArguments(values.mapValues(\.databaseValue))
        var result = try reading { db in
            for (parameter, kind, names) in Self.namingParameters {
                if let name = parameters.text(parameter.name), !name.isEmpty {
                    let known = try String.fetchAll(db, sql: names)
                    if !known.contains(name) {
                        let folder = file.deletingLastPathComponent()
                        if known.isEmpty && Self.hasRuns(folder) {
                            throw ResultsError.notGathered(path: file.path, folder: folder.path)
                        }
                        throw ResultsError.unknownName(kind: kind, name: name, known: known)
                    }
                }
            }
            return try Self.rows(of: try Self.prepared(query.sql, in: db), arguments)
        }
        if !asked && result.rows.count > SavedQuery.Parameter.defaultLimit {
            result.rows.removeLast()
            result.isCut = true
        }
        return result
    }

    /// Parameters that name something, with where the names are.
    private static let namingParameters: [(SavedQuery.Parameter, kind: String, names: String)] = [
        (.study, "study", studyNames), (.step, "step", "SELECT DISTINCT id FROM step ORDER BY id"),
    ]
    static let studyNames = "SELECT name FROM study ORDER BY name"

    func reading<Value>(_ body: (Database) throws -> Value) throws(ResultsError) -> Value {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError where Self.blamesQuery(error) {
            throw .invalidQuery(detail: error.message ?? "SQLite code \(error.resultCode.rawValue)")
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    private static func rows(of statement: Statement, _ arguments: StatementArguments) throws -> QueryResult {
        let values = try Row.fetchAll(statement, arguments: arguments).map { row in
            Array(row.databaseValues.map(QueryResult.Value.init))
        }
        return QueryResult(columns: statement.columnNames, rows: values)
    }

    private static func prepared(_ sql: String, in db: Database) throws -> Statement {
        let statements = try db.allStatements(sql: sql)
        guard let statement = try statements.next() else { throw ResultsError.emptyQuery }
        // Prepared, not run: what follows may be wrong in itself.
        let isOnly = (try? statements.next() == nil) ?? false
        if !isOnly { throw ResultsError.severalStatements }
        // ATTACH, BEGIN and the like call themselves read-only but answer with no columns; PRAGMA answers with
        // columns and may still change how the connection works.
        let isPragma = firstWord(of: statement.sql) == "PRAGMA"
        if !statement.isReadonly || statement.columnCount == 0 || isPragma {
            throw ResultsError.changingQuery
        }
        return statement
    }

    /// In capitals, with comments before it passed over.
    private static func firstWord(of sql: String) -> String {
        var rest = Substring(sql)
        while true {
            rest = rest.drop { $0.isWhitespace }
            if rest.hasPrefix("--") {
                rest = rest.drop { $0 != "\n" }
            } else if rest.hasPrefix("/*") {
                rest = rest.range(of: "*/").map { rest[$0.upperBound...] } ?? ""
            } else {
                return rest.prefix { $0.isLetter }.uppercased()
            }
        }
    }

    private static func blamesQuery(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_ERROR, .SQLITE_READONLY, .SQLITE_AUTH, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE:
            true
        default: false
        }
    }
}
