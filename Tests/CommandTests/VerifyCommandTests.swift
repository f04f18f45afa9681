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
        #expect(lines[0] == "table id MACs GMACs paper GMACs difference parameters paper params verdict")
        #expect(lines.contains("10 patchify 4,417,536,000 4.42 4.42 0.00 28,622,120 equal"))
        #expect(lines.contains("10 layer-norm 4,145,612,928 4.15 4.46 -0.31 25,836,328 known misprint"))
        #expect(lines.contains("11 separate-downsampling 15,354,729,472 15.35 15.35 0.00 88,591,464 equal"))
        #expect(
            lines.contains("1 (ImageNet-1K, 224 px) swin-t 4,490,566,656 4.5 4.5 0.0 28,288,354 28 M equal"))
        #expect(lines.contains("2 vit-s 4.6 22 M not built here"))
        #expect(lines.count { $0.hasSuffix(" equal") } == 56)
        #expect(lines.contains { $0.hasPrefix("Table 10, layer-norm: known misprint: a norm adds no") })
        #expect(
            lines.contains { $0.hasPrefix("Table 10, separate-downsampling: known misprint: ConvNeXt-T") })
        #expect(
            lines.last
                == "65 rows: 56 equal, 5 known misprints, 0 different, 4 of networks that are not built here."
        )
    }

    @Test func `JSON and CSV carry the reasons and nothing but rows`() throws {
        let json = try Ablate.run(["verify", "--format", "json"])
        #expect(json.status == 0)
        let rows = try #require(
            JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [[String: Any]])
        #expect(rows.count == 65)
        let misprints = rows.filter { $0["verdict"] as? String == "known misprint" }
        #expect(
            misprints.compactMap { $0["id"] as? String } == [
                "layer-norm", "separate-downsampling", "swin-t", "convnext-b", "swin-b",
            ])
        #expect(misprints.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
        #expect(rows.count { $0["verdict"] as? String == "equal" } == 56)

        let csv = try Ablate.run(["verify", "--format", "csv"])
        #expect(csv.status == 0)
        #expect(csv.standardOutput.split(separator: "\n").count == 66)
    }

    @Test func `Markdown has the table and the reasons below it`() throws {
        let output = try Ablate.run(["verify", "--format", "markdown"])
        #expect(output.status == 0)
        #expect(
            output.standardOutput.contains(
                "| 10 | separate-downsampling | 4,455,531,264 | 4.46 | 4.49 | -0.03 | 28,589,128 |  | known misprint |"
            ))
        #expect(output.standardOutput.contains("\nTable 10, layer-norm: known misprint: "))
    }
}
