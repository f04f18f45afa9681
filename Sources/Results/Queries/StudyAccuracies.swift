import GRDB

extension ResultsDatabase {
    /// Top-1 of the completed runs of a study, by step and seed. Fractions of 1.
    package func accuracies(study: String) throws(ResultsError) -> [String: [Int: Double]] {
        try reading { db in
            var accuracies: [String: [Int: Double]] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT id, seed, top1 FROM v_run WHERE study = ? AND status = 'completed'",
                arguments: [study])
            while let row = try rows.next() {
                let (id, seed): (String, Int) = (row["id"], row["seed"])
                accuracies[id, default: [:]][seed] = row["top1"]
            }
            return accuracies
        }
    }
}
