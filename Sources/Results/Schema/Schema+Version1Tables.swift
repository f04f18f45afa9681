extension Schema {
    /// Comments stand inside the statements because SQLite keeps them: `.schema` in the shell explains itself.
    static let version1Tables = """
        CREATE TABLE study (
            -- A list of architectures to be trained under one protocol with the same seeds.
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            regime TEXT NOT NULL,           -- scale of the architectures: small, resnet-50, resnet-200
            roadmap TEXT NOT NULL,
            protocol TEXT NOT NULL,         -- canonical JSON of data, recipe and semantics
            protocol_sha256 TEXT NOT NULL,  -- only runs of this protocol belong to the study
            seeds TEXT NOT NULL,            -- JSON array, declared before anything ran
            manifest TEXT NOT NULL          -- the whole declaration as canonical JSON
        ) STRICT;

        CREATE TABLE variant (
            -- An architecture at one input, with its exact counts.
            id INTEGER PRIMARY KEY,
            architecture TEXT NOT NULL,     -- canonical JSON
            input_side INTEGER NOT NULL,    -- pixels
            input_channels INTEGER NOT NULL,
            classes INTEGER NOT NULL,
            macs INTEGER NOT NULL,          -- multiply-accumulates of convolutions and linear layers, one image
            parameters INTEGER NOT NULL,
            UNIQUE (architecture, input_side, input_channels, classes)
        ) STRICT;

        CREATE TABLE paper_result (
            -- What the paper prints for a step in one of its own regimes (ImageNet).
            regime TEXT NOT NULL,
            step_id TEXT NOT NULL,
            top1_mean REAL NOT NULL,        -- fraction of 1
            top1_sd REAL,                   -- sample sd; NULL where none is printed
            seeds INTEGER NOT NULL,
            gmacs REAL NOT NULL,            -- as printed, in thousand millions
            PRIMARY KEY (regime, step_id)
        ) STRICT;

        CREATE TABLE step (
            -- One row of a study.
            study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,      -- from zero, in the whole roadmap
            id TEXT NOT NULL,               -- such as kernel-7
            title TEXT NOT NULL,
            branch INTEGER NOT NULL CHECK (branch IN (0, 1)),  -- 1: tried, and later rows do not build on it
            predecessor TEXT,               -- id of the adopted step it departs from; NULL for the baseline
            variant_id INTEGER NOT NULL REFERENCES variant (id),
            paper_regime TEXT,              -- where the paper's numbers for it are taken from
            PRIMARY KEY (study_id, position),
            UNIQUE (study_id, id),
            FOREIGN KEY (paper_regime, id) REFERENCES paper_result (regime, step_id)
        ) STRICT;

        CREATE TABLE run (
            -- One training under one identity. Studies that ask for the same identity share the run.
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,  -- canonical JSON of all that decides the result
            identity_sha256 TEXT NOT NULL UNIQUE,
            variant_id INTEGER NOT NULL REFERENCES variant (id),
            protocol_sha256 TEXT NOT NULL,
            seed INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('completed', 'diverged', 'failed', 'unfinished')),
            attempt INTEGER NOT NULL,       -- number of the attempt that the row and its epochs are taken from
            top1 REAL CHECK (top1 BETWEEN 0 AND 1),  -- fraction of 1 on the test set, last epoch
            test_loss REAL,                 -- nats per image, last epoch; NULL where not finite
            train_loss REAL,
            weights_sha256 TEXT,            -- of the final parameters and running statistics
            seconds REAL,                   -- wall clock, evaluation included
            cpu_seconds REAL,
            images_per_second REAL,         -- training throughput over all epochs
            peak_memory_bytes INTEGER,
            diverged_at_step INTEGER,       -- from 1; the step whose loss was not finite
            finished TEXT,                  -- ISO 8601, UTC
            CHECK ((status = 'completed') = (top1 IS NOT NULL)),
            CHECK ((status IN ('completed', 'diverged')) = (weights_sha256 IS NOT NULL))
        ) STRICT;

        CREATE INDEX run_of_variant ON run (variant_id, protocol_sha256, seed);

        CREATE TABLE attempt (
            -- One try at a run, with where and by what it was made.
            run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,        -- from 1
            status TEXT NOT NULL CHECK (status IN ('completed', 'diverged', 'failed', 'unfinished')),
            started TEXT NOT NULL,          -- ISO 8601, UTC
            finished TEXT,
            seconds REAL,
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
        ) STRICT;

        CREATE TABLE epoch (
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
        ) STRICT;

        CREATE TABLE layer (
            variant_id INTEGER NOT NULL REFERENCES variant (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,      -- from zero, in the order of execution
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            input TEXT NOT NULL,            -- height×width×channels
            output TEXT NOT NULL,
            parameters INTEGER NOT NULL,
            macs INTEGER NOT NULL,
            PRIMARY KEY (variant_id, position)
        ) STRICT;

        CREATE TABLE prediction (
            -- Which test images the final network of a completed run got right.
            run_id INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
            images INTEGER NOT NULL,
            correct_count INTEGER NOT NULL,
            correct BLOB NOT NULL,          -- image i is bit i % 8, lowest first, of byte i / 8
            CHECK (length(correct) = (images + 7) / 8)
        ) STRICT;

        """
}
