CREATE TABLE "attempt" (
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

CREATE TABLE effect (
    -- What a step, a group of steps or an assignment is worth where it stands, paired by seed; kept by every import.
    study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    space TEXT NOT NULL,
    position INTEGER NOT NULL,      -- place of the player in the roadmap's order, from zero
    player TEXT NOT NULL,           -- id of what is added
    estimate TEXT NOT NULL CHECK (estimate IN ('order', 'first', 'last', 'shapley', 'equal-macs')),
    n INTEGER NOT NULL,             -- seeds that every row of the estimate completed
    mean REAL,                      -- difference in top1, a fraction of 1
    lower REAL,                     -- of the mean's 95 % interval
    upper REAL,
    p REAL,                         -- of the test against zero, two-sided
    p_holm REAL,                    -- the same by Holm's correction over the players of the space
    n_orders INTEGER,               -- of a Shapley value: orders that are averaged
    n_orders_planned INTEGER,       -- and orders that the design has
    reason TEXT,                    -- why a number is missing, in a sentence; else NULL
    PRIMARY KEY (study_id, space, position, estimate)
) WITHOUT ROWID, STRICT;

CREATE TABLE "epoch" (
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

CREATE TABLE interaction (
    -- How much two players are worth together beyond what each is worth, over all subsets of the others.
    study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    space TEXT NOT NULL,
    first_position INTEGER NOT NULL,
    second_position INTEGER NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    n INTEGER NOT NULL,
    mean REAL,
    lower REAL,
    upper REAL,
    p REAL,
    p_holm REAL,                    -- by Holm's correction over the pairs of the space
    PRIMARY KEY (study_id, space, first_position, second_position)
) WITHOUT ROWID, STRICT;

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

CREATE TABLE order_dependence (
    -- Whether a player is worth the same wherever it was measured; kept by every import.
    study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    space TEXT NOT NULL,
    position INTEGER NOT NULL,
    player TEXT NOT NULL,
    n_places INTEGER NOT NULL,      -- pairs of rows that differ in this player alone
    n INTEGER NOT NULL,             -- seeds that all of them completed
    least REAL,                     -- worth where it is least, a fraction of 1
    most REAL,                      -- and where it is most
    f REAL,                         -- of repeated measures
    p REAL,
    p_holm REAL,                    -- by Holm's correction over the players of the space
    detectable REAL,                -- smallest change of worth between two places that is found with 80 % chance
    verdict TEXT NOT NULL,          -- depends on order, no dependence found, cannot be told
    PRIMARY KEY (study_id, space, position)
) WITHOUT ROWID, STRICT;

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

CREATE TABLE prediction (
    -- Which test images the final network of a completed run got right.
    run_id INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    images INTEGER NOT NULL,
    correct_count INTEGER NOT NULL,
    correct BLOB NOT NULL,          -- image i is bit i % 8, lowest first, of byte i / 8
    CHECK (length(correct) = (images + 7) / 8)
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

CREATE TABLE "step" (
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
    baseline TEXT, peer INTEGER NOT NULL DEFAULT 0 CHECK (peer IN (0, 1)), designed INTEGER NOT NULL DEFAULT 0 CHECK (designed IN (0, 1)), n_seeds INTEGER,                  -- id of the first row that the study has; NULL for that row
    PRIMARY KEY (study_id, position),
    UNIQUE (study_id, id),
    FOREIGN KEY (paper_regime, id) REFERENCES paper_result (regime, step_id)
) STRICT;

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

CREATE TABLE study_seed (
    -- The seeds that a study declared before anything ran, a row each.
    study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    seed INTEGER NOT NULL,
    PRIMARY KEY (study_id, seed)
) WITHOUT ROWID, STRICT;

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

CREATE INDEX attempt_without_accuracy ON attempt (run_id) WHERE status IN ('failed', 'diverged');

CREATE UNIQUE INDEX run_of_variant ON run (variant_id, protocol_sha256, seed);

CREATE INDEX step_of_run ON step (variant_id, protocol_sha256);

CREATE INDEX step_of_variant ON step (study_id, variant_id);

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

CREATE VIEW v_effect AS
-- A row an estimate of what a player is worth: in the roadmap's order ('order'), added to the first row ('first'),
-- taken from the last ('last'), over all orders ('shapley'), at the first row's MACs ('equal-macs'). Fractions of 1.
SELECT study.name AS study, effect.space, effect.position, effect.player, effect.estimate, effect.n, effect.mean,
    effect.lower, effect.upper, effect.p, effect.p_holm, effect.n_orders, effect.n_orders_planned, effect.reason
FROM study
CROSS JOIN effect ON effect.study_id = study.id;

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

CREATE VIEW v_interaction AS
-- A row a pair of players: what they are worth together beyond what each is worth. Fractions of 1.
SELECT study.name AS study, interaction.space, interaction.first_position, interaction.second_position,
    interaction.first, interaction.second, interaction.n, interaction.mean, interaction.lower, interaction.upper,
    interaction.p, interaction.p_holm
FROM study
CROSS JOIN interaction ON interaction.study_id = study.id;

CREATE VIEW v_layer AS
-- A row a layer of a step's network.
SELECT study.name AS study, step.position AS step_position, step.id, layer.position, layer.name,
    layer.kind, layer.input, layer.output, layer.parameters, layer.macs
FROM study
CROSS JOIN step ON step.study_id = study.id
CROSS JOIN layer ON layer.variant_id = step.variant_id;

CREATE VIEW v_order_dependence AS
-- A row a player: whether it is worth the same wherever it was measured. Fractions of 1.
SELECT study.name AS study, place.space, place.position, place.player, place.n_places, place.n, place.least,
    place.most, place.f, place.p, place.p_holm, place.detectable, place.verdict
FROM study
CROSS JOIN order_dependence AS place ON place.study_id = study.id;

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

CREATE VIEW v_step AS
-- A row a step. n counts completed runs; means and the sample sd are over those.
SELECT study.name AS study, step.position, step.id, step.title, step.branch, variant.macs,
    variant.parameters, COALESCE(step_summary.n, 0) AS n,
    COALESCE(step.n_seeds, (SELECT COUNT(*) FROM study_seed WHERE study_seed.study_id = study.id))
        AS n_planned,
    COALESCE(step_summary.n_diverged, 0) AS n_diverged, COALESCE(step_summary.n_failed, 0) AS n_failed,
    step_summary.top1_mean, step_summary.top1_sd, step_summary.seconds_mean,
    step_summary.images_per_second_mean, step.peer, step.designed
FROM study
CROSS JOIN step ON step.study_id = study.id
JOIN variant ON variant.id = step.variant_id
LEFT JOIN step_summary
    ON step_summary.study_id = step.study_id AND step_summary.position = step.position;

CREATE VIEW v_study AS
-- A row a study: what it declares and how far it has come.
SELECT study.name AS study, study.title, study.regime, study.roadmap, study.seeds, COUNT(*) AS steps,
    SUM(COALESCE(step.n_seeds, (SELECT COUNT(*) FROM study_seed WHERE study_seed.study_id = study.id)))
        AS n_planned,
    COALESCE(SUM(step_summary.n), 0) AS n, COALESCE(SUM(step_summary.n_diverged), 0) AS n_diverged,
    COALESCE(SUM(step_summary.n_failed), 0) AS n_failed, MIN(step_summary.started) AS started,
    MAX(step_summary.finished) AS finished, study.protocol_sha256
FROM study
CROSS JOIN step ON step.study_id = study.id
LEFT JOIN step_summary
    ON step_summary.study_id = step.study_id AND step_summary.position = step.position
GROUP BY study.id;

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
