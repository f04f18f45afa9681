import AblateExperiments
import AblateReports
import AblateResults
import AblateRoadmaps
import AblateRunner
import Foundation
import Testing

@Suite("The terminal's table")
struct StepTableTextTests {
    private static func rows(seeds: [Int] = [0, 1, 2]) throws -> [StepRow] {
        let study = try ReportFixture.wholeStudy { $0.seeds = seeds }
        let database = try TemporaryDatabase([study], try ReportFixture.wholeAttempts(study))
        return try ResultsReader(folder: database.url).stepRows(study: study.name)
    }

    @Test func theWholeRoadmapFitsAHundredColumnsWithABarInEachRow() throws {
        let text = StepTableText().text(of: try Self.rows())
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 100 }, "\(lines.map(\.count))")
        let bars = lines.filter { $0.contains("█") || $0.contains("▏") || $0.contains("▌") }
        #expect(bars.count == Study.quick.roadmap.rows.count)
        #expect(text.contains("89.10") && text.contains("± sd"))
        // A diverged run is told and not counted.
        #expect(lines.contains { $0.hasPrefix("separate-downsampling ") && $0.contains("2/3") })
        #expect(lines.contains("separate-downsampling: 1 diverged."))
        #expect(lines.contains { $0.hasPrefix("Bars from ") })
    }

    /// A whole roadmap needs neither the column nor the sentence.
    @Test func rowsThatWereNotRunAreToldWithTheDifferenceToTheFirst() throws {
        let study = try ReportFixture.study(
            steps: ["resnet-50", "patchify", "kernel-7"], seeds: [0],
            paper: ["resnet-50": ReportFixture.paper(0.78), "patchify": ReportFixture.paper(0.79)])
        let attempts = try ReportFixture.attempts(
            study, ["resnet-50": [0.88], "patchify": [0.87], "kernel-7": [0.85]])
        let database = try TemporaryDatabase([study], attempts)
        let text = StepTableText().text(
            of: try ResultsReader(folder: database.url).stepRows(study: study.name))
        let lines = text.split(separator: "\n")
        #expect(lines[0].contains("vs prev.  vs first  paper's"))
        #expect(lines.contains { $0.hasPrefix("patchify") && $0.contains("−1.00     −1.00    +1.00") })
        #expect(lines.contains { $0.hasPrefix("kernel-7") && $0.contains("−2.00     −3.00") })
        #expect(
            text.replacing("\n", with: " ").contains(
                "Rows in between are not in this study: vs prev. is patchify less resnet-50 and kernel-7 less patchify."
            ))
        #expect(lines.allSatisfy { $0.count <= 100 })
        let whole = StepTableText().text(of: try Self.rows())
        #expect(!whole.contains("vs first") && !whole.contains("in between"))
    }

    @Test func colourOnlyRepeatsWhatIsWritten() throws {
        let rows = try Self.rows()
        let plain = StepTableText().text(of: rows)
        let colored = StepTableText(hasColor: true).text(of: rows)
        #expect(!plain.contains("\u{1B}"))
        #expect(colored.contains("\u{1B}[31m"))
        #expect(colored.replacing(/\u{1B}\[[0-9]*m/, with: "") == plain)
    }

    @Test func aNarrowTerminalLosesTheBarAndNoNumber() throws {
        let rows = try Self.rows()
        let text = StepTableText(width: 60).text(of: rows)
        #expect(!text.contains("█"))
        #expect(text.contains("89.10") && text.contains("kernel-7"))
    }

    @Test func aStudyThatHasNotBegunHasATableToo() throws {
        let study = try ReportFixture.wholeStudy()
        let database = try TemporaryDatabase([study], [])
        let rows = try ResultsReader(folder: database.url).stepRows(study: study.name)
        let text = StepTableText().text(of: rows)
        #expect(text.hasSuffix("\(3 * study.steps.count) runs to do."))
        #expect(!text.contains("nan"))
    }

    @Test func longerBarsAreMoreAccurate() throws {
        let lines = StepTableText().text(of: try Self.rows()).split(separator: "\n")
        func length(_ step: String) throws -> Int {
            let line = try #require(lines.first { $0.hasPrefix(step + " ") })
            return line.count { "█▏▎▍▌▋▊▉".contains($0) }
        }
        #expect(try length("resnet-50") > length("layer-norm"))
    }
}
