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
        Migration(version: 1, sql: version1Tables + version1Views)
    ])

    package var version: Int { migrations.count }

    /// Applies what is missing, each step and its number in one transaction.
    func migrate(_ queue: DatabaseQueue) throws {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration("schema-\(migration.version)") { db in
                try db.execute(sql: migration.sql)
                try db.execute(sql: "PRAGMA user_version = \(migration.version)")
            }
        }
        try migrator.migrate(queue)
    }

    static func version(of db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }
}
