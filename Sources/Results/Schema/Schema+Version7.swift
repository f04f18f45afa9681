extension Schema {
    /// Designs: rows that are subsets of a roadmap's steps. No study had one before.
    static let version7Tables = """
        ALTER TABLE step ADD COLUMN designed INTEGER NOT NULL DEFAULT 0 CHECK (designed IN (0, 1));

        CREATE TABLE subset (
            -- What is on in a row of a study that asks designs.
            study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
            space TEXT NOT NULL,            -- what estimates are of: steps, groups, or a design such as pairs:gelu,layer-norm
            step_id TEXT NOT NULL,          -- the row
            players TEXT NOT NULL,          -- JSON array of the ids that are on, in the roadmap's order
            n_players INTEGER NOT NULL,     -- how many
            PRIMARY KEY (study_id, space, step_id),
            FOREIGN KEY (study_id, step_id) REFERENCES step (study_id, id) ON DELETE CASCADE
        ) STRICT;

        """

    /// As in version 6, and whether the row is a design's.
    static let version7Views = """
        DROP VIEW v_step;
        DROP VIEW v_delta;
        CREATE VIEW v_step AS
        -- A row a step. n counts completed runs; means and the sample sd are over those.
        SELECT study.name AS study, step.position, step.id, step.title, step.branch, variant.macs,
            variant.parameters, COALESCE(step_summary.n, 0) AS n,
            (SELECT COUNT(*) FROM study_seed WHERE study_seed.study_id = study.id) AS n_planned,
            COALESCE(step_summary.n_diverged, 0) AS n_diverged, COALESCE(step_summary.n_failed, 0) AS n_failed,
            step_summary.top1_mean, step_summary.top1_sd, step_summary.seconds_mean,
            step_summary.images_per_second_mean, step.peer, step.designed
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        JOIN variant ON variant.id = step.variant_id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

        CREATE VIEW v_delta AS
        -- A row a step: mean and sample sd of its differences in top1, paired by seed, with 95 % interval and p of
        -- the t-test, against the row 'reference' (the adopted step that it departs from or, where the study does
        -- not have it, the nearest row before) and against the study's first row. Fractions of 1.
        SELECT study.name AS study, step.position, step.id, step.branch, step.predecessor,
            COALESCE(step_summary.n_pairs, 0) AS n_pairs, step_summary.delta_mean, step_summary.delta_sd,
            COALESCE(step_summary.baseline_n_pairs, 0) AS baseline_n_pairs, step_summary.baseline_delta_mean,
            step_summary.baseline_delta_sd, step.reference, step_summary.delta_lower, step_summary.delta_upper,
            step_summary.delta_p, step_summary.delta_p_holm, step.baseline, step_summary.baseline_delta_lower,
            step_summary.baseline_delta_upper, step_summary.baseline_delta_p, step.peer, step.designed
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

        CREATE VIEW v_subset AS
        -- A row a row of a study that asks designs: the players of each space that are on in it, and its accuracy.
        SELECT study.name AS study, subset.space, step.position, subset.step_id AS id, subset.players, subset.n_players,
            variant.macs, COALESCE(step_summary.n, 0) AS n, step_summary.top1_mean, step_summary.top1_sd
        FROM study
        CROSS JOIN subset ON subset.study_id = study.id
        JOIN step ON step.study_id = study.id AND step.id = subset.step_id
        JOIN variant ON variant.id = step.variant_id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

        """
}
