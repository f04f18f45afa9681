import AblateRunner
import Testing

struct SeedListTests {
    @Test(
        arguments: [
            ("1", [0]), ("5", [0, 1, 2, 3, 4]), ("3,7", [3, 7]), ("7,3", [3, 7]), ("0-4", [0, 1, 2, 3, 4]),
            ("0-2,7", [0, 1, 2, 7]), ("7-7", [7]), (" 3 , 7 ", [3, 7]), ("4294967295,0", [0, 4_294_967_295]),
            ("05", [0, 1, 2, 3, 4]),
        ] as [(String, [Int])])
    func aNumberIsACountAndAListIsWhichSeeds(text: String, seeds: [Int]) throws {
        #expect(try SeedList.seeds(text) == seeds)
    }

    @Test(
        arguments: [
            ("", .empty), (",", .empty), ("3,", .empty), ("3,,7", .empty), ("3-", .empty), ("0", .noSeed),
            ("x", .notANumber("x")), ("3;7", .notANumber("3;7")), ("1.5", .notANumber("1.5")),
            ("1e3", .notANumber("1e3")), ("-1", .negative("-1")), ("3,-7", .negative("-7")),
            ("-3-7", .negative("-3")), ("4-0", .reversed("4-0")), ("3,3", .twice(3)), ("0-4,2", .twice(2)),
            ("10001", .tooMany), ("0-10000", .tooMany), ("0-4294967295", .tooMany),
            ("4294967296,1", .tooLarge("4294967296")),
            ("99999999999999999999", .tooLarge("99999999999999999999")), ("1-2-3", .notANumber("2-3")),
            ("٣,٧", .notANumber("٣")), ("-", .notANumber("-")), ("--3,1", .notANumber("-")),
        ] as [(String, SeedList.Problem)])
    func whatIsNoListOfSeedsSaysWhy(text: String, problem: SeedList.Problem) {
        #expect(throws: problem) { try SeedList.seeds(text) }
    }

    @Test(arguments: ["0-2,7", "3,7", "0-4", "0", "0-1,3-4,9"])
    func theShortestTextIsTakenBack(text: String) throws {
        #expect(SeedList.text(try SeedList.seeds(text == "0" ? "0-0" : text)) == text)
    }

    @Test func aPlanRunsTheSeedsThatAreNamed() throws {
        let plan = try Fixture.plan(["resnet-50", "patchify"], seeds: [3, 7])
        #expect(plan.runs.map(\.seed) == [3, 3, 7, 7])
        #expect(plan.runs.map(\.identity.seed) == [3, 3, 7, 7])
    }
}
