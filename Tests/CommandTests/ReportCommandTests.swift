import Foundation
import Testing

/// `report --watch`, `status --watch` and `compare --format html`, as users run them, on a copy of the recorded study.
@Suite struct ReportCommandTests {
    private final class Recorded {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-reports-\(UUID().uuidString)", isDirectory: true)

        init() throws {
            let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("results/quick-6-seeds/ablate.sqlite")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: source, to: folder.appendingPathComponent("ablate.sqlite"))
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    @Test func aFollowedReportOfACompleteStudyIsWrittenOnceAndDoesNotReload() throws {
        let recorded = try Recorded()
        let file = recorded.folder.appendingPathComponent("page.html")
        let output = try Ablate.run(
            ["report", "quick", "--watch", "--results", recorded.folder.path, "-o", file.path])
        #expect(output.status == 0)
        #expect(output.standardOutput == "\(file.path)\n")
        let page = try String(contentsOf: file, encoding: .utf8)
        #expect(!page.contains("http-equiv"))
        let plain = try Ablate.run(["report", "quick", "--results", recorded.folder.path, "-o", "-"])
        #expect(plain.standardOutput == page)
    }

    @Test(arguments: [
        (["report", "quick", "--watch", "-o", "-"], "--watch writes the report of one study to a file"),
        (["report", "--compare", "a", "b", "--watch"], "--watch writes the report of one study to a file"),
        (
            ["status", "quick", "--watch", "--format", "json"],
            "--watch prints tables, so --format json cannot"
        ),
    ]) func watchingWhatCannotBeWatchedIsRefused(arguments: [String], sentence: String) throws {
        let recorded = try Recorded()
        let output = try Ablate.run(arguments + ["--results", recorded.folder.path])
        #expect(output.status == 64)
        #expect(output.standardError.hasPrefix(sentence), "\(output.standardError)")
    }

    @Test(arguments: [
        ["compare", "move-up", "kernel-7"], ["compare", "quick/gelu", "quick/layer-norm"],
    ]) func twoStepsAreAPageWithTheirDifferences(arguments: [String]) throws {
        let recorded = try Recorded()
        let file = recorded.folder.appendingPathComponent("compare.html")
        let output = try Ablate.run(
            arguments + ["--format", "html", "-o", file.path, "--results", recorded.folder.path])
        #expect(output.status == 0 && output.standardOutput == "\(file.path)\n")
        let page = try String(contentsOf: file, encoding: .utf8)
        #expect(page.contains("<figure id=\"figure-differences\">") && page.contains(">seed 5<"))
        #expect(page.contains("B − A: ") && page.contains("<tfoot>"))
        // The terminal's comparison says the same.
        let text = try Ablate.run(arguments + ["--results", recorded.folder.path]).standardOutput
        let sentence = try #require(text.split(separator: "\n").first { $0.hasPrefix("B − A: ") })
        #expect(page.contains(sentence.replacing(">", with: "&gt;")))
    }
}
