import AblateRunner
import Foundation
import Testing
import ablate

@Suite struct ListCommandTests {
    private static let rowCount = AblateProgram.catalogue.studies[0].roadmap.rows.count

    @Test func `the small regime's rows as a table`() throws {
        let output = try Ablate.run(["list"])
        #expect(output.status == 0)
        #expect(output.standardError.isEmpty)
        let lines = output.standardOutput.split(separator: "\n")
        #expect(lines.count == Self.rowCount + 2)
        #expect(lines[0].contains("paper GMACs (ResNet-50 regime)"))
        #expect(lines[0].contains("paper top-1 % (ResNet-50 regime)"))
        let patchify = try #require(lines.first { $0.hasPrefix("patchify") })
        #expect(
            patchify.split(separator: " ").joined(separator: " ")
                == "patchify \"patchify\" stem no 650,010 9,131,008 4.42 79.51 stem resnet → patchify")
    }

    @Test func `JSON is an array of objects with the promised keys`() throws {
        let output = try Ablate.run(["list", "--format", "json"])
        #expect(output.status == 0)
        let rows = try #require(
            JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [[String: Any]])
        #expect(rows.count == Self.rowCount)
        for row in rows {
            for key in [
                "id", "title", "regime", "branch", "parameters", "macs", "paper_gmacs", "paper_top1",
                "changes",
            ] {
                #expect(row[key] != nil, "\(key)")
            }
            #expect(row["regime"] as? String == "small")
            #expect(row["paper_regime"] as? String == (row["id"] as? String == "resnext" ? nil : "resnet-50"))
        }
        let kernel = try #require(rows.first { $0["id"] as? String == "kernel-9" })
        #expect(kernel["branch"] as? Bool == true)
        #expect(kernel["predecessor"] as? String == "move-up")
        #expect(kernel["parameters"] as? Int == 506_674)
        #expect(kernel["macs"] as? Int == 7_405_056)
        #expect(kernel["paper_gmacs"] as? Double == 4.21)
        #expect(kernel["paper_top1"] as? Double == 0.8057)
        #expect(kernel["changes"] as? [String] == ["block.kernelSize 3 → 9"])
        // One network under two recipes.
        #expect(rows.prefix(2).map { $0["id"] as? String } == ["resnet-50-original-recipe", "resnet-50"])
        #expect(rows[0]["macs"] as? Int == rows[1]["macs"] as? Int)
        #expect(rows[0]["paper_top1"] as? Double == 0.7613)
        #expect(rows[0]["changes"] as? [String] == [])
        let changes = try #require(rows[1]["changes"] as? [String])
        #expect(changes.contains("recipe.optimizer sgd → adamw") && changes.count == 7)
        #expect(rows[1]["predecessor"] as? String == "resnet-50-original-recipe")
        #expect(
            rows.compactMap { $0["branch"] as? Bool == true ? $0["id"] as? String : nil } == [
                "resnext", "kernel-5", "kernel-9", "kernel-11", "swin-t",
            ])
        #expect(rows.compactMap { $0["peer"] as? Bool == true ? $0["id"] as? String : nil } == ["swin-t"])
        let swin = try #require(rows.last?["changes"] as? [String])
        #expect(swin.first == "family convnet → swin" && swin.contains("block.kernelSize 7 → none"))
    }

    @Test func `CSV and Markdown have the same rows`() throws {
        let csv = try Ablate.run(["list", "--format", "csv"]).standardOutput.split(separator: "\n")
        #expect(
            csv[0]
                == "id,title,regime,branch,peer,predecessor,parameters,macs,paper_regime,paper_gmacs,paper_top1,changes"
        )
        #expect(csv.count == Self.rowCount + 1)
        #expect(
            csv[4]
                == "patchify,\"\"\"patchify\"\" stem\",small,false,false,stage-ratio,650010,9131008,resnet-50,4.42,0.7951,stem resnet → patchify"
        )
        let markdown = try Ablate.run(["list", "--format", "markdown"]).standardOutput.split(separator: "\n")
        #expect(markdown.count == Self.rowCount + 2)
        #expect(markdown[1].hasPrefix("| --- |"))
    }

    @Test(arguments: ["resnet-200", "resNet200", "ResNet-200", "RESNET200"])
    func `a regime is known by its name in any case, with or without hyphens`(_ name: String) throws {
        let output = try Ablate.run(["list", "--regime", name, "--format", "csv"])
        #expect(output.status == 0)
        #expect(
            output.standardOutput.contains(
                "width,increase width,resnet-200,false,false,depthwise,96526568,16763933696,resnet-200,16.76,0.8185,"
                    + "width 84 → 128"))
    }

    @Test func `an unknown regime is one sentence with the nearest names and status 64`() throws {
        let output = try Ablate.run(["list", "--regime", "resnet51"])
        #expect(output.status == 64)
        #expect(output.standardOutput.isEmpty)
        #expect(
            output.standardError
                == "There is no regime 'resnet51' among 'small', 'resnet-50' and 'resnet-200'; did you mean "
                + "'resnet-50'?\n")
    }

    @Test(arguments: ["list", "show gelu", "verify"])
    func `an unknown format names those there are, with status 64`(_ command: String) throws {
        let output = try Ablate.run(command.split(separator: " ").map(String.init) + ["--format", "xml"])
        #expect(output.status == 64)
        #expect(output.standardOutput.isEmpty)
        #expect(output.standardError.contains("'table', 'json', 'csv', 'markdown' or 'latex'"))
    }

    @Test(arguments: ["list", "show", "verify"])
    func `help has examples`(_ command: String) throws {
        let output = try Ablate.run([command, "--help"])
        #expect(output.status == 0)
        #expect(output.standardOutput.contains("EXAMPLES\n  ablate \(command)"))
        #expect(output.standardOutput.contains("values: table, json, csv,"))
    }
}
