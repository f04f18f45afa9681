extension Schema {
    /// A row may have a recipe of its own, which makes a protocol of its own: runs belong to a step by the step's
    /// protocol.
    static let version3Tables = """
        DROP VIEW v_run;
        DROP VIEW v_epoch;
        DROP VIEW v_attempt;
        DROP VIEW v_failure;
        DROP VIEW v_pair;
        DROP INDEX study_of_protocol;

        ALTER TABLE step ADD COLUMN protocol TEXT;  -- JSON where it is not the study's, else NULL
        ALTER TABLE step ADD COLUMN protocol_sha256 TEXT;  -- only runs of this protocol belong to the step

        UPDATE step SET protocol_sha256 = (SELECT protocol_sha256 FROM study WHERE study.id = step.study_id);

        CREATE INDEX step_of_run ON step (variant_id, protocol_sha256);

        """

    /// As in version 2 (`CROSS JOIN` fixes the order of loops), but by the step's protocol.
    static let version3Views = """
        CREATE VIEW v_run AS
        -- The runs that a study asked for: a step's architecture and protocol, and one of its declared seeds.
        SELECT study.name AS study, step.position, step.id, run.seed, run.status, run.top1, run.test_loss,
            run.train_loss, run.seconds, run.cpu_seconds, run.images_per_second, run.peak_memory_bytes,
            run.diverged_at_step, run.attempt, run.finished, run.weights_sha256, run.identity_sha256
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run ON run.variant_id = step.variant_id AND run.protocol_sha256 = step.protocol_sha256
            AND run.seed = study_seed.seed;

        CREATE VIEW v_epoch AS
        -- A row an epoch of a run that a study asked for.
        SELECT study.name AS study, step.position, step.id, run.seed, run.status, epoch.epoch,
            epoch.train_loss, epoch.test_loss, epoch.top1, epoch.learning_rate, epoch.train_seconds,
            epoch.test_seconds, epoch.images_per_second
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run ON run.variant_id = step.variant_id AND run.protocol_sha256 = step.protocol_sha256
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
        CROSS JOIN run ON run.variant_id = step.variant_id AND run.protocol_sha256 = step.protocol_sha256
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
        CROSS JOIN step ON step.variant_id = run.variant_id AND step.protocol_sha256 = run.protocol_sha256
        CROSS JOIN study ON study.id = step.study_id
        CROSS JOIN study_seed ON study_seed.study_id = study.id AND study_seed.seed = run.seed
        WHERE attempt.status IN ('failed', 'diverged');

        CREATE VIEW v_pair AS
        -- A row a difference between two completed runs of equal seed: a step's against its predecessor's
        -- ('previous') and against that of the roadmap's first row ('baseline').
        SELECT study.name AS study, step.position, step.id, 'previous' AS against, reference.id AS reference,
            ours.seed, ours.top1 - theirs.top1 AS delta
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN step AS reference ON reference.study_id = study.id AND reference.id = step.predecessor
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run AS ours ON ours.variant_id = step.variant_id
            AND ours.protocol_sha256 = step.protocol_sha256 AND ours.seed = study_seed.seed
        CROSS JOIN run AS theirs ON theirs.variant_id = reference.variant_id
            AND theirs.protocol_sha256 = reference.protocol_sha256 AND theirs.seed = study_seed.seed
        WHERE ours.status = 'completed' AND theirs.status = 'completed'
        UNION ALL
        SELECT study.name, step.position, step.id, 'baseline', reference.id, ours.seed,
            ours.top1 - theirs.top1
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN step AS reference ON reference.study_id = study.id AND reference.position = 0
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run AS ours ON ours.variant_id = step.variant_id
            AND ours.protocol_sha256 = step.protocol_sha256 AND ours.seed = study_seed.seed
        CROSS JOIN run AS theirs ON theirs.variant_id = reference.variant_id
            AND theirs.protocol_sha256 = reference.protocol_sha256 AND theirs.seed = study_seed.seed
        WHERE step.position > 0 AND ours.status = 'completed' AND theirs.status = 'completed';

        """
}
