extension Schema {
    /// Peers: rows after a roadmap's last, each compared with one row alone. No study had one before.
    static let version6Tables = """
        ALTER TABLE step ADD COLUMN peer INTEGER NOT NULL DEFAULT 0 CHECK (peer IN (0, 1));

        """

    /// As in versions 2 and 4, and whether the row is a peer.
    static let version6Views = """
        DROP VIEW v_step;
        DROP VIEW v_delta;
        CREATE VIEW v_step AS
        -- A row a step. n counts completed runs; means and the sample sd are over those.
        SELECT study.name AS study, step.position, step.id, step.title, step.branch, variant.macs,
            variant.parameters, COALESCE(step_summary.n, 0) AS n,
            (SELECT COUNT(*) FROM study_seed WHERE study_seed.study_id = study.id) AS n_planned,
            COALESCE(step_summary.n_diverged, 0) AS n_diverged, COALESCE(step_summary.n_failed, 0) AS n_failed,
            step_summary.top1_mean, step_summary.top1_sd, step_summary.seconds_mean,
            step_summary.images_per_second_mean, step.peer
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
            step_summary.baseline_delta_upper, step_summary.baseline_delta_p, step.peer
        FROM study
        CROSS JOIN step ON step.study_id = study.id
        LEFT JOIN step_summary
            ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

        """
}
