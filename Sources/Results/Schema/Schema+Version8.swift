extension Schema {
    /// What designs estimate, which imports keep: the t and F distributions are beyond SQLite's own functions.
    static let version8Tables = """
        ALTER TABLE step ADD COLUMN n_seeds INTEGER;

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

        """

    /// As in version 7, but for rows that are asked for some of the seeds: they are decided.
    static let version8Views = """
        DROP VIEW v_study;
        DROP VIEW v_step;
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

        CREATE VIEW v_effect AS
        -- A row an estimate of what a player is worth: in the roadmap's order ('order'), added to the first row ('first'),
        -- taken from the last ('last'), over all orders ('shapley'), at the first row's MACs ('equal-macs'). Fractions of 1.
        SELECT study.name AS study, effect.space, effect.position, effect.player, effect.estimate, effect.n, effect.mean,
            effect.lower, effect.upper, effect.p, effect.p_holm, effect.n_orders, effect.n_orders_planned, effect.reason
        FROM study
        CROSS JOIN effect ON effect.study_id = study.id;

        CREATE VIEW v_order_dependence AS
        -- A row a player: whether it is worth the same wherever it was measured. Fractions of 1.
        SELECT study.name AS study, place.space, place.position, place.player, place.n_places, place.n, place.least,
            place.most, place.f, place.p, place.p_holm, place.detectable, place.verdict
        FROM study
        CROSS JOIN order_dependence AS place ON place.study_id = study.id;

        CREATE VIEW v_interaction AS
        -- A row a pair of players: what they are worth together beyond what each is worth. Fractions of 1.
        SELECT study.name AS study, interaction.space, interaction.first_position, interaction.second_position,
            interaction.first, interaction.second, interaction.n, interaction.mean, interaction.lower, interaction.upper,
            interaction.p, interaction.p_holm
        FROM study
        CROSS JOIN interaction ON interaction.study_id = study.id;

        """
}
