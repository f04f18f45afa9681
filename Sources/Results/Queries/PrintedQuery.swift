/// The SELECT that gives a table of a report, as it is printed below it: the table's numbers can be had without the
/// report.
package struct PrintedQuery: Hashable, Sendable {
    package let sql: String

    private init(_ sql: String) { self.sql = sql }

    /// What was run.
    package static func study(_ name: String) -> Self {
        Self(
            "SELECT study, regime, seeds, n_planned, n, n_diverged, n_failed FROM v_study "
                + "WHERE study = \(literal(name))")
    }

    /// A row a step: cost, accuracy, differences.
    package static func steps(of study: String) -> Self {
        Self(
            "SELECT s.id, s.macs, s.parameters, s.top1_mean, s.top1_sd, s.n, d.delta_mean, d.delta_sd, "
                + "d.n_pairs, p.paper_delta, s.seconds_mean, s.images_per_second_mean FROM v_step s "
                + "JOIN v_delta d ON d.study = s.study AND d.position = s.position JOIN v_paper p ON "
                + "p.study = s.study AND p.position = s.position WHERE s.study = \(literal(study)) "
                + "ORDER BY s.position")
    }

    /// The differences behind the verdicts, a row a pair of runs.
    package static func pairs(of study: String) -> Self {
        Self(
            "SELECT id, seed, delta FROM v_pair WHERE against = 'previous' AND study = \(literal(study)) "
                + "ORDER BY position, seed")
    }

    /// Our differences beside the reference's.
    package static func agreement(of study: String) -> Self {
        Self(
            "SELECT id, delta_mean, paper_delta FROM v_paper WHERE study = \(literal(study)) ORDER BY position"
        )
    }

    /// What designs say of each player.
    package static func effects(of study: String, space: String) -> Self {
        Self(
            "SELECT player, estimate, n, mean, lower, upper, p_holm FROM v_effect WHERE study = \(literal(study)) "
                + "AND space = \(literal(space)) ORDER BY position, estimate")
    }

    /// Whether it is worth the same wherever it was measured.
    package static func orderDependence(of study: String, space: String) -> Self {
        Self(
            "SELECT player, n_places, n, least, most, f, p, p_holm, detectable, verdict FROM v_order_dependence "
                + "WHERE study = \(literal(study)) AND space = \(literal(space)) ORDER BY position")
    }

    /// What two players are worth together.
    package static func interactions(of study: String, space: String) -> Self {
        Self(
            "SELECT first, second, mean, lower, upper, n, p, p_holm FROM v_interaction WHERE study = "
                + "\(literal(study)) AND space = \(literal(space)) ORDER BY first_position, second_position")
    }

    /// What is on in each row, and its accuracy.
    package static func subsets(of study: String) -> Self {
        Self(
            "SELECT space, id, n_players, macs, top1_mean, top1_sd, n FROM v_subset WHERE study = \(literal(study)) "
                + "ORDER BY position, space")
    }

    /// Cost and accuracy of each row that has runs.
    package static func costs(of study: String) -> Self {
        Self(
            "SELECT id, macs, parameters, seconds_mean, images_per_second_mean, top1_mean FROM v_step "
                + "WHERE study = \(literal(study)) AND n > 0 ORDER BY position")
    }

    /// Accuracy and seconds of each epoch, means over runs.
    package static func epochMeans(of study: String) -> Self {
        Self(
            "SELECT id, epoch, AVG(top1) AS top1, AVG(train_seconds + test_seconds) AS seconds "
                + "FROM v_epoch WHERE study = \(literal(study)) AND status = 'completed' GROUP BY position, epoch"
        )
    }

    /// Every epoch of every run.
    package static func epochs(of study: String) -> Self {
        Self(
            "SELECT id, seed, epoch, train_loss, test_loss, top1 FROM v_epoch WHERE study = \(literal(study)) "
                + "ORDER BY position, seed, epoch")
    }

    /// Which test images the runs of two rows got right.
    package static func predictions(of first: String, and second: String, study: String) -> Self {
        Self(
            "SELECT v.id, v.seed, p.images, p.correct_count, p.correct FROM v_run v JOIN run r ON "
                + "r.identity_sha256 = v.identity_sha256 JOIN prediction p ON p.run_id = r.id WHERE v.study "
                + "= \(literal(study)) AND v.id IN (\(literal(first)), \(literal(second))) ORDER BY v.position, v.seed"
        )
    }

    /// Attempts that failed and runs that diverged.
    package static func failures(of study: String) -> Self {
        Self(
            "SELECT id, seed, number, status, reason FROM v_failure WHERE study = \(literal(study)) "
                + "ORDER BY position, seed, number")
    }

    /// A row a run.
    package static func runs(of study: String) -> Self {
        Self(
            "SELECT id, seed, identity_sha256, status, top1, seconds FROM v_run WHERE study = \(literal(study)) "
                + "ORDER BY position, seed")
    }

    /// What each step is worth in either of two studies.
    package static func differences(in first: String, and second: String) -> Self {
        Self(
            "SELECT study, id, n_pairs, delta_mean, delta_sd FROM v_delta WHERE study IN (\(literal(first)), "
                + "\(literal(second))) ORDER BY position, study")
    }

    /// A text within single quotation marks, those inside doubled. For what is printed; what is asked has arguments.
    private static func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
