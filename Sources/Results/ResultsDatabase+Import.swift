import AblateRunner
import AblateRuns
import Foundation
import GRDB

extension ResultsDatabase {
    /// Adds a study and its rows, or replaces its declaration. Runs are not touched: they belong to no study.
    ///
    /// - Throws: ``ResultsError/meaninglessStep(study:step:detail:)``, or what any use of the database throws.
    package func register(_ manifest: StudyManifest) throws(ResultsError) {
        try writing { try Importer(db: $0).register(manifest) }
    }

    /// Adds an attempt and what it means for its run. Importing it again changes nothing, and a run that has a
    /// result keeps it whatever later attempts came to.
    ///
    /// - Returns: what was left out or contradicts what is stored; `nil` when all is well.
    @discardableResult
    package func record(_ attempt: AttemptRecord) throws(ResultsError) -> ImportRemark? {
        defer { FaultPoint.databaseImported.pass() }
        return try writing { db in
            defer { FaultPoint.databaseImport.pass() }
            return try Importer(db: db).record(attempt)
        }
    }

    /// Adds what a results folder holds, in one transaction, and says what the database holds beside it.
    package func gather(
        manifests: [StudyManifest], attempts: [AttemptRecord]
    ) throws(ResultsError) -> ImportSummary {
        try writing { db in
            let importer = Importer(db: db)
            var summary = ImportSummary()
            for manifest in manifests.sorted(by: { $0.name < $1.name }) {
                if let family = manifest.unknownFamily {
                    summary.remarks.append(.unknownFamily(study: manifest.name, family: family))
                    continue
                }
                try importer.register(manifest)
                summary.studies += 1
            }
            for attempt in attempts {
                let remark = try importer.add(attempt)
                if let remark { summary.remarks.append(remark) }
                // What was left out is not in the database.
                if case .rejected = remark { continue }
                summary.attempts += 1
            }
            // Once for all, and for what was left behind by something else than an import.
            try importer.refreshReferences()
            try importer.refreshSummaries()
            if let surplus = try importer.surplus(over: manifests, attempts) {
                summary.remarks.append(surplus)
            }
            return summary
        }
    }

    /// Makes the database of a folder anew. The old one, if any, is replaced only once the new one is whole;
    /// it is kept as `ablate-previous.sqlite` (or `-2`, `-3` …) when it holds runs that `attempts` lacks, or cannot be read.
    ///
    /// - Throws: `.nothingToRebuildFrom` when the old database holds something and the folder nothing, `.busy` when
    ///   another process has the old database open, `.newerSchema` and `.foreign` when it is not this version's to
    ///   replace; the old database is then unchanged.
    package static func rebuild(
        in folder: URL, manifests: [StudyManifest], attempts: [AttemptRecord]
    ) throws(ResultsError) -> ImportSummary {
        let file = folder.appendingPathComponent(fileName)
        if attempts.isEmpty { try requireNothingToLose(file, isWithoutStudies: manifests.isEmpty) }
        let new = folder.appendingPathComponent(".\(fileName).new")
        // What an earlier rebuild kept stays.
        var previous = folder.appendingPathComponent("ablate-previous.sqlite")
        var number = 2
        while FileManager.default.fileExists(atPath: previous.path) {
            previous = folder.appendingPathComponent("ablate-previous-\(number).sqlite")
            number += 1
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let old = try retire(file)
            try remove(new)
            let database = try ResultsDatabase(file: new, schema: .current)
            var summary = try database.gather(manifests: manifests, attempts: attempts)
            try database.close()

            guard let old else {
                try rename(new, to: file)
                DatasetteMetadata.write(in: folder)
                return summary
            }
            try FileManager.default.copyItem(at: file, to: previous)
            // A log left beside an unreadable file would be taken for the new file's.
            for suffix in sidecars where FileManager.default.fileExists(atPath: file.path + suffix) {
                try rename(file, to: previous, suffix: suffix)
            }
            try rename(new, to: file)
            DatasetteMetadata.write(in: folder)
            switch old {
            case .unreadable:
                summary.remarks.append(.unreadableBackup(backup: previous.path))
            case .runs(let identities):
                let lost = identities.subtracting(attempts.map(\.identity.sha256)).count
                if lost > 0 {
                    summary.remarks.append(.runsWithoutFolder(count: lost, backup: previous.path))
                } else {
                    try remove(previous)
                }
            }
            return summary
        } catch {
            throw ResultsError(error, path: file.path)
        }
    }

    /// A folder without attempts makes an empty database: of a copied database, or where `runs/` is not there at the
    /// moment, it would take the place of all that is known.
    private static func requireNothingToLose(_ file: URL, isWithoutStudies: Bool) throws(ResultsError) {
        let folder = file.deletingLastPathComponent().path
        do {
            guard try inspectedVersion(of: file, schema: .current) > 0 else { return }
            let (runs, studies) = try ResultsReader.open(file).read { db in
                (
                    try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM run") ?? 0,
                    try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM study") ?? 0
                )
            }
            guard runs > 0 || (studies > 0 && isWithoutStudies) else { return }
            throw ResultsError.nothingToRebuildFrom(folder: folder, runs: runs, studies: studies)
        } catch {
            switch ResultsError(error, path: file.path) {
            case .notADatabase, .damaged: throw .nothingToRebuildFrom(folder: folder, runs: nil, studies: nil)
            case let error: throw error
            }
        }
    }

    private enum Old {
        case runs(Set<String>)
        case unreadable
    }

    private static let sidecars = ["-wal", "-shm"]

    /// Folds the write-ahead log into the file, so that the file alone is the database, and makes sure that
    /// nobody else has it open. `nil` when there is none.
    private static func retire(_ file: URL) throws -> Old? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            guard try inspectedVersion(of: file, schema: .current) > 0 else { return .runs([]) }
            var configuration = Configuration()
            configuration.busyMode = .timeout(2)
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            let runs = try queue.writeWithoutTransaction { db in
                // Leaving the write-ahead log is possible only for the one and only connection.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                return try String.fetchSet(db, sql: "SELECT identity_sha256 FROM run")
            }
            try queue.close()
            return .runs(runs)
        } catch {
            switch ResultsError(error, path: file.path) {
            case .notADatabase, .damaged: return .unreadable
            case let error: throw error
            }
        }
    }

    private static func remove(_ file: URL) throws {
        for path in [file.path] + sidecars.map({ file.path + $0 })
        where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    /// Replaces `target` in one step, as no call of `FileManager` does everywhere.
    private static func rename(_ source: URL, to target: URL, suffix: String = "") throws {
        guard Foundation.rename(source.path + suffix, target.path + suffix) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target.path + suffix])
        }
    }
}
