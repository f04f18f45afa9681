import Foundation
import Testing

@Suite("ablate report")
struct ReportCommandTests {
    @Test func aRecordedStudyBecomesAFileWhosePathIsPrinted() throws {
        let study = try TinyStudy()
        #expect(try study.run().status == 0)
        let name = try #require(
            try study.query("SELECT name FROM study").split(separator: "\n").last.map(String.init))
        func report(_ arguments: String...) throws -> Ablate.Output {
            try Ablate.run(["report", name, "--results", study.results.path] + arguments)
        }

        let page = try report()
        #expect(page.status == 0, "\(page.standardError)")
        let path = page.standardOutput.trimmingCharacters(in: .newlines)
        #expect(path.hasSuffix(".html") && path.hasPrefix(study.results.path + "/reports/"))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("<!DOCTYPE html>"))
        // The tiny data are not where data sets are looked for.
        #expect(text.contains("Accuracy by class is not shown. The data set was not found on this machine"))
        let withData = try report("--data", study.folder.appendingPathComponent("data").path, "-o", "-")
        #expect(withData.standardOutput.contains("T-shirt/top"))

        let again = try report("-o", "-")
        #expect(again.standardOutput == text)
        let table = try report("--format", "table")
        #expect(table.standardOutput.contains("patchify"))
        #expect(!table.standardOutput.contains("\u{1B}"))
        #expect(table.standardOutput.split(separator: "\n").allSatisfy { $0.count <= 100 })
        let csv = try report("--format", "csv", "-o", "-").standardOutput.split(separator: "\n")
        #expect(csv.count == 3)
        let json = try report("--format", "json", "-o", "-").standardOutput
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        #expect((object?["steps"] as? [[String: Any]])?.count == 2)
    }

    @Test func mistakesAreOneSentence() throws {
        let study = try TinyStudy()
        #expect(try study.run("--seeds", "1").status == 0)
        let results = study.results.path
        for (arguments, status, sentence) in [
            (["nothing", "--results", results], 64, "There is no study 'nothing' in "),
            (["a", "b", "-o", "x.html", "--results", results], 64, "-o names one file, but 2 studies "),
            (["a", "--compare", "--results", results], 64, "--compare takes two studies, but 1 "),
            (["quick", "--results", results + "/nowhere"], 66, "There is no results database at "),
        ] as [([String], Int32, String)] {
            let output = try Ablate.run(["report"] + arguments)
            #expect(output.status == status, "\(output.standardError)")
            #expect(output.standardOutput.isEmpty)
            #expect(output.standardError.hasPrefix(sentence), "\(output.standardError)")
            #expect(output.standardError.filter { $0 == "\n" }.count == 1)
        }
        // The only study needs no name; of two one is to be named.
        #expect(try Ablate.run(["report", "--results", results]).status == 0)
        #expect(try study.run("--learning-rate", "0.002", "--seeds", "1").status == 0)
        let output = try Ablate.run(["report", "--results", results])
        #expect(output.status == 64 && output.standardError.hasPrefix("Name a study: "))
    }
}
