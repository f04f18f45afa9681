import AblateRunner
import AblateStatistics
import AblateTables
import AblateWords

/// What each design of a study adds to what is there, what that costs, and the smallest effect that it can find.
package struct DesignCosts: Sendable {
    package let designs: [Cost]

    /// Of one design.
    package struct Cost: Sendable {
        /// As the command line takes it.
        package let text: String
        package let rows: Int
        /// With all seeds.
        package let runs: Int
        /// Of these, how many have no result yet.
        package let toDo: Int
        /// Of these, how many no earlier design of the list asks for.
        package let added: Int
        /// Wall seconds of the added runs; `nil` where nothing is known of a row.
        package let addedSeconds: Double?
        /// The smallest worth of a step that is found with 80 % chance: a Shapley value where the design has them, else
        /// one difference.
        package let smallestWorth: Result<Double, StatisticsError>
        /// The smallest change of a step's worth between two places; `nil` where the design measures at one place alone.
        package let smallestChange: Result<Double, StatisticsError>?
    }

    /// - Parameter deviation: standard deviation of differences that are paired by seed, a fraction of 1.
    package init(_ forecast: StudyForecast, deviation: Double) {
        let manifest = forecast.manifest
        let runsOfRow = Self.runs(of: forecast)
        var known: Set<Int> = []
        // Several designs measure single differences.
        var smallestByFactor: [Double: Result<Double, StatisticsError>] = [:]
        var designs: [Cost] = []
        for record in manifest.designs ?? [] {
            let rows = record.rows.filter { runsOfRow[$0.step]?.isEmpty == false }
            let runs = Set(rows.flatMap { runsOfRow[$0.step] ?? [] })
            let toDo = runs.filter { !forecast.runs[$0].state.isDone }
            let added = toDo.subtracting(known)
            known.formUnion(toDo)
            let seconds = added.sorted().map { forecast.runs[$0].remainingSeconds }
            func smallest(_ factor: Double) -> Result<Double, StatisticsError> {
                if let known = smallestByFactor[factor] { return known }
                let found = capture { () throws(StatisticsError) in
                    try PairedDesign(
                        seeds: manifest.seeds.count, standardDeviation: factor * deviation,
                        significance: DetectableDifference.significance
                    ).smallestDetectableDifference(power: DetectableDifference.power)
                }
                smallestByFactor[factor] = found
                return found
            }
            designs.append(
                Cost(
                    text: record.text, rows: rows.count, runs: runs.count, toDo: toDo.count,
                    added: added.count,
                    addedSeconds: seconds.contains(nil)
                        ? nil : seconds.compactMap(\.self).reduce(0, +) / Double(forecast.jobs),
                    smallestWorth: Self.isOnePair(record)
                        ? .failure(.tooFew(found: 1, needed: 2)) : smallest(Self.shareOfDeviation(record)),
                    smallestChange: Self.hasSeveralPlaces(record) ? smallest(2.0.squareRoot()) : nil))
        }
        self.designs = designs
    }

    /// Places of each row's runs. Rows of one configuration share them.
    private static func runs(of forecast: StudyForecast) -> [String: [Int]] {
        let places = Dictionary(
            grouping: forecast.runs.indices, by: { forecast.runs[$0].planned.step.id })
        var own: [StepRecord: [Int]] = [:]
        /// What a row is beside its names.
        func bare(_ step: StepRecord) -> StepRecord {
            var step = step
            (step.id, step.title, step.position, step.isBranch) = ("", "", 0, false)
            (step.peer, step.predecessor, step.paper, step.design, step.on) = (nil, nil, nil, nil, nil)
            return step
        }
        for step in forecast.manifest.steps {
            if let places = places[step.id] { own[bare(step)] = places }
        }
        return Dictionary(
            forecast.manifest.steps.map { ($0.id, places[$0.id] ?? own[bare($0)] ?? []) }
        ) { first, _ in first }
    }

    /// Whether its orders are one and its reverse, which have no spread.
    private static func isOnePair(_ record: DesignRecord) -> Bool { record.orders?.count == 2 }

    /// The deviation of what a design estimates by that of one difference, as if seeds of all rows were independent: a
    /// Shapley value is a mean over places, each of which counts by how many orders pass it.
    private static func shareOfDeviation(_ record: DesignRecord) -> Double {
        let count = record.players.count
        let orders = record.orders ?? []
        let walks: Walks
        let exclusions = (record.exclusions ?? []).map { ($0[0], $0[1]) }
        if record.asksAllSubsets, count <= Walks.largestExactCount, count >= 1 {
            walks = Walks(allOrdersOf: count, excluding: exclusions)
        } else if orders.count > 1 {
            walks = Walks(orders, players: count, excluding: exclusions, arePairs: true)
        } else {
            return 1
        }
        return walks.shareOfDeviation
    }

    /// Whether some player is added at two places.
    private static func hasSeveralPlaces(_ record: DesignRecord) -> Bool {
        let subsets = Set(record.rows.map { Subset($0.on) })
        return record.players.indices.contains { player in
            subsets.count { !$0.contains(player) && subsets.contains($0.adding(player)) } > 1
        }
    }

    /// A row a design.
    package var table: Table {
        var table = Table(columns: [
            .init("design"), .init("rows"), .init("runs"), .init("to_do", "to do"), .init("added", "new"),
            .init("added_seconds", for: .programs), .init("added_time", "time", for: .people),
            .init("smallest_worth", "finds a worth of"), .init("smallest_change", "a change of"),
        ])
        for design in designs {
            let change = design.smallestChange.flatMap(\.value)
            table.append([
                .text(design.text), .integer(design.rows), .integer(design.runs), .integer(design.toDo),
                .integer(design.added), .real(design.addedSeconds, decimals: 0),
                .text(
                    design.added == 0
                        ? "none" : design.addedSeconds.map { "about \(Units.duration($0))" } ?? "not known"),
                .fraction(design.smallestWorth.value, decimals: 2), .fraction(change, decimals: 2),
            ])
        }
        return table
    }
}
