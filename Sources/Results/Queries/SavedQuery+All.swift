extension SavedQuery {
    /// `COALESCE(:study, '') IN ('', study)` holds for every study when the parameter is empty, as clients send a
    /// parameter that was left open, or `NULL`.
    package static let all: [SavedQuery] = [
        SavedQuery(
            "studies", "What is declared and how far each study has come.", [.study],
            """
            SELECT study, title, regime, seeds, steps, n_planned, n, n_diverged, n_failed, started, finished
            FROM v_study
            WHERE COALESCE(:study, '') IN ('', study)
            ORDER BY study
            """),
        SavedQuery(
            "steps", "A row a step: cost, completed runs, mean and sd of accuracy, speed.", [.study],
            """
            SELECT study, position, id, branch, peer, macs, parameters, n, n_planned, top1_mean, top1_sd,
                seconds_mean, images_per_second_mean
            FROM v_step
            WHERE COALESCE(:study, '') IN ('', study)
            ORDER BY study, position
            """),
        SavedQuery(
            "deltas",
            "What each step is worth against the step before and the first row, with 95 % intervals and p.",
            [.study],
            """
            SELECT study, position, id, predecessor, reference, n_pairs, delta_mean, delta_sd, delta_lower,
                delta_upper, delta_p, delta_p_holm, baseline, baseline_n_pairs, baseline_delta_mean,
                baseline_delta_sd, baseline_delta_lower, baseline_delta_upper, baseline_delta_p
            FROM v_delta
            WHERE COALESCE(:study, '') IN ('', study)
            ORDER BY study, position
            """),
        SavedQuery(
            "effects", "What each step is worth wherever a design measured it, with 95 % intervals and p.",
            [.study],
            """
            SELECT study, space, position, player, estimate, n, mean, lower, upper, p, p_holm, n_orders,
                n_orders_planned, reason
            FROM v_effect
            WHERE COALESCE(:study, '') IN ('', study)
            ORDER BY study, space, position, estimate
            """),
        SavedQuery(
            "interactions", "What two steps are worth together beyond what each is worth.", [.study],
            """
            SELECT study, space, first, second, n, mean, lower, upper, p, p_holm
            FROM v_interaction
            WHERE COALESCE(:study, '') IN ('', study)
            ORDER BY study, space, first_position, second_position
            """),
        SavedQuery(
            "paper", "Our accuracies, differences and MACs beside the paper's.", [.study],
            """
            SELECT study, position, id, reference, n, top1_mean, delta_mean, paper_regime, paper_top1_mean,
                paper_top1_sd, paper_delta, macs, paper_gmacs
            FROM v_paper
            WHERE COALESCE(:study, '') IN ('', study)
            ORDER BY study, position
            """),
        SavedQuery(
            "seeds", "A row a run: what every single seed came to.", [.study, .step],
            """
            SELECT study, position, id, seed, status, top1, test_loss, train_loss, seconds,
                images_per_second, substr(identity_sha256, 1, 16) AS run,
                substr(weights_sha256, 1, 16) AS weights
            FROM v_run
            WHERE COALESCE(:study, '') IN ('', study) AND COALESCE(:step, '') IN ('', id)
            ORDER BY study, position, seed
            """),
        SavedQuery(
            "epochs", "Loss, accuracy and learning rate of every epoch.", [.study, .step],
            """
            SELECT study, id, seed, epoch, train_loss, test_loss, top1, learning_rate, train_seconds,
                images_per_second
            FROM v_epoch
            WHERE COALESCE(:study, '') IN ('', study) AND COALESCE(:step, '') IN ('', id)
            ORDER BY study, position, seed, epoch
            """),
        SavedQuery(
            "layers", "Every layer of every step with its shapes, parameters and MACs.", [.study, .step],
            """
            SELECT study, id, position, name, kind, input, output, parameters, macs
            FROM v_layer
            WHERE COALESCE(:study, '') IN ('', study) AND COALESCE(:step, '') IN ('', id)
            ORDER BY study, step_position, position
            """),
        SavedQuery(
            "slowest", "Steps by training speed, slowest first, with MACs per second.", [.study],
            """
            SELECT study, id, macs, n, seconds_mean, images_per_second_mean,
                3 * macs * images_per_second_mean / 1e9 AS training_gmacs_per_second
            FROM v_step
            WHERE n > 0 AND COALESCE(:study, '') IN ('', study)
            ORDER BY images_per_second_mean, study, position
            """),
        SavedQuery(
            "failures", "Attempts that failed and runs that diverged, with the reason.", [.study, .step],
            """
            SELECT study, id, seed, number, status, reason, run_status, started, ended, seconds
            FROM v_failure
            WHERE COALESCE(:study, '') IN ('', study) AND COALESCE(:step, '') IN ('', id)
            ORDER BY study, position, seed, number
            """),
        SavedQuery(
            "provenance", "With what and where every attempt was made.", [.study, .step],
            """
            SELECT study, id, seed, number, status, started, seconds, git_commit, git_diff_sha256,
                substr(binary_sha256, 1, 16) AS binary, swift_version, cpu_model, instruction_set, threads,
                host
            FROM v_attempt
            WHERE COALESCE(:study, '') IN ('', study) AND COALESCE(:step, '') IN ('', id)
            ORDER BY study, position, seed, number
            """),
        SavedQuery(
            "pareto", "Steps that no step of their study beats in MACs and mean accuracy at once.", [.study],
            """
            SELECT ours.study, ours.id, ours.macs, ours.parameters, ours.n, ours.top1_mean, ours.top1_sd
            FROM v_step AS ours
            WHERE ours.top1_mean IS NOT NULL AND COALESCE(:study, '') IN ('', ours.study)
                AND NOT EXISTS (
                    SELECT 1 FROM v_step AS other
                    WHERE other.study = ours.study AND other.macs <= ours.macs
                        AND other.top1_mean >= ours.top1_mean
                        AND (other.macs < ours.macs OR other.top1_mean > ours.top1_mean))
            ORDER BY ours.study, ours.macs, ours.position
            """),
    ]
}
