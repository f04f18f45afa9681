import AblateReports
import AblateResults
import AblateRoadmaps
import AblateRunner
import AblateRuns
import Foundation
import Testing

/// Reports of studies that ask designs.
@Suite struct DesignReportTests {
    /// Three steps of which the second is worth another thing beside the first; five seeds of noise.
    private static func recorded(
        _ designs: Design..., seeds: Int = 5, top1: (Set<String>) -> Double = worth,
        change: (inout StudyManifest) -> Void = { _ in }
    ) throws -> TemporaryDatabase {
        var study = try ReportFixture.designed("made-up", designs, seeds: Array(0..<seeds))
        change(&study)
        var attempts: [AttemptRecord] = []
        for step in study.steps {
            let on = step.on ?? []
            for seed in study.seeds {
                let noise = Double((step.position * 7 + seed * 13) % 11 - 5) * 0.0002
                attempts.append(
                    try ReportFixture.attempt(study, step.id, seed: seed, top1: top1(Set(on)) + noise))
            }
        }
        return try TemporaryDatabase([study], attempts)
    }

    private static func report(_ database: TemporaryDatabase) throws -> StudyReport {
        try StudyReport("made-up", reader: ReportReader(folder: database.url))
    }

    private static func worth(_ on: Set<String>) -> Double {
        var top1 = 0.80
        if on.contains("gelu") { top1 += 0.01 }
        if on.contains("width") { top1 += on.contains("depthwise") ? 0.03 : 0.002 }
        if on.contains("depthwise") { top1 -= 0.02 }
        return top1
    }

    @Test func theFirstScreenSaysWhatDependsOnTheOrder() throws {
        let report = try Self.report(Self.recorded(.factorial("depthwise", "width", "gelu")))
        let page = report.rendered(as: .markdown)
        let screen = page.prefix(upTo: page.range(of: "\n## ")?.lowerBound ?? page.endIndex)
        #expect(screen.contains("Of 3 steps 2 depend on what stands beside them (`depthwise` and `width`)"))
        #expect(screen.contains("beside the others"))
        #expect(page.contains("What a step is worth, wherever it stands"))
        #expect(page.contains("| depthwise |"))
        #expect(page.contains("depends on order"))
        #expect(page.contains("no dependence found"))
    }

    @Test func everyTableOfDesignsAnswersToItsPrintedQuery() throws {
        let study = try Self.recorded(.cumulative, .leaveOneOut, .groups, .equalMACs)
        let page = try Self.report(study).rendered(as: .markdown)
        var asked = 0
        for match in page.matches(
            of: /(SELECT [^`]*FROM v_(?:effect|subset|order_dependence|interaction)[^`]*)`/)
        {
            let rows = try ResultsReader(folder: study.url).rows(of: String(match.1)).rows
            #expect(!rows.isEmpty, "\(match.1)")
            asked += 1
        }
        #expect(asked == 7)
    }

    @Test func figuresAreInThePageAndThePageIsWhole() throws {
        let html = try Self.report(Self.recorded(.cumulative, .groups)).rendered(as: .html)
        #expect(html.contains("effects-steps") || html.contains("effects-groups"))
        #expect(html.contains("interactions-groups"))
    }

    @Test func jsonHasTheRowsOfDesigns() throws {
        let text = try Self.report(Self.recorded(.factorial("gelu", "width"))).rendered(as: .json)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let effects = try #require(object["effects"] as? [[String: Any]])
        #expect(effects.count == 6)
        #expect(
            Set(effects.compactMap { $0["estimate"] as? String }) == ["first", "last", "shapley"])
        #expect((object["interactions"] as? [[String: Any]])?.count == 1)
        #expect((object["subsets"] as? [[String: Any]])?.count == 4)
    }

    @Test func theTerminalHasATableASpace() throws {
        let text = try Self.report(Self.recorded(.leaveOneOut)).rendered(as: .table)
        #expect(text.contains("taken from last"))
        #expect(text.contains("separate-downsampling"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func aStudyWithoutDesignsHasNothingOfThem() throws {
        let report = try Self.report(Self.recorded(.cumulative))
        #expect(!report.rendered(as: .markdown).contains("wherever it stands"))
        #expect(!report.rendered(as: .json).contains("\"effects\""))
    }

    @Test func looksAreDeclaredInTheReport() throws {
        let database = try Self.recorded(
            .pairs("depthwise", "width"),
            change: { study in
                study.sequential = SequentialRecord(
                    looks: [4, 6], significance: 0.05, smallest: 0.003,
                    hypotheses: StudyHypotheses(study).all.map(\.name))
            })
        let page = try Self.report(database).rendered(as: .markdown)
        #expect(page.contains("Seeds until it is decided"))
        #expect(page.contains("looks at 4 and 6 seeds"))
        #expect(page.contains("told from zero"))
    }

    @Test func seedsThatWereAddedWithResultsInSightAreMarked() throws {
        let database = try Self.recorded(.cumulative, change: { $0.adaptiveSeeds = [3, 4] })
        let page = try Self.report(database).rendered(as: .markdown)
        #expect(page.contains("Adaptive: seeds 3-4 were added when others had results."))
    }
}
