extension Schema {
    /// Only SQLite's own functions, so that the views answer in any client. `CROSS JOIN` is SQLite's word for a
    /// fixed order of loops: study, step, seed, run, each found by its key, and rows come in that order. Left to
    /// itself SQLite goes from runs to the steps of all studies that share an architecture.
    static let version2Views = """
        CREATE VIEW v_run AS
        -- The runs that a study asked for: its architecture, its protocol and one of its declared seeds.
        SELECT study.name AS study, step.position, step.id, run.seed, run.status, run.top1, run.test_loss,
            run.train_loss, run.seconds, run.cpu_seconds, run.images_per_second, run.peak_memory_bytes,
            run.diverged_at_step, run.attempt, run.finished, run.weights_sha256, run.identity_sha256
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run ON run.variant_id = step.variant_id AND run.protocol_sha256 = study.protocol_sha256
            AND run.seed = study_seed.seed;

        CREATE VIEW v_epoch AS
        -- A row an epoch of a run that a study asked for.
        SELECT study.name AS study, step.position, step.id, run.seed, run.status, epoch.epoch,
            epoch.train_loss, epoch.test_loss, epoch.top1, epoch.learning_rate, epoch.train_seconds,
            epoch.test_seconds, epoch.images_per_second
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run ON run.variant_id = step.variant_id AND run.protocol_sha256 = study.protocol_sha256
            AND run.seed = study_seed.seed
        CROSS JOIN epoch ON epoch.run_id = run.id;

        CREATE VIEW v_attempt AS
        -- A row an attempt at a run that a study asked for.
        SELECT study.name AS study, step.position, step.id, run.seed, run.identity_sha256, attempt.number,
            attempt.status, attempt.started, attempt.ended, attempt.seconds, attempt.failure,
            attempt.git_commit, attempt.git_diff_sha256, attempt.binary_sha256, attempt.swift_version,
            attempt.cpu_model, attempt.instruction_set, attempt.threads, attempt.host
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run ON run.variant_id = step.variant_id AND run.protocol_sha256 = study.protocol_sha256
            AND run.seed = study_seed.seed
        CROSS JOIN attempt ON attempt.run_id = run.id;

        CREATE VIEW v_failure AS
        -- A row an attempt that failed or diverged, at a run that a study asked for. Goes from attempts to
        -- studies, since there are few.
        SELECT study.name AS study, step.position, step.id, run.seed, run.identity_sha256, attempt.number,
            attempt.status,
            COALESCE(attempt.failure, 'The loss was not finite at step ' || run.diverged_at_step || '.') AS reason,
            run.status AS run_status, attempt.started, attempt.ended, attempt.seconds
        FROM attempt
        CROSS JOIN run ON run.id = attempt.run_id
        CROSS JOIN study ON study.protocol_sha256 = run.protocol_sha256
        CROSS JOIN step ON step.study_id = study.id AND step.variant_id = run.variant_id
        CROSS JOIN study_seed ON study_seed.study_id = study.id AND study_seed.seed = run.seed
        WHERE attempt.status IN ('failed', 'diverged');

        CREATE VIEW v_pair AS
        -- A row a difference between two completed runs of equal seed: a step's against its predecessor's
        -- ('previous') and against the first row's ('baseline').
        SELECT study.name AS study, step.position, step.id, 'previous' AS against, reference.id AS reference,
            ours.seed, ours.top1 - theirs.top1 AS delta
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN step AS reference ON reference.study_id = study.id AND reference.id = step.predecessor
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run AS ours ON ours.variant_id = step.variant_id
            AND ours.protocol_sha256 = study.protocol_sha256 AND ours.seed = study_seed.seed
        CROSS JOIN run AS theirs ON theirs.variant_id = reference.variant_id
            AND theirs.protocol_sha256 = study.protocol_sha256 AND theirs.seed = study_seed.seed
        WHERE ours.status = 'completed' AND theirs.status = 'completed'
        UNION ALL
        SELECT study.name, step.position, step.id, 'baseline', reference.id, ours.seed,
            ours.top1 - theirs.top1
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN step AS reference ON reference.study_id = study.id AND reference.position = 0
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run AS ours ON ours.variant_id = step.variant_id
            AND ours.protocol_sha256 = study.protocol_sha256 AND ours.seed = study_seed.seed
        CROSS JOIN run AS theirs ON theirs.variant_id = reference.variant_id
            AND theirs.protocol_sha256 = study.protocol_sha256 AND theirs.seed = study_seed.seed
        WHERE step.position > 0 AND ours.status = 'completed' AND theirs.status = 'completed';

        CREATE VIEW v_step AS
        -- A row a step. n counts completed runs; means and the sample sd are over those.
        SELECT study.name AS study, step.position, step.id, step.title, step.branch, variant.macs,
            variant.parameters, COALESCE(step_summary.n, 0) AS n,
            (SELECT COUNT(*) FROM study_seed WHERE study_seed.study_id = study.id) AS n_planned,
            COALESCE(step_summary.n_diverged, 0) AS n_diverged, COALESCE(step_summary.n_failed, 0) AS n_failed,
            step_summary.top1_mean, step_summary.top1_sd, step_summary.seconds_mean,
            step_summary.images_per_second_mean
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        JOIN variant ON variant.id = step.variant_id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

        CREATE VIEW v_delta AS
        -- A row a step: mean and sample sd of its differences in top1, paired by seed, against the adopted
        -- step that it departs from and against the first row. Fractions of 1.
        SELECT study.name AS study, step.position, step.id, step.branch, step.predecessor,
            COALESCE(step_summary.n_pairs, 0) AS n_pairs, step_summary.delta_mean, step_summary.delta_sd,
            COALESCE(step_summary.baseline_n_pairs, 0) AS baseline_n_pairs, step_summary.baseline_delta_mean,
            step_summary.baseline_delta_sd
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

        CREATE VIEW v_paper AS
        -- Ours beside the paper's. Levels are of different data; compare the differences.
        SELECT study.name AS study, step.position, step.id, step.title, COALESCE(step_summary.n, 0) AS n,
            step_summary.top1_mean, step_summary.top1_sd, step_summary.delta_mean, step.paper_regime,
            paper.top1_mean AS paper_top1_mean, paper.top1_sd AS paper_top1_sd, paper.seeds AS paper_seeds,
            paper.top1_mean - before.top1_mean AS paper_delta, variant.macs, paper.gmacs AS paper_gmacs
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        JOIN variant ON variant.id = step.variant_id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position
        LEFT JOIN paper_result AS paper ON paper.regime = step.paper_regime AND paper.step_id = step.id
        LEFT JOIN paper_result AS before
            ON before.regime = step.paper_regime AND before.step_id = step.predecessor;

        CREATE VIEW v_layer AS
        -- A row a layer of a step's network.
        SELECT study.name AS study, step.position AS step_position, step.id, layer.position, layer.name,
            layer.kind, layer.input, layer.output, layer.parameters, layer.macs
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN layer ON layer.variant_id = step.variant_id;

        CREATE VIEW v_study AS
        -- A row a study: what it declares and how far it has come.
        SELECT study.name AS study, study.title, study.regime, study.roadmap, study.seeds, COUNT(*) AS steps,
            COUNT(*) * (SELECT COUNT(*) FROM study_seed WHERE study_seed.study_id = study.id) AS n_planned,
            COALESCE(SUM(step_summary.n), 0) AS n, COALESCE(SUM(step_summary.n_diverged), 0) AS n_diverged,
            COALESCE(SUM(step_summary.n_failed), 0) AS n_failed, MIN(step_summary.started) AS started,
            MAX(step_summary.finished) AS finished, study.protocol_sha256
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position
        GROUP BY study.id;

        """
}
