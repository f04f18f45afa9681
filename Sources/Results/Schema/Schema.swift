import GRDB

/// The numbered steps that lead from an empty file to the current schema. A step that has been released is
/// never edited: a change is a new step.
package struct Schema: Sendable {
    package struct Migration: Sendable {
        /// `PRAGMA user_version` once it has been applied; from 1, without gaps.
        package let version: Int
        package let sql: String

        package init(version: Int, sql: String) {
            self.version = version
            self.sql = sql
        }
    }

    package let migrations: [Migration]

    package init(migrations: [Migration]) {
        precondition(
            migrations.map(\.version) == Array(1...max(1, migrations.count)),
            "Migrations are numbered from 1 without gaps, not \(migrations.map(\.version)).")
        self.migrations = migrations
    }

    package static let current = Schema(migrations: [
        Migration(version: 1, sql: version1Tables + version1Views),
        Migration(version: 2, sql: version2Tables + version2Views),
        Migration(version: 3, sql: version3Tables + version3Views),
        Migration(version: 4, sql: version4Tables + version4Views),
        Migration(version: 5, sql: version5Tables),
        Migration(version: 6, sql: version6Tables + version6Views),
        Migration(version: 7, sql: version7Tables + version7Views),
        Migration(version: 8, sql: version8Tables + version8Views),
    ])

    package var version: Int { migrations.count }

    /// Applies what is missing in one transaction, so that of several processes one migrates and the others find
    /// it done, and a process that dies leaves the old database.
    ///
    /// - Parameter backUp: called with the version found, before a database that has one is changed, while nobody
    ///   else can write.
    /// - Throws: ``ResultsError/newerSchema(path:found:known:)`` when another process has brought it further.
    func migrate(_ queue: DatabaseQueue, path: String, backUp: (Int) throws -> Void) throws {
        try queue.writeWithoutTransaction { db in
            if try Self.version(of: db) == version { return }
            // Tables that are made anew would take the rows that refer to them along. Without effect inside a
            // transaction, hence before it.
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.inTransaction(.immediate) {
                let found = try Self.version(of: db)
                if found > version {
                    throw ResultsError.newerSchema(path: path, found: found, known: version)
                }
                if found == version { return .commit }
                if found > 0 { try backUp(found) }
                for migration in migrations.dropFirst(found) { try db.execute(sql: migration.sql) }
                try Importer(db: db).refreshReferences()
                try Importer(db: db).refreshSummaries()
                try db.execute(sql: "PRAGMA user_version = \(version)")
                try db.checkForeignKeys()
                return .commit
            }
            try db.execute(sql: "PRAGMA foreign_keys = ON")
        }
    }

    static func version(of db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }
}
