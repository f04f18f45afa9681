extension Schema {
    /// Attempts know when and after how long they ended, however they did. Declared seeds become rows, what the
    /// runs of a step come to is kept with it, and what belongs to a run lies together, so that every saved query
    /// answers at once on 100,000 runs.
    static let version2Tables = """
        DROP VIEW v_study;
        DROP VIEW v_attempt;
        DROP VIEW v_layer;
        DROP VIEW v_epoch;
        DROP VIEW v_paper;
        DROP VIEW v_delta;
        DROP VIEW v_pair;
        DROP VIEW v_step;
        DROP VIEW v_run;
        DROP TABLE IF EXISTS grdb_migrations;

        CREATE TABLE study_seed (
            -- The seeds that a study declared before anything ran, a row each.
            study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
            seed INTEGER NOT NULL,
            PRIMARY KEY (study_id, seed)
        ) WITHOUT ROWID, STRICT;

        INSERT OR IGNORE INTO study_seed (study_id, seed)
        SELECT study.id, json_each.value FROM study JOIN json_each(study.seeds);

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
            n_pairs INTEGER NOT NULL,        -- seeds completed here and by the predecessor
            delta_mean REAL,                 -- top1 minus the predecessor's, paired by seed
            delta_sd REAL,
            baseline_n_pairs INTEGER NOT NULL,  -- the same against the first row
            baseline_delta_mean REAL,
            baseline_delta_sd REAL,
            started TEXT,                    -- ISO 8601, UTC; of the first attempt
            finished TEXT,                   -- of the last run that has a result
            PRIMARY KEY (study_id, position),
            FOREIGN KEY (study_id, position) REFERENCES step (study_id, position) ON DELETE CASCADE
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE attempt_2 (
            -- One try at a run, with where and by what it was made.
            run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,        -- from 1
            status TEXT NOT NULL CHECK (status IN ('completed', 'diverged', 'failed', 'unfinished')),
            started TEXT NOT NULL,          -- ISO 8601, UTC
            ended TEXT,                     -- ISO 8601, UTC; NULL when unfinished or not known
            seconds REAL,                   -- wall clock
            failure TEXT,                   -- the reason in a sentence, when failed
            weights_sha256 TEXT,
            git_commit TEXT,
            git_diff_sha256 TEXT,           -- of uncommitted changes; NULL when there were none
            binary_sha256 TEXT NOT NULL,
            swift_version TEXT NOT NULL,
            cpu_model TEXT NOT NULL,
            instruction_set TEXT NOT NULL,  -- of the kernels: baseline, avx2, avx512
            threads INTEGER NOT NULL,
            host TEXT NOT NULL,
            PRIMARY KEY (run_id, number)
        ) WITHOUT ROWID, STRICT;

        INSERT INTO attempt_2 SELECT * FROM attempt ORDER BY run_id, number;
        DROP TABLE attempt;
        ALTER TABLE attempt_2 RENAME TO attempt;
        CREATE INDEX attempt_without_accuracy ON attempt (run_id) WHERE status IN ('failed', 'diverged');

        CREATE TABLE epoch_2 (
            -- One pass over the training images, and the test after it.
            run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            epoch INTEGER NOT NULL,         -- from 1
            train_loss REAL,                -- nats per image; NULL where not finite
            test_loss REAL,
            top1 REAL NOT NULL,             -- fraction of 1 on the test set
            learning_rate REAL NOT NULL,    -- of the epoch's last step
            train_seconds REAL NOT NULL,
            test_seconds REAL NOT NULL,
            images_per_second REAL,         -- training throughput
            PRIMARY KEY (run_id, epoch)
        ) WITHOUT ROWID, STRICT;

        INSERT INTO epoch_2 SELECT * FROM epoch ORDER BY run_id, epoch;
        DROP TABLE epoch;
        ALTER TABLE epoch_2 RENAME TO epoch;

        DROP INDEX run_of_variant;
        CREATE UNIQUE INDEX run_of_variant ON run (variant_id, protocol_sha256, seed);
        CREATE INDEX step_of_variant ON step (study_id, variant_id);
        CREATE INDEX study_of_protocol ON study (protocol_sha256);

        """
}
