import AblateArchitectures
import AblateRuns
import Foundation
import GRDB

/// All runs or all their epochs as flat rows: what was measured, then every field of the run's identity as a
/// column of its own under its path (`architecture.block.kernelSize`). Rows come by identity and epoch, so that
/// equal databases give equal exports.
package struct RunExport: Sendable {
    package enum Rows: String, Sendable, CaseIterable {
        /// A row a run.
        case runs
        /// A row an epoch.
        case epochs
    }

    private let reader: ResultsReader
    private let rows: Rows
    private let study: String?
    private let measured: [String]
    private let identityFields: [String]

    /// - Parameter study: `nil` for every run of the database.
    /// - Throws: ``ResultsError/unknownName(kind:name:known:)`` for a study that is not there.
    package init(_ rows: Rows, study: String? = nil, from reader: ResultsReader) throws(ResultsError) {
        self.reader = reader
        self.rows = rows
        self.study = study
        (measured, identityFields) = try reader.reading { db in
            let names = try String.fetchAll(db, sql: ResultsReader.studyNames)
            if let study, !names.contains(study) {
                throw ResultsError.unknownName(kind: "study", name: study, known: names)
            }
            // Runs of one architecture and protocol have the same fields.
            var fields: Set<String> = []
            let cursor = try String.fetchCursor(
                db, sql: "SELECT MIN(identity) FROM run GROUP BY variant_id, protocol_sha256")
            while let identity = try cursor.next() { fields.formUnion(Self.flattened(identity).keys) }
            let columns = try db.makeStatement(sql: Self.sql(rows)).columnNames
            return (Array(columns.dropFirst(Self.leadingColumns)), fields.sorted())
        }
    }

    package var columns: [String] {
        ["identity_sha256", "studies", "steps"] + measured + identityFields + ["study", "step"]
    }

    /// Calls `body` with each row's values in the order of ``columns``. Rows are read as they are needed.
    ///
    /// - Throws: ``ResultsError``, and what `body` throws.
    package func forEachRow(_ body: ([JSONValue]) throws -> Void) throws {
        do {
            try reader.queue.read { db in try forEachRow(in: db, body) }
        } catch let error as DatabaseError {
            throw ResultsError(error, path: reader.file.path)
        }
    }

    private func forEachRow(in db: Database, _ body: ([JSONValue]) throws -> Void) throws {
        let askers = try Askers(db)
        var flattened: [RunGroup: [String: JSONValue]] = [:]
        let cursor = try Row.fetchCursor(db, sql: Self.sql(rows))
        while let row = try cursor.next() {
            let group = RunGroup(variant: row["variant_id"], protocolSHA256: row["protocol_sha256"])
            let seed: Int = row["seed"]
            let asking = askers.asking(group, seed: seed)
            if let study, !asking.contains(where: { $0.study == study }) { continue }
            if flattened[group] == nil { flattened[group] = Self.flattened(row["identity"]) }
            var identity = flattened[group] ?? [:]
            identity["seed"] = .integer(seed)
            let head: [JSONValue] = [
                .text(row["identity_sha256"]), Self.list(asking.map(\.study)), Self.list(asking.map(\.step)),
            ]
            let values = row.databaseValues.dropFirst(Self.leadingColumns).map(JSONValue.init)
            // One of each, for readers of flat rows.
            let asker = asking.first { study == nil || $0.study == study }
            let flat: [JSONValue] = [
                asker.map { .text($0.study) } ?? .null, asker.map { .text($0.step) } ?? .null,
            ]
            try body(head + values + identityFields.map { identity[$0] ?? .null } + flat)
        }
    }

    /// Variant, protocol, seed, identity and its hash: not exported as they are.
    private static let leadingColumns = 5

    private static func sql(_ rows: Rows) -> String {
        let head = "SELECT run.variant_id, run.protocol_sha256, run.seed, run.identity, run.identity_sha256"
        return switch rows {
        case .runs:
            """
            \(head), run.status, run.attempt, run.top1, run.test_loss, run.train_loss, run.seconds,
                run.cpu_seconds, run.images_per_second, run.peak_memory_bytes, run.diverged_at_step,
                run.weights_sha256, variant.macs, variant.parameters, attempt.started, attempt.ended,
                attempt.failure, attempt.git_commit, attempt.git_diff_sha256, attempt.binary_sha256,
                attempt.swift_version, attempt.cpu_model, attempt.instruction_set, attempt.threads, attempt.host
            FROM run
            JOIN variant ON variant.id = run.variant_id
            LEFT JOIN attempt ON attempt.run_id = run.id AND attempt.number = run.attempt
            ORDER BY run.identity_sha256
            """
        case .epochs:
            """
            \(head), run.status, epoch.epoch, epoch.train_loss, epoch.test_loss, epoch.top1, epoch.learning_rate,
                epoch.train_seconds, epoch.test_seconds, epoch.images_per_second
            FROM run
            CROSS JOIN epoch ON epoch.run_id = run.id
            ORDER BY run.identity_sha256, epoch.epoch
            """
        }
    }

    private static func list(_ names: [String]) -> JSONValue {
        .array(Set(names).sorted().map(JSONValue.text))
    }

    private static func flattened(_ identity: String) -> [String: JSONValue] {
        // Written by this program under a constraint of the table; what cannot be read has no fields.
        (try? JSONDecoder().decode(JSONValue.self, from: Data(identity.utf8)))?.flattened ?? [:]
    }
}

/// Runs that differ in their seed alone.
private struct RunGroup: Hashable {
    let variant: Int64
    let protocolSHA256: String
}

/// Which studies ask for a run, and as which step.
private struct Askers {
    private struct Asker {
        let study: String
        let step: String
        let seeds: Set<Int>
    }

    private var askers: [RunGroup: [Asker]] = [:]

    init(_ db: Database) throws {
        var seeds: [Int64: Set<Int>] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT study_id, seed FROM study_seed") {
            seeds[row["study_id"], default: []].insert(row["seed"])
        }
        let steps = try Row.fetchAll(
            db,
            sql: """
                SELECT study.id AS study_id, study.name, step.protocol_sha256, step.id, step.variant_id
                FROM study JOIN step ON step.study_id = study.id
                ORDER BY study.name, step.position
                """)
        for row in steps {
            let group = RunGroup(variant: row["variant_id"], protocolSHA256: row["protocol_sha256"])
            let asker = Asker(study: row["name"], step: row["id"], seeds: seeds[row["study_id"]] ?? [])
            askers[group, default: []].append(asker)
        }
    }

    func asking(_ group: RunGroup, seed: Int) -> [(study: String, step: String)] {
        (askers[group] ?? []).filter { $0.seeds.contains(seed) }.map { ($0.study, $0.step) }
    }
}
