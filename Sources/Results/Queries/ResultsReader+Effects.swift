import GRDB

extension ResultsReader {
    /// What a study's designs estimate, player by player.
    package func effects(ofStudy study: String) throws(ResultsError) -> [EffectRow] {
        try fetch(
            "v_effect", study,
            order: "space, position, CASE estimate WHEN 'order' THEN 0 WHEN 'first' THEN 1 "
                + "WHEN 'last' THEN 2 WHEN 'shapley' THEN 3 ELSE 4 END")
    }

    /// Whether each player is worth the same wherever it was measured.
    package func orderDependence(ofStudy study: String) throws(ResultsError) -> [OrderDependenceRow] {
        try fetch("v_order_dependence", study, order: "space, position")
    }

    /// What pairs of players are worth together.
    package func interactions(ofStudy study: String) throws(ResultsError) -> [InteractionRow] {
        try fetch("v_interaction", study, order: "space, first_position, second_position")
    }

    /// What is on in each row.
    package func subsets(ofStudy study: String) throws(ResultsError) -> [SubsetRow] {
        try fetch("v_subset", study, order: "space, n_players, position")
    }

    private func fetch<Value: FetchableRecord>(
        _ view: String, _ study: String, order: String
    ) throws(ResultsError) -> [Value] {
        try reading { db in
            try Value.fetchAll(
                db, sql: "SELECT * FROM \(view) WHERE study = ? ORDER BY \(order)", arguments: [study])
        }
    }
}

extension ResultsDatabase {
    /// As ``ResultsReader/effects(ofStudy:)`` and ``ResultsReader/orderDependence(ofStudy:)``.
    package func designFindings(
        study: String
    ) throws(ResultsError) -> (effects: [EffectRow], dependence: [OrderDependenceRow]) {
        try reading { db in
            (
                try EffectRow.fetchAll(
                    db, sql: "SELECT * FROM v_effect WHERE study = ? ORDER BY space, position",
                    arguments: [study]),
                try OrderDependenceRow.fetchAll(
                    db, sql: "SELECT * FROM v_order_dependence WHERE study = ? ORDER BY space, position",
                    arguments: [study])
            )
        }
    }
}
