import AblateArchitectures
import AblateRuns
import AblateStatistics
import Foundation
import Testing

/// What a stranger finds who recomputes the report's JSON from the database, field by field and in its own kind.
@Suite("The report's JSON, recomputed")
struct ReportJSONTests {
    private typealias Row = [String: JSONValue]

    private let study: RecordedStudy
    private let members: [String: JSONValue]
    /// Top-1 by step and seed, from the table of runs.
    private let top1: [String: [Int: Double]]

    /// Made once: the report resamples for a second or two.
    private static let recorded = Result {
        let study = try RecordedStudy()
        return (study: study, members: try study.report().parsedJSON())
    }

    init() throws {
        (study, members) = try Self.recorded.get()
        var top1: [String: [Int: Double]] = [:]
        for row in try study.rows("SELECT id, seed, top1 FROM v_run WHERE status = 'completed'") {
            guard case .text(let id) = row[0], case .integer(let seed) = row[1],
                case .real(let value) = row[2]
            else { continue }
            top1[id, default: [:]][seed] = value
        }
        self.top1 = top1
    }

    private func rows(_ name: String) throws -> [Row] { try #require(members[name]).rows }

    private func isClose(_ value: JSONValue?, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
        value?.number.map { abs($0 - expected) <= tolerance * max(1, abs(expected)) } ?? false
    }

    private static func sd(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    @Test func stepsAreWhatTheRunsSay() throws {
        let steps = try rows("steps")
        #expect(steps.count == 17)
        // Of 5 degrees of freedom.
        let critical = 2.570581835636314
        for step in steps {
            guard case .text(let id) = step["step"] else {
                Issue.record("no id")
                continue
            }
            let own = try #require(top1[id])
            let values = own.sorted { $0.key < $1.key }.map(\.value)
            #expect(isClose(step["top1_mean"], values.reduce(0, +) / 6) && step["n"] == .integer(6))
            #expect(isClose(step["top1_sd"], Self.sd(values)))
            guard case .text(let predecessor)? = step["predecessor"], let before = top1[predecessor] else {
                #expect(step["delta_mean"] == .null && step["superiority"] == .null)
                continue
            }
            let differences = own.sorted { $0.key < $1.key }.map { $0.value - (before[$0.key] ?? .nan) }
            let mean = differences.reduce(0, +) / 6
            let reach = critical * Self.sd(differences) / 6.0.squareRoot()
            #expect(isClose(step["delta_mean"], mean) && isClose(step["delta_sd"], Self.sd(differences)))
            #expect(isClose(step["delta_lower"], mean - reach, 1e-9))
            #expect(isClose(step["delta_upper"], mean + reach, 1e-9))
            #expect(isClose(step["superiority"], Double(differences.count { $0 > 0 }) / 6))
            let patterns = (0..<64).count { pattern in
                let sum = differences.enumerated().reduce(0.0) {
                    $0 + (pattern >> $1.offset & 1 == 1 ? $1.element : -$1.element)
                }
                return abs(sum) >= abs(mean * 6) - 1e-12
            }
            #expect(isClose(step["sign_flip_p"], Double(patterns) / 64), "\(id)")
            let agreement: String? = step["paper_delta"]?.number.map { $0 * mean > 0 ? "same" : "opposite" }
            #expect(step["agreement"] == agreement.map(JSONValue.text) ?? .null)
        }
    }

    @Test func adjustedPValuesAreHolmsOverAllSteps() throws {
        let tested = try rows("steps").compactMap { step in
            step["delta_p"]?.number.map { (raw: $0, adjusted: step["delta_p_holm"]?.number) }
        }.sorted { $0.raw < $1.raw }
        #expect(members["tests"] == .integer(16) && tested.count == 16)
        var largest = 0.0
        for (place, test) in tested.enumerated() {
            largest = max(largest, min(1, Double(16 - place) * test.raw))
            #expect(abs(try #require(test.adjusted) - largest) < 1e-12)
        }
    }

    /// Whether a row is on the front is yes or no; how often it is when seeds are drawn anew stands beside it.
    @Test(arguments: ["macs", "parameters", "seconds", "images_per_second"])
    func theFrontIsYesOrNo(currency: String) throws {
        let costs = try rows("costs")
        func cost(_ row: Row) -> Double {
            let key = ["seconds", "images_per_second"].contains(currency) ? currency + "_mean" : currency
            let value = row[key]?.number ?? .nan
            return currency == "images_per_second" ? -value : value
        }
        let scores = costs.map { $0["top1_mean"]?.number ?? .nan }
        #expect(costs.count == 17)
        let runs = costs.map { row -> [Double] in
            guard case .text(let id) = row["step"] else { return [] }
            return (top1[id] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        }
        let shares = try ParetoFront.membership(
            costs: costs.map(cost), scores: runs, resamples: 4_000, seed: 9)
        for (index, row) in costs.enumerated() {
            let isBeaten = costs.indices.contains { other in
                cost(costs[other]) <= cost(row) && scores[other] >= scores[index]
                    && (cost(costs[other]) < cost(row) || scores[other] > scores[index])
            }
            #expect(row["front_\(currency)"] == .truth(!isBeaten), "\(row["step"] ?? .null)")
            #expect(isClose(row["front_share_\(currency)"], shares[index], 0.04))
        }
    }

    /// The two rows whose share says something else than their place.
    @Test func aShareIsNoPlaceOnTheFront() throws {
        let costs = try rows("costs")
        let ratio = try #require(costs.first { $0["step"] == .text("stage-ratio") })
        #expect(ratio["front_macs"] == .truth(true) && isClose(ratio["front_share_macs"], 0.59, 0.05))
        let moved = try #require(costs.first { $0["step"] == .text("move-up") })
        #expect(moved["front_macs"] == .truth(false))
        #expect(try #require(moved["front_share_macs"]?.number) > 0)
    }

    @Test func tablesJoinByTheStepsIDs() throws {
        let steps = try rows("steps")
        let branches = Dictionary(
            uniqueKeysWithValues: steps.compactMap { row in row["step"].map { ($0, row["branch"]) } })
        for name in ["costs", "equal_budgets"] {
            let table = try rows(name)
            #expect(table.count == 17)
            for row in table {
                let branch = branches[try #require(row["step"])]
                #expect(branch != nil && row["branch"] == branch, "\(name) \(row["step"] ?? .null)")
            }
        }
        #expect(try rows("costs").count { $0["branch"] == .truth(true) } == 3)
        for name in ["runs", "epochs"] {
            #expect(try rows(name).allSatisfy { $0["step"].map { branches[$0] != nil } ?? false })
        }
    }

    @Test func costsAndEpochsAreTheDatabases() throws {
        let recorded = try study.rows(
            "SELECT id, macs, parameters, seconds_mean, images_per_second_mean FROM v_step ORDER BY position")
        for (row, expected) in zip(try rows("costs"), recorded) {
            guard case .text(let id) = expected[0], case .integer(let macs) = expected[1],
                case .integer(let parameters) = expected[2], case .real(let seconds) = expected[3],
                case .real(let rate) = expected[4]
            else {
                Issue.record("\(expected)")
                continue
            }
            #expect(row["step"] == .text(id) && row["macs"] == .integer(macs))
            #expect(row["parameters"] == .integer(parameters))
            #expect(isClose(row["seconds_mean"], seconds) && isClose(row["images_per_second_mean"], rate))
            #expect(isClose(row["training_gmacs_per_second"], 3 * Double(macs) * rate / 1e9))
        }
        let epochs = try study.rows(
            """
            SELECT id, epoch, COUNT(*), AVG(top1), MIN(top1), MAX(top1), AVG(train_loss), AVG(test_loss)
            FROM v_epoch GROUP BY position, epoch ORDER BY position, epoch
            """)
        #expect(epochs.count == 51)
        for (row, expected) in zip(try rows("epochs"), epochs) {
            guard case .text(let id) = expected[0], case .integer(let epoch) = expected[1] else { continue }
            #expect(row["step"] == .text(id) && row["epoch"] == .integer(epoch) && row["n"] == .integer(6))
            let keys = ["top1_mean", "top1_min", "top1_max", "train_loss_mean", "test_loss_mean"]
            for (key, value) in zip(keys, expected[3...]) {
                guard case .real(let value) = value else { continue }
                #expect(isClose(row[key], value), "\(id) \(epoch) \(key)")
            }
        }
    }

    /// On a straight line between two epochs, where the cheapest row's training ends.
    @Test func equalBudgetsCanBeRecomputed() throws {
        let epochs = Dictionary(grouping: try rows("epochs")) { $0["step"] ?? .null }
        let macs = Dictionary(
            uniqueKeysWithValues: try rows("costs").map { ($0["step"] ?? .null, $0["macs"]?.number ?? 0) })
        for row in try rows("equal_budgets") {
            let id = try #require(row["step"])
            let curve = try #require(epochs[id])
            let budget = try #require(row["budget_training_macs"]?.number)
            let own = try #require(macs[id])
            let perEpoch = 3 * 10_000 * own
            #expect(budget == 3 * 3 * 10_000 * (macs.values.min() ?? 0))
            #expect(row["budget_epochs"] == .integer(3))
            #expect(row["top1_at_epochs"] == curve.last?["top1_mean"])
            let whole = Int(budget / perEpoch + 1e-9)
            let share = budget / perEpoch - Double(whole)
            let below = try #require(curve[whole - 1]["top1_mean"]?.number)
            let above = whole < 3 ? try #require(curve[whole]["top1_mean"]?.number) : below
            #expect(isClose(row["top1_at_macs"], below + share * (above - below), 1e-9))
        }
    }
}
