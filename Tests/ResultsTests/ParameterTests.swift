import AblateResults
import Foundation
import Testing

@Suite("Parameters of a query")
struct ParameterTests {
    let folder: TemporaryFolder
    let reader: ResultsReader

    init() throws {
        folder = try TemporaryFolder()
        let study = Fixture.study()
        let database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        try database.record(try Fixture.finished(study, "patchify", seed: 0, top1: 0.75))
        reader = try ResultsReader(folder: folder.url)
    }

    @Test(arguments: [
        ("7", QueryResult.Value.integer(7)), ("-7", .integer(-7)), ("7.5", .real(7.5)), ("1e-3", .real(1e-3)),
        ("'7'", .text("7")), ("'it''s'", .text("it's")), ("null", .null), ("kernel-7", .text("kernel-7")),
        ("a=b", .text("a=b")), ("", .text("")), ("0x10", .text("0x10")), ("nan", .text("nan")),
        ("inf", .text("inf")), ("'", .text("'")), ("9223372036854775808", .real(9_223_372_036_854_775_808)),
    ])
    func aValueHasTheTypeItLooksLike(text: String, value: QueryResult.Value) throws {
        let result = try reader.rows(of: "SELECT :x", parameters: QueryParameters(["x=\(text)"]))
        #expect(result.rows == [[value]])
    }

    @Test func aColonBeforeTheNameIsFine() throws {
        let parameters = try QueryParameters([":least=0.6"])
        let result = try reader.rows(of: "SELECT id FROM v_run WHERE top1 > :least", parameters: parameters)
        #expect(result.rows == [[.text("patchify")]])
    }

    @Test func mistakesAreNamed() throws {
        func error(_ sql: String, _ assignments: [String]) -> ResultsError? {
            #expect(throws: ResultsError.self) {
                try reader.rows(of: sql, parameters: QueryParameters(assignments))
            }
        }
        #expect(error("SELECT :a, :b, :a", []) == .missingParameters(names: ["a", "b"]))
        #expect(error("SELECT :a", ["a=1", "c=2"]) == .unknownParameter(name: "c", known: ["a"]))
        #expect(error("SELECT 1", ["a=1"]) == .unknownParameter(name: "a", known: []))
        #expect(error("SELECT :a", ["a=1", ":a=2"]) == .repeatedParameter(name: "a"))
        #expect(error("SELECT :a", ["a"]) == .malformedParameter("a"))
        #expect(error("SELECT :a", ["=1"]) == .malformedParameter("=1"))
        for sql in ["SELECT ?", "SELECT ?1", "SELECT @a", "SELECT $a"] {
            #expect(error(sql, ["a=1"]) == .positionalParameter)
        }
    }

    @Test func parametersOfASavedQueryHaveTheirTypes() throws {
        let seeds = try #require(SavedQuery.named("seeds"))
        func rows(_ assignments: String...) throws -> Int {
            try reader.rows(of: seeds, parameters: QueryParameters(assignments)).rows.count
        }
        #expect(try rows() == 2)
        #expect(try rows("step=patchify") == 1)
        #expect(try rows("study=quick", "step=patchify") == 1)
        #expect(try rows("study=", "limit=1") == 1)
        #expect(try rows("limit=-1") == 2)
        #expect(throws: ResultsError.parameterType(name: "limit", expected: "a whole number", found: "all")) {
            try rows("limit=all")
        }
        #expect(throws: ResultsError.unknownParameter(name: "seed", known: ["study", "step", "limit"])) {
            try rows("seed=1")
        }
        #expect(throws: ResultsError.unknownName(kind: "study", name: "quik", known: ["quick"])) {
            try rows("study=quik")
        }
        let error = #expect(throws: ResultsError.self) { try rows("step=patchfy") }
        #expect(
            error?.description == "There is no step 'patchfy' in the database; did you mean 'patchify'?")
    }
}
