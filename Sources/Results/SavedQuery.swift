/// A query with a name: `ablate query --saved NAME`.
public struct SavedQuery: Hashable, Sendable {
    public let name: String
    /// What it answers, in one sentence.
    public let purpose: String
    public let sql: String

    public static func named(_ name: String) -> SavedQuery? { all.first { $0.name == name } }

    public static let all: [SavedQuery] = [
        SavedQuery(
            name: "studies", purpose: "What is declared and how far each study has come.",
            sql: """
                SELECT study, title, regime, seeds, steps, n_planned, n, n_diverged, n_failed, started, finished
                FROM v_study
                ORDER BY study
                """),
        SavedQuery(
            name: "steps", purpose: "A row a step: cost, completed runs, mean and sd of accuracy, speed.",
            sql: """
                SELECT study, position, id, branch, macs, parameters, n, n_planned, top1_mean, top1_sd,
                    seconds_mean, images_per_second_mean
                FROM v_step
                ORDER BY study, position
                """),
        SavedQuery(
            name: "deltas",
            purpose: "What each step is worth against its predecessor and the first row, paired by seed.",
            sql: """
                SELECT study, position, id, predecessor, n_pairs, delta_mean, delta_sd, baseline_n_pairs,
                    baseline_delta_mean, baseline_delta_sd
                FROM v_delta
                ORDER BY study, position
                """),
        SavedQuery(
            name: "paper", purpose: "Our accuracies, differences and MACs beside the paper's.",
            sql: """
                SELECT study, position, id, n, top1_mean, delta_mean, paper_regime, paper_top1_mean,
                    paper_top1_sd, paper_delta, macs, paper_gmacs
                FROM v_paper
                ORDER BY study, position
                """),
        SavedQuery(
            name: "seeds", purpose: "A row a run: what every single seed came to.",
            sql: """
                SELECT study, position, id, seed, status, top1, test_loss, train_loss, seconds,
                    images_per_second, substr(identity_sha256, 1, 16) AS run,
                    substr(weights_sha256, 1, 16) AS weights
                FROM v_run
                ORDER BY study, position, seed
                """),
        SavedQuery(
            name: "epochs", purpose: "Loss, accuracy and learning rate of every epoch.",
            sql: """
                SELECT study, id, seed, epoch, train_loss, test_loss, top1, learning_rate, train_seconds,
                    images_per_second
                FROM v_epoch
                ORDER BY study, position, seed, epoch
                """),
        SavedQuery(
            name: "layers", purpose: "Every layer of every step with its shapes, parameters and MACs.",
            sql: """
                SELECT study, id, position, name, kind, input, output, parameters, macs
                FROM v_layer
                ORDER BY study, step_position, position
                """),
        SavedQuery(
            name: "slowest", purpose: "Steps by training speed, slowest first, with MACs per second.",
            sql: """
                SELECT study, id, macs, n, seconds_mean, images_per_second_mean,
                    3 * macs * images_per_second_mean / 1e9 AS training_gmacs_per_second
                FROM v_step
                WHERE n > 0
                ORDER BY images_per_second_mean, study, position
                """),
        SavedQuery(
            name: "failures", purpose: "Attempts that failed and runs that diverged, with the reason.",
            sql: """
                SELECT v_attempt.study, v_attempt.id, v_attempt.seed, v_attempt.number, v_attempt.status,
                    COALESCE(v_attempt.failure,
                        'the loss was not finite at step ' || v_run.diverged_at_step) AS reason,
                    v_run.status AS run_status, v_attempt.started
                FROM v_attempt
                JOIN v_run ON v_run.study = v_attempt.study AND v_run.position = v_attempt.position
                    AND v_run.seed = v_attempt.seed
                WHERE v_attempt.status IN ('failed', 'diverged')
                ORDER BY v_attempt.study, v_attempt.position, v_attempt.seed, v_attempt.number
                """),
        SavedQuery(
            name: "provenance", purpose: "With what and where every attempt was made.",
            sql: """
                SELECT study, id, seed, number, status, started, seconds, git_commit, git_diff_sha256,
                    substr(binary_sha256, 1, 16) AS binary, swift_version, cpu_model, instruction_set, threads,
                    host
                FROM v_attempt
                ORDER BY study, position, seed, number
                """),
    ]
}
