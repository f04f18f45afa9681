extension Schema {
    /// Positions begin at zero, rows before the roadmap's first included, which had negative ones.
    ///
    /// `step` is made anew as in version 4. Summaries are under positions; importing fills them again.
    static let version5Tables = """
        DELETE FROM step_summary;

        CREATE TABLE step_5 (
            -- One row of a study.
            study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,      -- from zero, in the whole roadmap
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

        INSERT INTO step_5
        SELECT study_id, position - MIN(0, (SELECT MIN(first.position) FROM step AS first WHERE first.study_id = step.study_id)),
            id, title, branch, predecessor, variant_id, paper_regime, protocol, protocol_sha256, reference, baseline
        FROM step;

        PRAGMA legacy_alter_table = ON;
        DROP TABLE step;
        ALTER TABLE step_5 RENAME TO step;
        PRAGMA legacy_alter_table = OFF;
        CREATE INDEX step_of_variant ON step (study_id, variant_id);
        CREATE INDEX step_of_run ON step (variant_id, protocol_sha256);

        """
}
