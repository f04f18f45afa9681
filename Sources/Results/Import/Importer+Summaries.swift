import AblateRuns
import GRDB

extension Importer {
    /// Brings `step_summary` up to date for every study.
    func refreshSummaries() throws {
        for study in try String.fetchAll(db, sql: "SELECT name FROM study") {
            try refreshSummaries(ofStudy: study)
        }
    }

    /// Brings `step_summary` up to date for the studies that have a step of this run's architecture and protocol.
    func refreshSummaries(ofRun identity: RunIdentity) throws {
        let studies = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT study.name
                FROM run
                JOIN step ON step.variant_id = run.variant_id
                    AND step.protocol_sha256 = run.protocol_sha256
                JOIN study ON study.id = step.study_id
                WHERE run.identity_sha256 = ?
                """,
            arguments: [identity.sha256])
        for study in studies { try refreshSummaries(ofStudy: study) }
    }

    /// The whole study at once: a run changes its own step, the steps after it, and all of them when it is the
    /// first row's. Three milliseconds for 16 steps of 10 seeds.
    func refreshSummaries(ofStudy study: String) throws {
        try db.execute(sql: Self.summarySQL, arguments: ["study": study])
        try refreshTests(ofStudy: study)
        try refreshEffects(ofStudy: study)
    }

    /// What the views of schema 1 computed anew for every question. Spreads are taken from deviations: the sum of
    /// squares loses all digits where runs agree to a few in a thousand.
    private static let summarySQL = """
        INSERT OR REPLACE INTO step_summary (study_id, position, n, n_diverged, n_failed, top1_mean, top1_sd,
            seconds_mean, images_per_second_mean, n_pairs, delta_mean, delta_sd, baseline_n_pairs,
            baseline_delta_mean, baseline_delta_sd, started, finished)
        WITH result AS (
            SELECT position, COUNT(top1) AS n, SUM(status = 'diverged') AS n_diverged,
                SUM(status = 'failed') AS n_failed, AVG(top1) AS top1_mean,
                CASE WHEN COUNT(top1) > 1
                    THEN sqrt(SUM((top1 - mean) * (top1 - mean)) / (COUNT(top1) - 1)) END AS top1_sd,
                AVG(CASE WHEN status = 'completed' THEN seconds END) AS seconds_mean,
                AVG(CASE WHEN status = 'completed' THEN images_per_second END) AS images_per_second_mean,
                MAX(finished) AS finished
            FROM (SELECT *, AVG(top1) OVER (PARTITION BY position) AS mean FROM v_run WHERE study = :study)
            GROUP BY position),
        beginning AS (
            SELECT position, MIN(started) AS started FROM v_attempt WHERE study = :study GROUP BY position),
        difference AS (
            SELECT position, against, COUNT(*) AS n, AVG(delta) AS mean,
                CASE WHEN COUNT(*) > 1
                    THEN sqrt(SUM((delta - pair_mean) * (delta - pair_mean)) / (COUNT(*) - 1)) END AS sd
            FROM (
                SELECT *, AVG(delta) OVER (PARTITION BY position, against) AS pair_mean
                FROM v_pair WHERE study = :study)
            GROUP BY position, against)
        SELECT step.study_id, step.position, COALESCE(result.n, 0), COALESCE(result.n_diverged, 0),
            COALESCE(result.n_failed, 0), result.top1_mean, result.top1_sd, result.seconds_mean,
            result.images_per_second_mean, COALESCE(previous.n, 0), previous.mean, previous.sd,
            COALESCE(baseline.n, 0), baseline.mean, baseline.sd, beginning.started, result.finished
        FROM study
        JOIN step ON step.study_id = study.id
        LEFT JOIN result ON result.position = step.position
        LEFT JOIN beginning ON beginning.position = step.position
        LEFT JOIN difference AS previous
            ON previous.position = step.position AND previous.against = 'previous'
        LEFT JOIN difference AS baseline
            ON baseline.position = step.position AND baseline.against = 'baseline'
        WHERE study.name = :study
        """
}
