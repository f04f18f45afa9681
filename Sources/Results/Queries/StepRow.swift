import AblateRunner
import GRDB

/// A row of a study as the end-of-run table and reports show it: `v_step`, `v_delta` and `v_paper` side by
/// side. Accuracies and their differences are fractions of 1; `nil` where there is nothing to say.
package struct StepRow: StudyRow, Hashable, Sendable {
    package var study: String
    /// From zero, in the whole roadmap.
    package var position: Int
    package var id: String
    package var title: String
    /// Later rows do not build on it: it was tried and not adopted, or is a peer.
    package var isBranch: Bool
    /// Stands after the last row and is compared with its predecessor alone.
    package var isPeer: Bool
    /// A design's and no row of the roadmap.
    package var isDesigned: Bool
    /// Trained by another recipe than the study's.
    package var hasOwnRecipe: Bool
    package var macs: Int
    package var parameters: Int

    /// Completed runs: what the means are over.
    package var n: Int
    /// Seeds declared.
    package var plannedN: Int
    package var divergedN: Int
    package var failedN: Int
    package var top1Mean: Double?
    /// Sample standard deviation; `nil` for fewer than two runs.
    package var top1SD: Double?
    package var secondsMean: Double?
    package var imagesPerSecondMean: Double?

    /// The adopted step that this one departs from in the whole roadmap.
    package var predecessor: String?
    /// The row that it is measured against: the predecessor, or where the study does not have it the nearest row
    /// before; `nil` for a first row.
    package var reference: String?
    /// Against the reference, paired by seed.
    package var delta: PairedDelta
    /// The first row that the study has; `nil` for that row.
    package var baseline: String?
    /// Against the first row, paired by seed.
    package var baselineDelta: PairedDelta

    /// The row that it is measured against where that is not its predecessor.
    package var substitute: String? { reference == predecessor ? nil : reference }

    package struct PairedDelta: Hashable, Sendable {
        /// Pairs of completed runs with equal seed.
        package var n: Int
        package var mean: Double?
        package var standardDeviation: Double?
    }

    /// The paper's own regime that the following are taken from.
    package var paperRegime: String?
    package var paperTop1Mean: Double?
    package var paperTop1SD: Double?
    package var paperSeeds: Int?
    /// The paper's difference to its row of the reference.
    package var paperDelta: Double?
    package var paperGMACs: Double?
}

extension ResultsDatabase {
    /// The rows of a study in the order of its roadmap; empty for a name that is not registered.
    package func stepRows(study: String) throws(ResultsError) -> [StepRow] {
        try reading { db in
            try Row.fetchAll(db, sql: StepRow.sql, arguments: [study]).map(StepRow.init)
        }
    }
}

extension ResultsReader {
    /// As ``ResultsDatabase/stepRows(study:)``.
    package func stepRows(study: String) throws(ResultsError) -> [StepRow] {
        try reading { db in
            try Row.fetchAll(db, sql: StepRow.sql, arguments: [study]).map(StepRow.init)
        }
    }
}

extension StepRow {
    fileprivate static let sql = """
        SELECT step.*, delta.predecessor, delta.reference, delta.baseline, delta.n_pairs, delta.delta_mean, delta.delta_sd,
            delta.baseline_n_pairs, delta.baseline_delta_mean, delta.baseline_delta_sd, paper.paper_regime,
            paper.paper_top1_mean, paper.paper_top1_sd, paper.paper_seeds, paper.paper_delta, paper.paper_gmacs,
            (SELECT stored.protocol IS NOT NULL FROM step AS stored JOIN study ON study.id = stored.study_id
                WHERE study.name = step.study AND stored.position = step.position) AS own_recipe
        FROM v_step AS step
        JOIN v_delta AS delta ON delta.study = step.study AND delta.position = step.position
        JOIN v_paper AS paper ON paper.study = step.study AND paper.position = step.position
        WHERE step.study = ?
        ORDER BY step.position
        """

    fileprivate init(_ row: Row) {
        self.init(
            study: row["study"], position: row["position"], id: row["id"], title: row["title"],
            isBranch: row["branch"], isPeer: row["peer"], isDesigned: row["designed"],
            hasOwnRecipe: row["own_recipe"], macs: row["macs"],
            parameters: row["parameters"], n: row["n"],
            plannedN: row["n_planned"], divergedN: row["n_diverged"], failedN: row["n_failed"],
            top1Mean: row["top1_mean"], top1SD: row["top1_sd"], secondsMean: row["seconds_mean"],
            imagesPerSecondMean: row["images_per_second_mean"], predecessor: row["predecessor"],
            reference: row["reference"],
            delta: PairedDelta(
                n: row["n_pairs"], mean: row["delta_mean"], standardDeviation: row["delta_sd"]),
            baseline: row["baseline"],
            baselineDelta: PairedDelta(
                n: row["baseline_n_pairs"], mean: row["baseline_delta_mean"],
                standardDeviation: row["baseline_delta_sd"]),
            paperRegime: row["paper_regime"], paperTop1Mean: row["paper_top1_mean"],
            paperTop1SD: row["paper_top1_sd"], paperSeeds: row["paper_seeds"], paperDelta: row["paper_delta"],
            paperGMACs: row["paper_gmacs"])
    }
}
