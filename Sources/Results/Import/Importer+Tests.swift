import AblateStatistics
import GRDB

extension Importer {
    /// Brings the intervals and p-values in `step_summary` up to date for a study: the t distribution is beyond
    /// SQLite's own functions.
    func refreshTests(ofStudy study: String) throws {
        var differences: [PairKey: [Double]] = [:]
        let pairs = try Row.fetchCursor(
            db,
            sql:
                "SELECT position, against, delta FROM v_pair WHERE study = ? ORDER BY position, against, seed",
            arguments: [study])
        while let row = try pairs.next() {
            differences[PairKey(position: row["position"], against: row["against"]), default: []]
                .append(row["delta"])
        }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT study_id, position, reference, peer FROM step
                WHERE study_id = (SELECT id FROM study WHERE name = ?) ORDER BY position
                """, arguments: [study])
        func test(_ row: Row, _ against: String) -> TTest? {
            differences[PairKey(position: row["position"], against: against)].flatMap {
                try? TTest(paired: $0)
            }
        }
        // Rows whose runs are still missing belong to the family as well: a correction must not grow with the study.
        let steps = rows.filter { !($0["peer"] as Bool) }
        let family = steps.count { ($0["reference"] as String?) != nil }
        let tested = steps.compactMap { row in test(row, "previous").map { (position(row), $0) } }
        let adjusted = Holm.adjusted(tested.map(\.1.pValue.value), of: family)
        var corrected = Dictionary(zip(tested.map(\.0), adjusted)) { first, _ in first }
        // What a step is worth is one question of the study; how a row stands to a peer is one of its own.
        for row in rows where row["peer"] as Bool {
            corrected[position(row)] = test(row, "previous")?.pValue.value
        }
        for row in rows {
            let (previous, baseline) = (test(row, "previous"), test(row, "baseline"))
            try db.execute(
                sql: """
                    UPDATE step_summary SET delta_lower = ?, delta_upper = ?, delta_p = ?, delta_p_holm = ?,
                        baseline_delta_lower = ?, baseline_delta_upper = ?, baseline_delta_p = ?
                    WHERE study_id = ? AND position = ?
                    """,
                arguments: [
                    previous?.interval().lower, previous?.interval().upper, previous?.pValue.value,
                    corrected[position(row)], baseline?.interval().lower, baseline?.interval().upper,
                    baseline?.pValue.value, row["study_id"] as Int64, position(row),
                ])
        }
    }

    private func position(_ row: Row) -> Int { row["position"] }
}

/// A row, and what it is measured against.
private struct PairKey: Hashable {
    let position: Int
    let against: String
}
