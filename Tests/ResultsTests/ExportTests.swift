import AblateArchitectures
import AblateResults
import AblateRuns
import Foundation
import Testing

@Suite("Exporting runs and epochs")
struct ExportTests {
    let folder: TemporaryFolder
    let study = Fixture.study(steps: ["resnet-50", "separate-downsampling"])

    init() throws {
        folder = try TemporaryFolder()
        let database = try ResultsDatabase(folder: folder.url)
        try database.register(study)
        try database.register(Fixture.study("alone", steps: ["resnet-50"], seeds: [0]))
        try database.record(try Fixture.finished(study, "resnet-50", seed: 0, top1: 0.5))
        try database.record(try Fixture.finished(study, "separate-downsampling", seed: 2, top1: 0.75))
        try database.record(try Fixture.finished(study, "separate-downsampling", seed: 9, top1: 0.75))
        try database.record(
            try Fixture.attempt(study, "resnet-50", seed: 1, state: .failed("It was killed.")))
    }

    private func rows(_ rows: RunExport.Rows, study: String? = nil) throws -> [[String: JSONValue]] {
        let export = try RunExport(rows, study: study, from: ResultsReader(folder: folder.url))
        var result: [[String: JSONValue]] = []
        try export.forEachRow { result.append(Dictionary(uniqueKeysWithValues: zip(export.columns, $0))) }
        return result
    }

    @Test func everyFieldOfTheIdentityIsAColumn() throws {
        let rows = try rows(.runs)
        #expect(rows.count == 4)
        let last = try #require(rows.first { $0["steps"] == .array([.text("separate-downsampling")]) })
        let identity = study.identity(of: study.steps[1], seed: 2)
        // Every leaf of the canonical JSON, under its path and with its value.
        func leaves(_ value: Any, _ path: String) -> [String: String] {
            guard let object = value as? [String: Any] else { return [path: "\(value)"] }
            return object.reduce(into: [:]) { result, member in
                result.merge(leaves(member.value, path.isEmpty ? member.key : "\(path).\(member.key)")) { $1 }
            }
        }
        let expected = leaves(
            try JSONSerialization.jsonObject(with: Data(identity.canonicalJSON.utf8)), "")
        #expect(expected.count > 30)
        for path in expected.keys { #expect(last[path] != nil && last[path] != .null, "\(path)") }
        #expect(last["architecture.block.kernelSize"] == .integer(7))
        #expect(last["architecture.depths"] == .array([.integer(1), .integer(1), .integer(3), .integer(1)]))
        #expect(last["architecture.finalNorm"] == .truth(true))
        #expect(last["architecture.layerScale"] == .real(1e-6))
        #expect(last["recipe.learningRate"] == .real(1e-3))
        #expect(last["seed"] == .integer(2))
        #expect(last["top1"] == .real(0.75))
        #expect(last["host"] == .text("here"))
        // What ResNet has no answer to.
        let first = try #require(rows.first { $0["architecture.stem"] == .text("resnet") })
        #expect(first["architecture.layerScale"] == .null)
    }

    @Test func whoAskedForARunStandsWithIt() throws {
        let rows = try rows(.runs)
        let shared = try #require(
            rows.first { $0["identity_sha256"] == .text(study.identity(of: study.steps[0], seed: 0).sha256) })
        #expect(shared["studies"] == .array([.text("alone"), .text("quick")]))
        // The same as texts, for readers of flat rows: one study, and the step in it.
        #expect(shared["study"] == .text("alone") && shared["step"] == .text("resnet-50"))
        let asked = try self.rows(.runs, study: "quick").first {
            $0["identity_sha256"] == shared["identity_sha256"]
        }
        #expect(asked?["study"] == .text("quick"))
        let unasked = try #require(rows.first { $0["seed"] == .integer(9) })
        #expect(unasked["studies"] == .array([]))
        #expect(unasked["study"] == .null && unasked["step"] == .null)
        #expect(try self.rows(.runs, study: "alone").map { $0["seed"] } == [.integer(0)])
        #expect(try self.rows(.runs, study: "quick").count == 3)
        #expect(throws: ResultsError.unknownName(kind: "study", name: "quik", known: ["alone", "quick"])) {
            try self.rows(.runs, study: "quik")
        }
    }

    @Test func epochsComeWithTheirRunsIdentity() throws {
        let rows = try rows(.epochs)
        #expect(rows.count == 6)
        #expect(rows.map { $0["epoch"] } == [1, 2, 1, 2, 1, 2].map { .integer($0) })
        #expect(
            rows.allSatisfy { $0["recipe.batchSize"] == .integer(8) && $0["data.imageSide"] == .integer(32) })
    }

    @Test func anEmptyDatabaseHasColumnsAndNoRows() throws {
        let empty = try TemporaryFolder()
        try ResultsDatabase(folder: empty.url).close()
        let export = try RunExport(.runs, from: ResultsReader(folder: empty.url))
        #expect(export.columns.starts(with: ["identity_sha256", "studies", "steps", "status"]))
        try export.forEachRow { _ in Issue.record("A row of nothing.") }
    }
}
