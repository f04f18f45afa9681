extension Schema {
    /// Peers: rows after a roadmap's last, each compared with one row alone. No study had one before.
    static let version6Tables = """
        ALTER TABLE step ADD COLUMN peer INTEGER NOT NULL DEFAULT 0 CHECK (peer IN (0, 1));

        """

    /// As in version 2, and whether the row is a peer.
    static let version6Views = """
        DROP VIEW v_step;
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

        """
}
