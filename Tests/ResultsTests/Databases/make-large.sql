-- Fills an empty database of the current schema with 100,000 runs and 1,000,000 epochs: 625 studies of 16 rows
-- and 10 seeds, 10 epochs a run; one run in 50 diverged, one in 40 has a failed first attempt. The numbers are
-- made up, but always the same. By hand:
--
--     ablate gather --results large     (an empty folder: makes the database)
--     sqlite3 large/ablate.sqlite < Tests/ResultsTests/Databases/make-large.sql
--     ablate gather --results large     (brings the summaries up to date)
BEGIN IMMEDIATE;

CREATE TEMP TABLE number AS
WITH RECURSIVE number (value) AS (VALUES (0) UNION ALL SELECT value + 1 FROM number WHERE value < 99999)
SELECT value FROM number;

INSERT INTO variant (id, architecture, input_side, input_channels, classes, macs, parameters)
SELECT value + 1, json_object('row', value), 32, 1, 10, 6000000 + 7919 * value * (31 - value) % 7000000,
    380000 + 104729 * value % 500000
FROM number WHERE value < 16;

INSERT INTO layer (variant_id, position, name, kind, input, output, parameters, macs)
SELECT variant.id, number.value, 'stages.' || number.value / 10 || '.layer.' || number.value % 10, 'conv',
    '32×32×24', '32×32×24', 9216, 9437184
FROM variant JOIN number ON number.value < 60;

INSERT INTO paper_result (regime, step_id, top1_mean, top1_sd, seeds, gmacs)
SELECT 'resnet-50', 'step-' || value, 0.78 + 0.002 * value, 0.001, 3, 4.0 + 0.03 * value
FROM number WHERE value < 16;

INSERT INTO study (id, name, title, regime, roadmap, protocol, protocol_sha256, seeds, manifest)
SELECT value + 1, printf('study %03d', value), 'A study', 'small', 'convnext', json_object('study', value),
    printf('%064x', value), '[0,1,2,3,4,5,6,7,8,9]', '{}'
FROM number WHERE value < 625;

INSERT INTO study_seed (study_id, seed)
SELECT study.id, number.value FROM study JOIN number ON number.value < 10;

INSERT INTO step (study_id, position, id, title, branch, predecessor, variant_id, paper_regime, protocol_sha256)
SELECT study.id, value, 'step-' || value, 'step ' || value, value IN (7, 9, 10),
    CASE WHEN value > 0 THEN 'step-' || CASE value WHEN 8 THEN 6 WHEN 9 THEN 6 WHEN 10 THEN 6 WHEN 11 THEN 8
        ELSE value - 1 END END, value + 1, 'resnet-50', study.protocol_sha256
FROM study JOIN number ON number.value < 16;

-- Seeds are the outer loop, as when a study is run.
INSERT INTO run (id, identity, identity_sha256, variant_id, protocol_sha256, seed, status, attempt, top1,
    test_loss, train_loss, weights_sha256, seconds, cpu_seconds, images_per_second, peak_memory_bytes,
    diverged_at_step, finished)
SELECT value + 1,
    json_object('architecture', json_object('row', value % 16),
        'data', json_object('dataset', 'fashion-mnist', 'imageSide', 32, 'trainImages', 10000),
        'recipe', json_object('epochs', 10, 'learningRate', 0.004, 'study', value / 160), 'seed', value / 16 % 10),
    printf('%064x', value * 2654435761), value % 16 + 1, printf('%064x', value / 160), value / 16 % 10,
    CASE WHEN value % 50 = 49 THEN 'diverged' ELSE 'completed' END, 1 + (value % 40 = 39),
    CASE WHEN value % 50 != 49 THEN 0.85 + (value * 7919 % 1009) / 20000.0 END,
    CASE WHEN value % 50 != 49 THEN 0.4 END, CASE WHEN value % 50 != 49 THEN 0.3 END,
    printf('%064x', value * 40503), 100 + value % 37, 190 + value % 37, 1500 + value % 997, 100000000,
    CASE WHEN value % 50 = 49 THEN 17 END, '2026-01-02T00:00:00Z'
FROM number;

INSERT INTO attempt (run_id, number, status, started, ended, seconds, failure, weights_sha256, git_commit,
    binary_sha256, swift_version, cpu_model, instruction_set, threads, host)
SELECT run.id, run.attempt, run.status, '2026-01-01T12:00:00Z', run.finished, run.seconds, NULL,
    run.weights_sha256, 'c0ffee', printf('%064x', 11), '6.3', 'A processor', 'avx2', 2, 'laboratory'
FROM run
UNION ALL
SELECT run.id, 1, 'failed', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z', 60, 'The process ran out of memory.',
    NULL, 'c0ffee', printf('%064x', 11), '6.3', 'A processor', 'avx2', 2, 'laboratory'
FROM run WHERE attempt = 2;

INSERT INTO epoch (run_id, epoch, train_loss, test_loss, top1, learning_rate, train_seconds, test_seconds,
    images_per_second)
SELECT run.id, number.value + 1, 2.3 - 0.2 * number.value, 2.3 - 0.19 * number.value, 0.085 * (number.value + 1),
    0.004 * (10 - number.value) / 10, 9, 1, run.images_per_second
FROM run JOIN number ON number.value < 10;

INSERT INTO prediction (run_id, images, correct_count, correct)
SELECT id, 10000, 8500, zeroblob(1250) FROM run WHERE status = 'completed';

DROP TABLE number;
COMMIT;
