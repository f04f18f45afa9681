import AblateStatistics

extension Schema {
    /// Rows know what they are measured against: the step before may not be in the study. Differences get intervals
    /// and p-values, which SQLite has no functions for and imports keep.
    ///
    /// `step` is made anew since the comments inside a table cannot be changed otherwise; the views that it stands in
    /// stay as they are, which `legacy_alter_table` allows. Importing fills `reference`, `baseline` and the summaries.
    static let version4Tables = """
        DROP VIEW v_pair;
        DROP VIEW v_delta;
        DROP VIEW v_paper;

        CREATE TABLE step_4 (
            -- One row of a study.
            study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,      -- from zero, in the whole roadmap; below zero: rows before its first
            id TEXT NOT NULL,               -- such as kernel-7
            title TEXT NOT NULL,
            branch INTEGER NOT NULL CHECK (branch IN (0, 1)),  -- 1: tried, and later rows do not build on it
            predecessor TEXT,               -- id of the step that it departs from in the whole roadmap
            variant_id INTEGER NOT NULL REFERENCES variant (id),
            paper_regime TEXT,              -- where the paper's numbers for it are taken from
            protocol TEXT,                  -- JSON where it is not the study's, else NULL
            protocol_sha256 TEXT,           -- only runs of this protocol belong to the step
            reference TEXT,                 -- id of the row that it is measured against: the predecessor, or the
                                            -- nearest row before it that the study has; NULL for a first row
            baseline TEXT,                  -- id of the first row that the study has; NULL for that row
            PRIMARY KEY (study_id, position),
            UNIQUE (study_id, id),
            FOREIGN KEY (paper_regime, id) REFERENCES paper_result (regime, step_id)
        ) STRICT;

        INSERT INTO step_4 (study_id, position, id, title, branch, predecessor, variant_id, paper_regime, protocol,
            protocol_sha256)
        SELECT study_id, position, id, title, branch, predecessor, variant_id, paper_regime, protocol,
            protocol_sha256
        FROM step;

        PRAGMA legacy_alter_table = ON;
        DROP TABLE step;
        ALTER TABLE step_4 RENAME TO step;
        PRAGMA legacy_alter_table = OFF;
        CREATE INDEX step_of_variant ON step (study_id, variant_id);
        CREATE INDEX step_of_run ON step (variant_id, protocol_sha256);

        DROP TABLE step_summary;
        CREATE TABLE step_summary (
            -- What the runs of a step come to; kept by every import, and equal to what v_run and v_pair give.
            study_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            n INTEGER NOT NULL,              -- completed runs, which the means and the sample sd are over
            n_diverged INTEGER NOT NULL,
            n_failed INTEGER NOT NULL,
            top1_mean REAL,                  -- fraction of 1
            top1_sd REAL,                    -- NULL for fewer than two runs
            seconds_mean REAL,
            images_per_second_mean REAL,
            n_pairs INTEGER NOT NULL,        -- seeds completed here and by the row's reference
            delta_mean REAL,                 -- top1 minus the reference's, paired by seed
            delta_sd REAL,
            delta_lower REAL,                -- of the mean's 95 % interval, from the t distribution
            delta_upper REAL,                -- NULL for fewer than two pairs, or where all are equal
            delta_p REAL,                    -- of the paired t-test against zero, two-sided
            delta_p_holm REAL,               -- the same by Holm's correction over all rows with a reference
            baseline_n_pairs INTEGER NOT NULL,  -- the same against the first row
            baseline_delta_mean REAL,
            baseline_delta_sd REAL,
            baseline_delta_lower REAL,
            baseline_delta_upper REAL,
            baseline_delta_p REAL,           -- not corrected: no verdict rests on it
            started TEXT,                    -- ISO 8601, UTC; of the first attempt
            finished TEXT,                   -- of the last run that has a result
            PRIMARY KEY (study_id, position),
            FOREIGN KEY (study_id, position) REFERENCES step (study_id, position) ON DELETE CASCADE
        ) WITHOUT ROWID, STRICT;

        """

    /// As in version 3 (`CROSS JOIN` fixes the order of loops), but against the row that the study has.
    static let version4Views = """
        CREATE VIEW v_pair AS
        -- A row a difference between two completed runs of equal seed: a step's against its predecessor's or, where
        -- the study does not have it, the nearest row's before it ('previous'), and against the first row's
        -- ('baseline').
        SELECT study.name AS study, step.position, step.id, 'previous' AS against, reference.id AS reference,
            ours.seed, ours.top1 - theirs.top1 AS delta
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        CROSS JOIN step AS reference ON reference.study_id = study.id AND reference.id = step.reference
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
        CROSS JOIN step AS reference ON reference.study_id = study.id AND reference.id = step.baseline
        CROSS JOIN study_seed ON study_seed.study_id = study.id
        CROSS JOIN run AS ours ON ours.variant_id = step.variant_id
            AND ours.protocol_sha256 = step.protocol_sha256 AND ours.seed = study_seed.seed
        CROSS JOIN run AS theirs ON theirs.variant_id = reference.variant_id
            AND theirs.protocol_sha256 = reference.protocol_sha256 AND theirs.seed = study_seed.seed
        WHERE ours.status = 'completed' AND theirs.status = 'completed';

        CREATE VIEW v_delta AS
        -- A row a step: mean and sample sd of its differences in top1, paired by seed, with 95 % interval and p of
        -- the t-test, against the row 'reference' (the adopted step that it departs from or, where the study does
        -- not have it, the nearest row before) and against the study's first row. Fractions of 1.
        SELECT study.name AS study, step.position, step.id, step.branch, step.predecessor,
            COALESCE(step_summary.n_pairs, 0) AS n_pairs, step_summary.delta_mean, step_summary.delta_sd,
            COALESCE(step_summary.baseline_n_pairs, 0) AS baseline_n_pairs, step_summary.baseline_delta_mean,
            step_summary.baseline_delta_sd, step.reference, step_summary.delta_lower, step_summary.delta_upper,
            step_summary.delta_p, step_summary.delta_p_holm, step.baseline, step_summary.baseline_delta_lower,
            step_summary.baseline_delta_upper, step_summary.baseline_delta_p
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

        CREATE VIEW v_paper AS
        -- Ours beside the paper's. Levels are of different data; compare the differences, which are between the same
        -- two rows.
        SELECT study.name AS study, step.position, step.id, step.title, COALESCE(step_summary.n, 0) AS n,
            step_summary.top1_mean, step_summary.top1_sd, step_summary.delta_mean, step.paper_regime,
            paper.top1_mean AS paper_top1_mean, paper.top1_sd AS paper_top1_sd, paper.seeds AS paper_seeds,
            paper.top1_mean - before.top1_mean AS paper_delta, variant.macs, paper.gmacs AS paper_gmacs,
            step.reference
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        JOIN variant ON variant.id = step.variant_id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position
        LEFT JOIN paper_result AS paper ON paper.regime = step.paper_regime AND paper.step_id = step.id
        LEFT JOIN paper_result AS before
            ON before.regime = step.paper_regime AND before.step_id = step.reference;

        """
}
