import AblateTables
import Foundation
import Testing

@Suite struct VerifyCommandTests {
    @Test func `every row with ours, the paper's, the difference and the verdict`() throws {
        let output = try Ablate.run(["verify"])
        #expect(output.status == 0)
        #expect(output.standardError.isEmpty)
        let lines = output.standardOutput.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(lines[0] == "table id MACs GMACs paper GMACs difference verdict")
        #expect(lines.contains("10 patchify 4,417,536,000 4.42 4.42 0.00 equal"))
        #expect(lines.contains("10 layer-norm 4,145,612,928 4.15 4.46 -0.31 known misprint"))
        #expect(lines.contains("11 separate-downsampling 15,354,729,472 15.35 15.35 0.00 equal"))
        #expect(lines.count { $0.hasSuffix(" equal") } == 30)
        #expect(lines.contains { $0.hasPrefix("Table 10, layer-norm: known misprint: a norm adds no") })
        #expect(
            lines.contains { $0.hasPrefix("Table 10, separate-downsampling: known misprint: ConvNeXt-T") })
        #expect(lines.last == "32 rows: 30 equal, 2 known misprints, 0 different.")
    }

    @Test func `JSON and CSV carry the reasons and nothing but rows`() throws {
        let json = try Ablate.run(["verify", "--format", "json"])
        #expect(json.status == 0)
        let rows = try #require(
            JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [[String: Any]])
        #expect(rows.count == 32)
        let misprints = rows.filter { $0["verdict"] as? String == "known misprint" }
        #expect(misprints.compactMap { $0["id"] as? String } == ["layer-norm", "separate-downsampling"])
        #expect(misprints.allSatisfy { ($0["reason"] as? String)?.contains("no erratum is known") == true })
        #expect(rows.count { $0["verdict"] as? String == "equal" } == 30)

        let csv = try Ablate.run(["verify", "--format", "csv"])
        #expect(csv.status == 0)
        #expect(csv.standardOutput.split(separator: "\n").count == 33)
    }

    @Test func `Markdown has the table and the reasons below it`() throws {
        let output = try Ablate.run(["verify", "--format", "markdown"])
        #expect(output.status == 0)
        #expect(
            output.standardOutput.contains(
                "| 10 | separate-downsampling | 4,455,531,264 | 4.46 | 4.49 | -0.03 | known misprint |"))
        #expect(output.standardOutput.contains("\nTable 10, layer-norm: known misprint: "))
    }
}
