import Foundation
import GRDB

/// The results of a folder in SQLite: `ablate.sqlite`, made from study manifests and attempts, and always to be
/// made anew from them.
///
/// One process writes, any number read meanwhile (write-ahead log). Every change is one immediate transaction.
public final class ResultsDatabase: Sendable {
    public static let fileName = "ablate.sqlite"

    public let file: URL
    let queue: DatabaseQueue

    /// Opens the database of a results folder, made first where it is missing.
    ///
    /// An older schema is brought up to date after a copy of the file was put beside it
    /// (`ablate-schema-1.sqlite`).
    ///
    /// - Throws: ``ResultsError/newerSchema(path:found:known:)``, `.notADatabase`, `.foreign` or `.damaged` with
    ///   the file unchanged; `.busy` after 30 seconds of waiting; `.unusable` for everything else.
    public convenience init(folder: URL) throws(ResultsError) {
        try self.init(folder: folder, schema: .current)
    }

    package convenience init(folder: URL, schema: Schema) throws(ResultsError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ResultsError(error, path: folder.path)
        }
        try self.init(file: folder.appendingPathComponent(Self.fileName), schema: schema)
    }

    init(file: URL, schema: Schema) throws(ResultsError) {
        self.file = file
        let version = try Self.inspectedVersion(of: file, schema: schema)
        do {
            queue = try DatabaseQueue(path: file.path, configuration: Self.configuration)
            if version > 0 && version < schema.version { try backUp(version: version) }
            do {
                try schema.migrate(queue)
            } catch {
                // Another process may have migrated at the same moment; the second of two then finds its
                // tables there.
                guard try queue.read(Schema.version) == schema.version else { throw error }
            }
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busySeconds)
        configuration.foreignKeysEnabled = true
        configuration.label = "results"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        return configuration
    }

    /// How long a process waits for another's transaction.
    static let busySeconds: TimeInterval = 30

    /// The schema version of the file, 0 for none, read without changing it.
    static func inspectedVersion(of file: URL, schema: Schema) throws(ResultsError) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        guard let size = attributes?[.size] as? Int, size > 0 else { return 0 }
        let version: Int
        let isForeign: Bool
        do {
            try rollBackInterruptedChange(of: file)
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(busySeconds)
            (version, isForeign) = try DatabaseQueue(path: file.path, configuration: configuration).read {
                db in
                let version = try Schema.version(of: db)
                let tables = try String.fetchSet(
                    db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
                let isOurs =
                    tables.isSubset(of: ["grdb_migrations"]) || tables.isSuperset(of: ["study", "run"])
                return (version, !isOurs || (version == 0 && tables.contains("study")))
            }
        } catch {
            throw ResultsError(error, path: file.path)
        }
        if isForeign { throw .foreign(path: file.path) }
        if version > schema.version {
            throw .newerSchema(path: file.path, found: version, known: schema.version)
        }
        return version
    }

    /// Copies the database, write-ahead log included, into a file named after its schema.
    private func backUp(version: Int) throws {
        let folder = file.deletingLastPathComponent()
        let stem = file.deletingPathExtension().lastPathComponent
        var copy = folder.appendingPathComponent("\(stem)-schema-\(version).sqlite")
        var number = 2
        while FileManager.default.fileExists(atPath: copy.path) {
            copy = folder.appendingPathComponent("\(stem)-schema-\(version)-\(number).sqlite")
            number += 1
        }
        // A copy under its final name is a whole copy.
        let partial = copy.appendingPathExtension("partial")
        try? FileManager.default.removeItem(at: partial)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM INTO ?", arguments: [partial.path])
        }
        try FileManager.default.moveItem(at: partial, to: copy)
    }

    /// Runs `body` in one immediate transaction.
    func writing<Value>(_ body: (Database) throws -> Value) throws(ResultsError) -> Value {
        do {
            return try queue.write(body)
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    func reading<Value>(_ body: (Database) throws -> Value) throws(ResultsError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    /// Closes the file. The last to close it folds the write-ahead log into it.
    public func close() throws(ResultsError) {
        do {
            try queue.close()
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }
}
