import AblateRunner
import AblateRuns
import Foundation
import GRDB

extension ResultsReader {
    /// The studies and runs that the database holds, for what keeps house in its folder.
    ///
    /// - Throws: what any reading throws.
    package func recorded() throws(ResultsError) -> RunCatalogue.Recorded {
        try reading { db in
            RunCatalogue.Recorded(
                manifests: try String.fetchAll(db, sql: "SELECT manifest FROM study ORDER BY name").compactMap
                {
                    try? JSONDecoder().decode(StudyManifest.self, from: Data($0.utf8))
                },
                runs: try String.fetchAll(db, sql: "SELECT identity_sha256 FROM run ORDER BY identity_sha256")
            )
        }
    }
}

extension ResultsDatabase {
    /// The studies and runs that the database of a folder holds; none where it has no database.
    ///
    /// - Throws: what ``ResultsReader/init(folder:)`` throws of a database that cannot be read.
    package static func recorded(in folder: URL) throws(ResultsError) -> RunCatalogue.Recorded {
        guard isThere(in: folder) else { return RunCatalogue.Recorded() }
        return try ResultsReader(folder: folder).recorded()
    }

    /// The database of a folder, to be changed; `nil` where there is none.
    ///
    /// - Throws: as ``init(folder:)``.
    package static func existing(in folder: URL) throws(ResultsError) -> ResultsDatabase? {
        isThere(in: folder) ? try ResultsDatabase(folder: folder) : nil
    }

    private static func isThere(in folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(fileName).path)
    }

    /// Removes studies and runs, with all that belongs to nothing else then, and brings the summaries of the studies
    /// that asked for the runs up to date. What is not there is passed over.
    ///
    /// - Parameters:
    ///   - runs: first digits of SHA-256s.
    ///   - preparing: called first, while nobody else can write.
    /// - Throws: ``ResultsError``, or what `preparing` throws; the database is then as it was.
    package func forget(studies: [String], runs: [String], preparing: () throws -> Void = {}) throws {
        var failure: (any Error)?
        do {
            try forget(studies, runs) {
                do {
                    try preparing()
                } catch {
                    failure = error
                    throw error
                }
            }
        } catch {
            throw failure ?? error
        }
    }

    private func forget(
        _ studies: [String], _ runs: [String], preparing: () throws -> Void
    ) throws(ResultsError) {
        try writing { db in
            try preparing()
            let importer = Importer(db: db)
            var touched: Set<String> = []
            for run in runs {
                // 'g' follows the last digit, so that the range finds the prefix by the index.
                let range: StatementArguments = [run, run + "g"]
                touched.formUnion(
                    try String.fetchAll(
                        db,
                        sql: """
                            SELECT DISTINCT study.name
                            FROM run
                            JOIN step ON step.variant_id = run.variant_id
                                AND step.protocol_sha256 = run.protocol_sha256
                            JOIN study ON study.id = step.study_id
                            WHERE run.identity_sha256 >= ? AND run.identity_sha256 < ?
                            """,
                        arguments: range))
                try db.execute(
                    sql: "DELETE FROM run WHERE identity_sha256 >= ? AND identity_sha256 < ?",
                    arguments: range)
            }
            for study in studies {
                try db.execute(sql: "DELETE FROM study WHERE name = ?", arguments: [study])
            }
            try importer.removeOrphans()
            for study in touched.subtracting(studies).sorted() {
                try importer.refreshSummaries(ofStudy: study)
            }
            FaultPoint.removalInDatabase.pass()
        }
    }
}

extension Importer {
    /// Removes networks that neither a step nor a run has, and what the paper prints for rows that no study has.
    func removeOrphans() throws {
        try db.execute(
            sql: """
                DELETE FROM variant
                WHERE NOT EXISTS (SELECT 1 FROM step WHERE step.variant_id = variant.id)
                    AND NOT EXISTS (SELECT 1 FROM run WHERE run.variant_id = variant.id);
                DELETE FROM paper_result
                WHERE NOT EXISTS (
                    SELECT 1 FROM step
                    WHERE step.paper_regime = paper_result.regime AND step.id = paper_result.step_id);
                """)
    }
}

extension Importer {
    /// What the database holds and a folder of these studies and attempts does not; `nil` when there is nothing.
    func surplus(over manifests: [StudyManifest], _ attempts: [AttemptRecord]) throws -> ImportRemark? {
        let known = Dictionary(grouping: attempts, by: \.identity.sha256).mapValues { Set($0.map(\.number)) }
        let recorded = try Row.fetchAll(
            db,
            sql: """
                SELECT identity_sha256, number FROM attempt JOIN run ON run.id = run_id
                ORDER BY identity_sha256, number
                """
        ).map { (run: $0[0] as String, number: $0[1] as Int) }
        let surplus = recorded.filter { !(known[$0.run]?.contains($0.number) ?? false) }
        let names = Set(manifests.map(\.name))
        let studies = try String.fetchAll(db, sql: ResultsReader.studyNames).filter { !names.contains($0) }
        if surplus.isEmpty && studies.isEmpty { return nil }
        let runs = Set(surplus.map { String($0.run.prefix(16)) }).sorted()
        return .notInFolder(attempts: surplus.count, runs: runs, studies: studies)
    }
}
