import AblateRunner
import GRDB

extension Importer {
    /// Brings `step.reference` and `step.baseline` up to date for every study.
    func refreshReferences() throws {
        for study in try String.fetchAll(db, sql: "SELECT name FROM study") {
            try refreshReferences(ofStudy: study)
        }
    }

    /// What each row of a study is measured against, from the rows that it has.
    func refreshReferences(ofStudy study: String) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT study_id, position, id, branch, peer, designed, predecessor, protocol FROM step
                WHERE study_id = (SELECT id FROM study WHERE name = ?) ORDER BY position
                """, arguments: [study]
        ).map(StoredStep.init)
        for row in rows {
            try db.execute(
                sql: "UPDATE step SET reference = ?, baseline = ? WHERE study_id = ? AND position = ?",
                arguments: [
                    rows.reference(of: row)?.id, rows.baseline(of: row)?.id, row.study, row.position,
                ])
        }
    }
}

private struct StoredStep: StudyRow {
    let study: Int64
    let id: String
    let position: Int
    let isBranch: Bool
    let isPeer: Bool
    let isDesigned: Bool
    let predecessor: String?
    let hasOwnRecipe: Bool

    init(_ row: Row) {
        study = row["study_id"]
        id = row["id"]
        position = row["position"]
        isBranch = row["branch"]
        isPeer = row["peer"]
        isDesigned = row["designed"]
        predecessor = row["predecessor"]
        hasOwnRecipe = (row["protocol"] as String?) != nil
    }
}
