import AblateStatistics
import Foundation
import Testing

@Suite("Designs against enumeration and integration")
struct DesignGoldenTests {
    @Test(arguments: try GoldenCase.all(of: "designs"))
    func agrees(golden: GoldenCase) throws {
        try golden.check(try Self.found(golden))
    }

    @Test func everyQuantityIsThere() throws {
        let quantities = Set(try GoldenCase.all(of: "designs").map(\.quantity))
        #expect(quantities.count == 6)
    }

    private static func found(_ golden: GoldenCase) throws -> [String: Double] {
        switch golden.quantity {
        case "shapley", "shapley-sample": return try worths(golden)
        case "interactions":
            let players = Int(try #require(golden.options["players"]))
            let interactions = try Interactions(values(golden, players), players: players)
            return try interactions.pairs.reduce(into: [:]) { found, pair in
                let name = "\(pair.first)-\(pair.second)"
                found["\(name)-p"] = try pair.test.get().pValue.value
                for (seed, value) in pair.bySeed.enumerated() { found["\(name)-seed-\(seed)"] = value }
            }
        case "sameness":
            let test = try SamenessTest(golden.samples)
            let freedom = test.degreesOfFreedom
            return [
                "statistic": test.statistic, "epsilon": test.epsilon, "numerator": freedom.numerator,
                "denominator": freedom.denominator, "sd": test.standardDeviation, "p": test.pValue.value,
            ]
        case "sameness-detectable":
            return ["change": try SamenessTest(golden.samples).smallestDetectableChange()]
        case "boundary":
            let design = try SequentialDesign(
                looks: golden.samples[0].map { Int($0) },
                significance: try #require(golden.options["level"]))
            return Dictionary(
                uniqueKeysWithValues: design.nominal.enumerated().map { ("\($0.offset)", log10($0.element)) })
        default: return [:]
        }
    }

    /// Subsets are the bits of their row's number; a row without values is not there.
    private static func values(_ golden: GoldenCase, _ players: Int) -> [Subset: [Double]] {
        golden.samples.prefix(1 << players).enumerated().reduce(into: [:]) { values, row in
            let subset = Subset((0..<players).filter { row.offset >> $0 & 1 == 1 })
            if !row.element.isEmpty { values[subset] = row.element }
        }
    }

    private static func worths(_ golden: GoldenCase) throws -> [String: Double] {
        let players = Int(try #require(golden.options["players"]))
        let orders = Int(golden.options["orders"] ?? 0)
        let rest = golden.samples.dropFirst(1 << players).map { $0.map { Int($0) } }
        let excluding = rest.dropFirst(orders).map { ($0[0], $0[1]) }
        let walks =
            orders == 0
            ? Walks(allOrdersOf: players, excluding: excluding)
            : Walks(
                Array(rest.prefix(orders)), players: players, excluding: excluding,
                arePairs: golden.options["pairs"] == 1)
        #expect(walks.isSample == (orders > 0))
        let worths = try ShapleyValues(values(golden, players), walks: walks)
        #expect(worths.isComplete == (worths.usedWalks == worths.allWalks))
        var found = [
            "used": Double(worths.usedWalks), "all": Double(worths.allWalks), "total": worths.total,
        ]
        for (index, player) in worths.players.enumerated() {
            found["\(index)-walks"] = Double(player?.walks ?? 0)
            guard let player else { continue }
            let interval = try #require(player.interval())
            found["\(index)-estimate"] = player.estimate
            found["\(index)-lower"] = interval.lower
            found["\(index)-upper"] = interval.upper
            found["\(index)-p"] = player.pValue?.value
            found["\(index)-df"] = player.degreesOfFreedom
            for (seed, value) in player.bySeed.enumerated() { found["\(index)-seed-\(seed)"] = value }
        }
        return found
    }
}
