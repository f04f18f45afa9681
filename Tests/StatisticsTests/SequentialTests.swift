import AblateStatistics
import Foundation
import Testing

@Suite("Looks at a growing number of seeds")
struct SequentialTests {
    static let looks = [4, 6, 8, 10, 12, 16, 20]
    static let family = Result { try SequentialFamily(looks: looks, count: 12, smallest: 0.3) }
    private static let alone = Result { try SequentialFamily(looks: looks, count: 1, smallest: 0) }
    private static let isLong = ProcessInfo.processInfo.environment["ABLATE_LONG_TESTS"] != nil

    /// Lan and DeMets' table of five equal looks, which t-tests come to as 1/n goes to zero.
    @Test func withManySeedsTheBoundaryIsThePublishedOne() throws {
        func z(_ seeds: Int) throws -> [Double] {
            try SequentialDesign(looks: (1...5).map { $0 * seeds / 5 }).nominal.map(normalQuantile)
        }
        for (few, (many, published)) in zip(
            try z(50), zip(try z(100), [4.877, 3.357, 2.680, 2.290, 2.031]))
        {
            #expect(abs(2 * many - few - published) < 0.001)
        }
    }

    /// The z that is exceeded with half of this chance, by bisection.
    private func normalQuantile(_ p: Double) -> Double {
        var (low, high) = (0.0, 10.0)
        while high - low > 1e-9 {
            let middle = (low + high) / 2
            if erfc(middle / 2.0.squareRoot()) > p { low = middle } else { high = middle }
        }
        return low
    }

    @Test func aSingleLookIsAnOrdinaryTest() throws {
        let design = try SequentialDesign(looks: [9], significance: 0.01)
        #expect(abs(design.nominal[0] - 0.01) < 1e-12)
    }

    @Test func laterLooksAndHigherLevelsAreEasierToCross() throws {
        let designs = try Self.family.get().designs
        #expect(designs.map(\.significance) == (1...12).map { 0.05 / Double($0) })
        for design in designs {
            #expect(design.nominal == design.nominal.sorted())
            #expect(design.nominal[6] < design.significance)
        }
        for (higher, lower) in zip(designs, designs.dropFirst()) {
            #expect(zip(higher.nominal, lower.nominal).allSatisfy { $0 > $1 })
        }
    }

    /// Where next to nothing may be spent at first, nothing is.
    @Test func anEarlyLookOfMany() throws {
        let design = try SequentialDesign(looks: [3, 100])
        #expect(design.nominal[0] < 1e-30)
        #expect(abs(design.nominal[1] - 0.05) < 1e-7)
        let family = try SequentialFamily(looks: [3, 1000], count: 1, smallest: 1)
        let decision = family.decisions([[5.0, 5.1, 5.2]])[0]
        #expect(decision.outcome == .undecided && decision.look == 0 && decision.interval == nil)
    }

    @Test func scheduleEndsWithAllSeeds() {
        #expect(SequentialDesign.looks(upTo: 20) == Self.looks)
        #expect(SequentialDesign.looks(upTo: 5) == [4, 5])
        #expect(SequentialDesign.looks(upTo: 4) == [4])
        #expect(SequentialDesign.looks(upTo: 3) == [3])
        #expect(SequentialDesign.looks(upTo: 26) == [4, 6, 8, 10, 12, 16, 20, 24, 26])
    }

    @Test(arguments: [[], [2, 4], [4, 4], [6, 4]]) func looksThatDoNotGrowAreRefused(looks: [Int]) {
        #expect(throws: StatisticsError.looks(looks)) { try SequentialDesign(looks: looks) }
        #expect(throws: StatisticsError.looks(looks)) {
            try SequentialFamily(looks: looks, count: 2, smallest: 0)
        }
    }

    /// 20,000 studies without a difference have two standard errors of 0.31 %.
    @Test func aStudyWithoutADifferenceErrsAsOftenAsItMay() throws {
        #expect(abs(try Self.errors(of: Self.alone.get(), studies: 20_000) - 0.05) <= 0.0031)
    }

    /// 500 studies have two standard errors of 1.9 %.
    @Test func aFamilyWithoutADifferenceErrsAsOftenAsItMay() throws {
        #expect(abs(try Self.errors(of: Self.family.get(), studies: 500) - 0.049) < 0.0195)
    }

    @Test(.enabled(if: isLong, "Long: run with ABLATE_LONG_TESTS=1."))
    func twentyThousandFamiliesErrAsOftenAsTheyMay() throws {
        #expect(abs(try Self.errors(of: Self.family.get(), studies: 20_000) - 0.049) <= 0.0031)
    }

    /// The share of studies without any difference that cross a boundary.
    private static func errors(of family: SequentialFamily, studies: Int) throws -> Double {
        var noise = NormalNoise(seed: 2013)
        let crossed = (0..<studies).count { _ in
            let differences = (0..<family.count).map { _ in noise.next(20) }
            return family.decisions(differences).contains {
                if case .crossed = $0.outcome { true } else { false }
            }
        }
        return Double(crossed) / Double(studies)
    }
}
