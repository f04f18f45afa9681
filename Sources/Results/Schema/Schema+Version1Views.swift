extension Schema {
    /// Only SQLite's own functions, so that the views answer in any client. Spreads are taken from deviations:
    /// the sum of squares loses all digits where runs agree to a few in a thousand.
    static let version1Views = """
        CREATE VIEW v_run AS
        -- The runs that a study asked for: its architecture, its protocol and one of its declared seeds.
        SELECT study.name AS study, step.position, step.id, run.seed, run.status, run.top1, run.test_loss,
            run.train_loss, run.seconds, run.cpu_seconds, run.images_per_second, run.peak_memory_bytes,
            run.diverged_at_step, run.attempt, run.finished, run.weights_sha256, run.identity_sha256
        FROM study
        JOIN step ON step.study_id = study.id
        JOIN run ON run.variant_id = step.variant_id AND run.protocol_sha256 = study.protocol_sha256
        WHERE run.seed IN (SELECT value FROM json_each(study.seeds));

        CREATE VIEW v_step AS
        -- A row a step. n counts completed runs; means and the sample sd are over those.
        WITH completed AS (
            SELECT study, position, COUNT(*) AS n, AVG(top1) AS top1_mean,
                CASE WHEN COUNT(*) > 1
                    THEN sqrt(SUM((top1 - mean) * (top1 - mean)) / (COUNT(*) - 1)) END AS top1_sd,
                AVG(seconds) AS seconds_mean, AVG(images_per_second) AS images_per_second_mean
            FROM (
                SELECT *, AVG(top1) OVER (PARTITION BY study, position) AS mean
                FROM v_run WHERE status = 'completed')
            GROUP BY study, position),
        other AS (
            SELECT study, position, SUM(status = 'diverged') AS n_diverged, SUM(status = 'failed') AS n_failed
            FROM v_run GROUP BY study, position)
        SELECT study.name AS study, step.position, step.id, step.title, step.branch, variant.macs,
            variant.parameters, COALESCE(completed.n, 0) AS n, json_array_length(study.seeds) AS n_planned,
            COALESCE(other.n_diverged, 0) AS n_diverged, COALESCE(other.n_failed, 0) AS n_failed,
            completed.top1_mean, completed.top1_sd, completed.seconds_mean, completed.images_per_second_mean
        FROM study
        JOIN step ON step.study_id = study.id
        JOIN variant ON variant.id = step.variant_id
        LEFT JOIN completed ON completed.study = study.name AND completed.position = step.position
        LEFT JOIN other ON other.study = study.name AND other.position = step.position;

        CREATE VIEW v_pair AS
        -- A row a difference between two completed runs of equal seed: a step's against its predecessor's
        -- ('previous') and against the first row's ('baseline').
        WITH comparison AS (
            SELECT study.name AS study, step.position, 'previous' AS against, step.predecessor AS reference
            FROM step JOIN study ON study.id = step.study_id
            WHERE step.predecessor IS NOT NULL
            UNION ALL
            SELECT study.name, step.position, 'baseline', baseline.id
            FROM step JOIN study ON study.id = step.study_id
            JOIN step AS baseline ON baseline.study_id = step.study_id AND baseline.position = 0
            WHERE step.position > 0)
        SELECT ours.study, ours.position, ours.id, comparison.against, comparison.reference, ours.seed,
            ours.top1 - theirs.top1 AS delta
        FROM comparison
        JOIN v_run AS ours ON ours.study = comparison.study AND ours.position = comparison.position
        JOIN v_run AS theirs ON theirs.study = comparison.study AND theirs.id = comparison.reference
            AND theirs.seed = ours.seed
        WHERE ours.status = 'completed' AND theirs.status = 'completed';

        CREATE VIEW v_delta AS
        -- A row a step: mean and sample sd of its differences in top1, paired by seed, against the adopted
        -- step that it departs from and against the first row. Fractions of 1.
        WITH difference AS (
            SELECT study, position, against, COUNT(*) AS n, AVG(delta) AS mean,
                CASE WHEN COUNT(*) > 1
                    THEN sqrt(SUM((delta - pair_mean) * (delta - pair_mean)) / (COUNT(*) - 1)) END AS sd
            FROM (SELECT *, AVG(delta) OVER (PARTITION BY study, position, against) AS pair_mean FROM v_pair)
            GROUP BY study, position, against)
        SELECT study.name AS study, step.position, step.id, step.branch, step.predecessor,
            COALESCE(previous.n, 0) AS n_pairs, previous.mean AS delta_mean, previous.sd AS delta_sd,
            COALESCE(baseline.n, 0) AS baseline_n_pairs, baseline.mean AS baseline_delta_mean,
            baseline.sd AS baseline_delta_sd
        FROM study
        JOIN step ON step.study_id = study.id
        LEFT JOIN difference AS previous ON previous.study = study.name
            AND previous.position = step.position AND previous.against = 'previous'
        LEFT JOIN difference AS baseline ON baseline.study = study.name
            AND baseline.position = step.position AND baseline.against = 'baseline';

        CREATE VIEW v_paper AS
        -- Ours beside the paper's. Levels are of different data; compare the differences.
        SELECT v_step.study, v_step.position, v_step.id, v_step.title, v_step.n, v_step.top1_mean,
            v_step.top1_sd, v_delta.delta_mean, step.paper_regime, paper.top1_mean AS paper_top1_mean,
            paper.top1_sd AS paper_top1_sd, paper.seeds AS paper_seeds,
            paper.top1_mean - before.top1_mean AS paper_delta, v_step.macs, paper.gmacs AS paper_gmacs
        FROM v_step
        JOIN v_delta ON v_delta.study = v_step.study AND v_delta.position = v_step.position
        JOIN study ON study.name = v_step.study
        JOIN step ON step.study_id = study.id AND step.position = v_step.position
        LEFT JOIN paper_result AS paper ON paper.regime = step.paper_regime AND paper.step_id = step.id
        LEFT JOIN paper_result AS before
            ON before.regime = step.paper_regime AND before.step_id = step.predecessor;

        CREATE VIEW v_epoch AS
        -- A row an epoch of a run that a study asked for.
        SELECT v_run.study, v_run.position, v_run.id, v_run.seed, v_run.status, epoch.epoch, epoch.train_loss,
            epoch.test_loss, epoch.top1, epoch.learning_rate, epoch.train_seconds, epoch.test_seconds,
            epoch.images_per_second
        FROM v_run
        JOIN run ON run.identity_sha256 = v_run.identity_sha256
        JOIN epoch ON epoch.run_id = run.id;

        CREATE VIEW v_layer AS
        -- A row a layer of a step's network.
        SELECT study.name AS study, step.position AS step_position, step.id, layer.position, layer.name,
            layer.kind, layer.input, layer.output, layer.parameters, layer.macs
        FROM study
        JOIN step ON step.study_id = study.id
        JOIN layer ON layer.variant_id = step.variant_id;

        CREATE VIEW v_attempt AS
        -- A row an attempt at a run that a study asked for.
        SELECT v_run.study, v_run.position, v_run.id, v_run.seed, v_run.identity_sha256, attempt.number,
            attempt.status, attempt.started, attempt.finished, attempt.seconds, attempt.failure,
            attempt.git_commit, attempt.git_diff_sha256, attempt.binary_sha256, attempt.swift_version,
            attempt.cpu_model, attempt.instruction_set, attempt.threads, attempt.host
        FROM v_run
        JOIN run ON run.identity_sha256 = v_run.identity_sha256
        JOIN attempt ON attempt.run_id = run.id;

        CREATE VIEW v_study AS
        -- A row a study: what it declares and how far it has come.
        SELECT study.name AS study, study.title, study.regime, study.roadmap, study.seeds,
            COUNT(*) AS steps, SUM(v_step.n_planned) AS n_planned, SUM(v_step.n) AS n,
            SUM(v_step.n_diverged) AS n_diverged, SUM(v_step.n_failed) AS n_failed,
            (SELECT MIN(started) FROM v_attempt WHERE v_attempt.study = study.name) AS started,
            (SELECT MAX(finished) FROM v_run WHERE v_run.study = study.name) AS finished,
            study.protocol_sha256
        FROM study
        JOIN v_step ON v_step.study = study.name
        GROUP BY study.id;

        """
}
