import AblateResults
import AblateRunner
import AblateWords
import Foundation

/// Reads what a report is made of from a results database.
public struct ReportReader {
    private let reader: ResultsReader

    /// - Throws: `ResultsError` when there is no database or it cannot be read.
    public init(folder: URL) throws {
        reader = try ResultsReader(folder: folder)
    }

    /// Names of all recorded studies.
    ///
    /// - Throws: `ResultsError`.
    public func studies() throws -> [String] {
        try rows("SELECT name FROM study ORDER BY name").map(\.[0].string)
    }

    /// - Throws: ``ReportError`` or `ResultsError`.
    func records(of study: String) throws -> ReportRecords {
        let name = study.quotedForSQL
        let manifests = try rows("SELECT manifest FROM study WHERE name = \(name)")
        guard let text = manifests.first?[0].string else {
            let known = try studies()
            throw ReportError.unknownStudy(
                study, path: reader.file.path, nearest: NearestNames.sentence(study, among: known))
        }
        guard let manifest = try? JSONDecoder().decode(StudyManifest.self, from: Data(text.utf8)) else {
            throw ReportError.damagedManifest(study: study, path: reader.file.path)
        }
        let steps = try reader.stepRows(study: study)
        let runs = try runs(of: name)
        for step in steps where Set((runs[step.position] ?? []).map(\.identityButSeed)).count > 1 {
            throw ReportError.mixedIdentities(study: study, step: step.id, path: reader.file.path)
        }
        return ReportRecords(
            manifest: manifest, steps: steps, runs: runs.mapValues { $0.map(\.run) },
            attempts: try attempts(of: name))
    }

    private func rows(_ sql: String) throws -> [[QueryResult.Value]] { try reader.rows(of: sql).rows }

    private func runs(of name: String) throws -> [Int: [(run: ReportRecords.Run, identityButSeed: String)]] {
        let epochs = Dictionary(
            grouping: try rows(
                """
                SELECT position, seed, epoch, train_loss, test_loss, top1, train_seconds, test_seconds
                FROM v_epoch WHERE study = \(name) ORDER BY position, seed, epoch
                """)
        ) { RunKey($0) }
        let rows = try rows(
            """
            SELECT v_run.position, v_run.seed, v_run.status, v_run.top1, v_run.seconds, v_run.images_per_second,
                v_run.diverged_at_step, v_run.finished, v_run.identity_sha256, run.identity, prediction.correct,
                prediction.images, v_run.cpu_seconds, attempt.threads
            FROM v_run JOIN run ON run.identity_sha256 = v_run.identity_sha256
            LEFT JOIN attempt ON attempt.run_id = run.id AND attempt.number = run.attempt
            LEFT JOIN prediction ON prediction.run_id = run.id
            WHERE v_run.study = \(name) ORDER BY v_run.position, v_run.seed
            """)
        return Dictionary(
            grouping: rows.map { row in
                let seed = row[1].integer ?? 0
                let run = ReportRecords.Run(
                    identitySHA256: row[8].string, seed: seed, status: row[2].string, top1: row[3].real,
                    seconds: row[4].real, cpuSeconds: row[12].real, threads: row[13].integer,
                    imagesPerSecond: row[5].real, divergedAtStep: row[6].integer, finished: row[7].text,
                    epochs: (epochs[RunKey(row)] ?? []).map(Self.epoch), correct: row[10].data,
                    images: row[11].integer ?? 0)
                // The seed's field in canonical JSON, whose keys are sorted.
                let identity = row[9].string
                    .replacingOccurrences(of: "\"seed\":\(seed),\"semantics\"", with: "\"semantics\"")
                return (position: row[0].integer ?? 0, run: run, identityButSeed: identity)
            }, by: \.position
        ).mapValues { $0.map { ($0.run, $0.identityButSeed) } }
    }

    private struct RunKey: Hashable {
        let position: Int
        let seed: Int

        init(_ row: [QueryResult.Value]) {
            position = row[0].integer ?? 0
            seed = row[1].integer ?? 0
        }
    }

    private static func epoch(_ row: [QueryResult.Value]) -> ReportRecords.Epoch {
        ReportRecords.Epoch(
            epoch: row[2].integer ?? 0, trainLoss: row[3].real, testLoss: row[4].real, top1: row[5].real ?? 0,
            trainSeconds: row[6].real ?? 0, testSeconds: row[7].real ?? 0)
    }

    private func attempts(of name: String) throws -> [ReportRecords.Attempt] {
        try rows(
            """
            SELECT id, seed, number, status, started, ended, seconds, failure, git_commit, git_diff_sha256,
                binary_sha256, swift_version, cpu_model, instruction_set, threads, host
            FROM v_attempt WHERE study = \(name) ORDER BY position, seed, number
            """
        ).map { row in
            ReportRecords.Attempt(
                stepID: row[0].string, seed: row[1].integer ?? 0, number: row[2].integer ?? 0,
                status: row[3].string, started: row[4].string, ended: row[5].text, seconds: row[6].real,
                failure: row[7].text, gitCommit: row[8].text, gitDiffSHA256: row[9].text,
                binarySHA256: row[10].string, swiftVersion: row[11].string, cpuModel: row[12].string,
                instructionSet: row[13].string, threads: row[14].integer ?? 0, host: row[15].string)
        }
    }
}

extension NearestNames {
    /// The nearest two in quotation marks; empty where nothing is known.
    static func sentence(_ name: String, among known: [String]) -> String {
        of(name, among: known, atMost: 2).map { "'\($0)'" }.joined(separator: " or ")
    }
}
