import Foundation
import GRDB

/// Answers SQL on a results database without ever changing it.
public struct ResultsReader: Sendable {
    public let file: URL
    private let queue: DatabaseQueue

    /// - Throws: ``ResultsError/missing(path:)``, or why the file cannot be read.
    public init(folder: URL) throws(ResultsError) {
        file = folder.appendingPathComponent(ResultsDatabase.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else { throw .missing(path: file.path) }
        do {
            queue = try Self.open(file)
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    private static func open(_ file: URL) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(ResultsDatabase.busySeconds)
        configuration.label = "results reader"
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

    /// The rows of one SELECT (or another statement that only reads and has columns).
    ///
    /// - Throws: a ``ResultsError`` on anything else: `.emptyQuery`, `.severalStatements`, `.changingQuery`,
    ///   `.queryWithParameters`, or `.invalidQuery` with SQLite's words.
    public func rows(of sql: String) throws(ResultsError) -> QueryResult {
        do {
            return try queue.read { db in
                let statement = try Self.prepared(sql, in: db)
                let values = try Row.fetchAll(statement).map { row in
                    Array(row.databaseValues.map(QueryResult.Value.init))
                }
                return QueryResult(columns: statement.columnNames, rows: values)
            }
        } catch let error as DatabaseError where Self.blamesQuery(error) {
            throw .invalidQuery(detail: error.message ?? "SQLite code \(error.resultCode.rawValue)")
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    private static func prepared(_ sql: String, in db: Database) throws -> Statement {
        let statements = try db.allStatements(sql: sql)
        guard let statement = try statements.next() else { throw ResultsError.emptyQuery }
        // Prepared, not run: what follows may be wrong in itself.
        let isOnly = (try? statements.next() == nil) ?? false
        if !isOnly { throw ResultsError.severalStatements }
        // ATTACH, BEGIN and the like call themselves read-only but answer with no columns.
        if !statement.isReadonly || statement.columnCount == 0 { throw ResultsError.changingQuery }
        do {
            try statement.validateArguments(StatementArguments())
        } catch {
            throw ResultsError.queryWithParameters
        }
        return statement
    }

    private static func blamesQuery(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_ERROR, .SQLITE_READONLY, .SQLITE_AUTH, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE:
            true
        default: false
        }
    }
}

/// Columns by their SQL names, and rows of values in SQLite's own types.
public struct QueryResult: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
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

    public let columns: [String]
    public let rows: [[Value]]
}
