import AblateWords
import Foundation
import GRDB

/// The results of a folder in SQLite: `ablate.sqlite`, made from study manifests and attempts, and always to be
/// made anew from them. Beside it stands `metadata.json`, which explains it to Datasette.
///
/// Several processes may write, and any number read meanwhile (write-ahead log). Every change is one immediate
/// transaction.
package final class ResultsDatabase: Sendable {
    package static let fileName = "ablate.sqlite"

    package let file: URL
    /// What the user should know of this folder, in a sentence: it is on a network file system.
    package let notice: String?
    let queue: DatabaseQueue

    /// Opens the database of a results folder, made first where it is missing.
    ///
    /// An older schema is brought up to date after a copy of the file was put beside it
    /// (`ablate-schema-1-20260131T120000Z.sqlite`).
    ///
    /// - Throws: ``ResultsError/newerSchema(path:found:known:)``, `.notADatabase`, `.foreign` or `.damaged` with
    ///   the file unchanged; `.busy` after 30 seconds of waiting; `.unusable` for everything else.
    package convenience init(folder: URL) throws(ResultsError) {
        try self.init(folder: folder, schema: .current)
    }

    package convenience init(
        folder: URL, schema: Schema, mounts: MountTable = .current
    ) throws(ResultsError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ResultsError(error, path: folder.path)
        }
        let file = folder.appendingPathComponent(Self.fileName)
        try self.init(file: file, schema: schema, mounts: mounts)
        DatasetteMetadata.write(in: folder)
    }

    init(file: URL, schema: Schema, mounts: MountTable = .current) throws(ResultsError) {
        self.file = file
        let folder = file.deletingLastPathComponent().path
        let mount = mounts.mount(holding: folder).flatMap { $0.isNetwork ? $0 : nil }
        notice = mount.map { Self.notice(folder: folder, mount: $0) }
        _ = try Self.inspectedVersion(of: file, schema: schema)
        do {
            let configuration = Self.configuration(hasWriteAheadLog: mount == nil)
            queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try schema.migrate(queue, path: file.path) { version in
                try Self.backUp(file, version: version)
            }
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    private static func configuration(hasWriteAheadLog: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busySeconds)
        configuration.foreignKeysEnabled = true
        configuration.label = "results"
        configuration.prepareDatabase { db in
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode")
            if hasWriteAheadLog {
                if mode != "wal" { try startWriteAheadLog(db) }
                // What a power cut may take, never more than the last imports, is in the attempts' folders.
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
            } else if mode == "wal" {
                // Fails while another process has the file open.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
            }
        }
        return configuration
    }

    /// SQLite turns a reader into the writer for this and, unlike elsewhere, does not wait while another process
    /// does the same: of eight that made one database at once, a fifth of the tries failed without this loop.
    private static func startWriteAheadLog(_ db: Database) throws {
        let deadline = ContinuousClock.now + .seconds(busySeconds)
        while true {
            do {
                return try db.execute(sql: "PRAGMA journal_mode = WAL")
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline
            {
                usleep(5_000)
            }
        }
    }

    private static func notice(folder: String, mount: MountTable.Mount) -> String {
        "\(folder) is on a network file system (\(mount.type), \(mount.source)), where SQLite's write-ahead log "
            + "is not safe: the database is kept without it, so that readers and writers wait for each other; "
            + "write from one machine at a time, or \(Remedy.localResultsFolder)."
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
            (version, isForeign) = try ResultsReader.open(file).read { db in
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

    /// Copies the database, write-ahead log included, into a file named after its schema and the time. Through a
    /// connection of its own, since the caller's is in a transaction.
    private static func backUp(_ file: URL, version: Int) throws {
        let folder = file.deletingLastPathComponent()
        let stem = file.deletingPathExtension().lastPathComponent
        let time = Date.now.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        let name = "\(stem)-schema-\(version)-\(time)"
        var copy = folder.appendingPathComponent("\(name).sqlite")
        var number = 2
        while FileManager.default.fileExists(atPath: copy.path) {
            copy = folder.appendingPathComponent("\(name)-\(number).sqlite")
            number += 1
        }
        // A copy under its final name is a whole copy.
        let partial = copy.appendingPathExtension("partial")
        try? FileManager.default.removeItem(at: partial)
        let source = try DatabaseQueue(path: file.path)
        try source.writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM INTO ?", arguments: [partial.path])
        }
        try source.close()
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
    package func close() throws(ResultsError) {
        do {
            try queue.close()
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }
}
