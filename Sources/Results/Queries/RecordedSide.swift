import Foundation
import GRDB

/// A layer of a recorded network.
package struct RecordedLayer: Decodable, FetchableRecord, Sendable {
    package let name: String
    package let macs: Int
    package let parameters: Int
}

/// A row or a run as a comparison sets it beside another: what it is, its layers, and its runs.
package struct RecordedSide: Sendable {
    /// JSON of the architecture and of the protocol, or of a run's whole identity.
    package let identity: [String]
    /// JSON of the manifest of a study that asks for it; `nil` for a run that none asks for.
    package let manifest: String?
    package let layers: [RecordedLayer]
    /// Ascending by seed.
    package let runs: [RecordedRun]
    /// By the run's identity (SHA-256), ascending.
    package let epochs: [String: [RecordedEpoch]]
}

extension ResultsReader {
    /// Names of all recorded studies.
    package func studyNames() throws(ResultsError) -> [String] {
        try reading { db in try String.fetchAll(db, sql: Self.studyNames) }
    }

    /// Ids of all rows by their studies, in the order of the roadmap.
    package func stepIDs() throws(ResultsError) -> [(study: String, step: String)] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT study.name, step.id FROM step JOIN study ON study.id = step.study_id
                    ORDER BY study.name, step.position
                    """
            ).map { ($0["name"], $0["id"]) }
        }
    }

    /// JSON of a study's manifest; `nil` for a name that is not recorded.
    package func manifest(ofStudy study: String) throws(ResultsError) -> String? {
        try reading { db in
            try String.fetchOne(db, sql: "SELECT manifest FROM study WHERE name = ?", arguments: [study])
        }
    }

    /// Identities (SHA-256) that begin with these digits, a hundred at most.
    package func runs(beginning prefix: String) throws(ResultsError) -> [String] {
        try reading { db in
            // 'g' follows the last digit, so the range finds the prefix by the index.
            try String.fetchAll(
                db,
                sql: """
                    SELECT identity_sha256 FROM run WHERE identity_sha256 >= ? AND identity_sha256 < ? LIMIT 100
                    """, arguments: [prefix, prefix + "g"])
        }
    }

    /// A row of a study; `nil` where there is none.
    package func side(step: String, ofStudy study: String) throws(ResultsError) -> RecordedSide? {
        try reading { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT variant.architecture, COALESCE(step.protocol, study.protocol) AS protocol,
                        variant.id AS variant, study.manifest
                    FROM step JOIN study ON study.id = step.study_id JOIN variant ON variant.id = step.variant_id
                    WHERE study.name = ? AND step.id = ?
                    """, arguments: [study, step])
            guard let row else { return nil }
            return try Self.side(
                db, identity: [row["architecture"], row["protocol"]], manifest: row["manifest"],
                variant: row["variant"],
                condition:
                    "identity_sha256 IN (SELECT identity_sha256 FROM v_run WHERE study = ? AND id = ?)",
                [study, step])
        }
    }

    /// A run by the SHA-256 of its identity; `nil` where there is none.
    package func side(run sha256: String) throws(ResultsError) -> RecordedSide? {
        try reading { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT identity, variant_id FROM run WHERE identity_sha256 = ?",
                arguments: [sha256])
            guard let row else { return nil }
            let manifest = try String.fetchOne(
                db,
                sql: """
                    SELECT study.manifest FROM run
                    JOIN step ON step.variant_id = run.variant_id AND step.protocol_sha256 = run.protocol_sha256
                    JOIN study ON study.id = step.study_id
                    WHERE run.identity_sha256 = ? ORDER BY study.id LIMIT 1
                    """, arguments: [sha256])
            return try Self.side(
                db, identity: [row["identity"]], manifest: manifest, variant: row["variant_id"],
                condition: "identity_sha256 = ?", [sha256])
        }
    }

    /// - Parameter condition: which runs, with its arguments.
    private static func side(
        _ db: Database, identity: [String], manifest: String?, variant: Int64, condition: String,
        _ arguments: StatementArguments
    ) throws -> RecordedSide {
        let layers = try RecordedLayer.fetchAll(
            db, sql: "SELECT name, macs, parameters FROM layer WHERE variant_id = ? ORDER BY position",
            arguments: [variant])
        let runs = try RecordedRun.fetchAll(
            db,
            sql: """
                SELECT 0 AS position, run.identity_sha256, run.identity, run.seed, run.status, run.top1,
                    prediction.correct, prediction.images
                FROM run LEFT JOIN prediction ON prediction.run_id = run.id
                WHERE \(condition) ORDER BY seed
                """, arguments: arguments)
        let epochs = try RecordedEpoch.fetchAll(
            db,
            sql: """
                SELECT run.identity_sha256, epoch.epoch, epoch.train_loss, epoch.test_loss, epoch.top1,
                    epoch.train_seconds, epoch.test_seconds
                FROM epoch JOIN run ON run.id = epoch.run_id
                WHERE \(condition) ORDER BY epoch.run_id, epoch.epoch
                """, arguments: arguments)
        return RecordedSide(
            identity: identity, manifest: manifest, layers: layers, runs: runs,
            epochs: Dictionary(grouping: epochs, by: \.identitySHA256))
    }
}
