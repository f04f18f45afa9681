import AblateStatistics
import Testing

@Suite("Sameness of a difference in all contexts")
struct SamenessTests {
    @Test func twoContextsAreThePairedTest() throws {
        var noise = NormalNoise(seed: 12)
        for seeds in [2, 3, 10] {
            let rows = (0..<seeds).map { _ in noise.next(2) }
            let paired = try TTest(paired: rows.map { $0[1] - $0[0] })
            let test = try SamenessTest(rows)
            #expect(abs(test.statistic / (paired.statistic * paired.statistic) - 1) < 1e-9)
            #expect(abs(test.pValue.value - paired.pValue.value) < 1e-10)
            #expect(abs(test.epsilon - 1) < 1e-12)
            let design = try PairedDesign(rows.map { $0[1] - $0[0] })
            let change = test.smallestDetectableChange()
            #expect(abs(change / design.smallestDetectableDifference() - 1) < 1e-9)
        }
    }

    @Test func whatASeedHasInAllContextsIsNoDifference() throws {
        var noise = NormalNoise(seed: 3)
        let rows = (0..<6).map { _ in noise.next(4) }
        let moved = rows.map { row in row.map { $0 + 100 * row[0] } }
        #expect(abs(try SamenessTest(rows).statistic - SamenessTest(moved).statistic) < 1e-9)
    }

    @Test func tooLittleIsRefused() {
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) { try SamenessTest([[1, 2]]) }
        #expect(throws: StatisticsError.tooFew(found: 1, needed: 2)) { try SamenessTest([[1], [2]]) }
        #expect(throws: StatisticsError.unequalCounts(2, 3)) { try SamenessTest([[1, 2], [1, 2, 3]]) }
        #expect(throws: StatisticsError.notFinite) { try SamenessTest([[1, 2], [1, .nan]]) }
    }

    /// Contexts that differ by the same in every seed, up to rounding.
    @Test(arguments: [[[0.2, 0.1], [0.3, 0.2], [0.9, 0.8]], [[0, 1000], [0, 1000.0000001]]])
    func thereIsNoSpreadWhereThePairedTestFindsNone(rows: [[Double]]) {
        #expect(throws: StatisticsError.noSpread) { try TTest(paired: rows.map { $0[1] - $0[0] }) }
        #expect(throws: StatisticsError.noSpread) { try SamenessTest(rows) }
    }

    /// The figures beside ``SamenessTest`` in short: 2,000 tables have a standard error of 0.5 %. Without a correction
    /// the last would err in 9.3 %, with Greenhouse and Geisser's in 1.3 %.
    @Test(arguments: [(4, 1.0, 0.046), (4, 3, 0.056), (17, 1, 0.045), (17, 3, 0.055)])
    func itErrsAboutAsOftenAsItMay(contexts: Int, deviation: Double, expected: Double) throws {
        var noise = NormalNoise(seed: 1959)
        let deviations = (0..<contexts).map { 2 * $0 < contexts - 1 ? deviation : 1 }
        let tables = 2_000
        let errors = try (0..<tables).count { _ in
            let rows = (0..<10).map { _ in zip(noise.next(contexts), deviations).map(*) }
            return try SamenessTest(rows).pValue.value <= 0.05
        }
        #expect(abs(Double(errors) / Double(tables) - expected) < 0.015)
    }
}
