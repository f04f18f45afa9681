import AblateRunner
import Foundation
import GRDB

extension Importer {
    /// Brings what a study's designs estimate up to date; nothing for a study without.
    func refreshEffects(ofStudy name: String) throws {
        let row = try Row.fetchOne(
            db, sql: "SELECT id, manifest FROM study WHERE name = ? AND manifest LIKE '%\"designs\"%'",
            arguments: [name])
        guard let row, let study = row["id"] as Int64? else { return }
        let text: String = row["manifest"]
        guard let manifest = try? JSONDecoder().decode(StudyManifest.self, from: Data(text.utf8)) else {
            return
        }
        var accuracies: [String: [Int: Double]] = [:]
        let runs = try Row.fetchCursor(
            db, sql: "SELECT id, seed, top1 FROM v_run WHERE study = ? AND status = 'completed'",
            arguments: [name])
        while let run = try runs.next() {
            accuracies[run["id"], default: [:]][run["seed"]] = run["top1"] as Double?
        }
        for table in ["effect", "order_dependence", "interaction"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE study_id = ?", arguments: [study])
        }
        let spaces = manifest.designSpaces.map { SpaceEffects($0, accuracies) }
        for effect in spaces.flatMap(\.effects) + EqualMACsEffects(manifest, accuracies).effects {
            try store(effect, study)
        }
        for place in spaces.flatMap(\.orderDependence) { try store(place, study) }
        for pair in spaces.flatMap(\.interactions) { try store(pair, study) }
    }

    private func store(_ row: EffectRow, _ study: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO effect (study_id, space, position, player, estimate, n, mean, lower, upper, p, p_holm, n_orders,
                    n_orders_planned, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                study, row.space, row.position, row.player, row.estimate.rawValue, row.n, row.mean, row.lower,
                row.upper, row.p, row.pHolm, row.nOrders, row.nOrdersPlanned, row.reason,
            ])
    }

    private func store(_ row: OrderDependenceRow, _ study: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO order_dependence (study_id, space, position, player, n_places, n, least, most, f, p, p_holm,
                    detectable, verdict)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                study, row.space, row.position, row.player, row.nPlaces, row.n, row.least, row.most, row.f,
                row.p, row.pHolm, row.detectable, row.verdict.rawValue,
            ])
    }

    private func store(_ row: InteractionRow, _ study: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO interaction (study_id, space, first_position, second_position, first, second, n, mean, lower,
                    upper, p, p_holm)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                study, row.space, row.firstPosition, row.secondPosition, row.first, row.second, row.n,
                row.mean,
                row.lower, row.upper, row.p, row.pHolm,
            ])
    }
}
