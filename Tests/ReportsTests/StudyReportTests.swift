import AblateArchitectures
import AblateExperiments
import AblateReports
import AblateResults
import AblateRoadmaps
import AblateRunner
import AblateStatistics
import Foundation
import Testing

@Suite("Study reports")
struct StudyReportTests {
    private static let steps = ["resnet-50", "move-up", "kernel-5", "kernel-7", "gelu"]

    /// Unequal seeds, a diverged run and a missing one.
    private static func made() throws -> (study: StudyManifest, attempts: [AttemptRecord]) {
        let study = try ReportFixture.study(
            steps: steps, seeds: [0, 1, 2],
            paper: [
                "resnet-50": ReportFixture.paper(0.788), "move-up": ReportFixture.paper(0.799),
                "kernel-5": ReportFixture.paper(0.8035), "kernel-7": ReportFixture.paper(0.8057),
                "gelu": ReportFixture.paper(0.8062),
            ])
        var attempts = try ReportFixture.attempts(
            study,
            [
                "resnet-50": [0.8812, 0.8855, 0.8831], "move-up": [0.8647, 0.8702, 0.8688],
                "kernel-5": [0.8601, 0.8644], "kernel-7": [0.8580, 0.8622, 0.8633], "gelu": [0.8611, 0.8650],
            ])
        attempts.append(try ReportFixture.attempt(study, "gelu", seed: 2, top1: nil))
        return (study, attempts)
    }

    @Test func numbersAreTheDatabases() throws {
        let (study, attempts) = try Self.made()
        let database = try TemporaryDatabase([study], attempts)
        let report = try StudyReport(study.name, reader: ReportReader(folder: database.url))
        let reader = try ResultsReader(folder: database.url)
        let rows = try reader.rows(
            of: """
                SELECT s.id, s.n, s.top1_mean, s.top1_sd, d.n_pairs, d.delta_mean, d.delta_sd, p.paper_delta,
                    s.seconds_mean, s.macs, s.n_diverged
                FROM v_step s JOIN v_delta d ON d.study = s.study AND d.position = s.position
                JOIN v_paper p ON p.study = s.study AND p.position = s.position ORDER BY s.position
                """
        ).rows
        #expect(rows.count == report.steps.count)
        func isEqual(_ value: QueryResult.Value, _ number: Double?) -> Bool {
            switch (value, number) {
            case (.null, nil): true
            case (.real(let real), let number?): abs(real - number) < 1e-12
            default: false
            }
        }
        for (row, step) in zip(rows, report.steps) {
            #expect(row[0] == .text(step.id))
            #expect(row[1] == .integer(step.n))
            #expect(isEqual(row[2], step.top1.mean))
            #expect(isEqual(row[3], step.top1.standardDeviation))
            #expect(row[4] == .integer(step.difference?.pairs.count ?? 0))
            #expect(isEqual(row[5], step.difference?.mean), "\(step.id)")
            #expect(isEqual(row[6], step.difference?.summary.standardDeviation))
            #expect(isEqual(row[7], step.paper?.difference))
            #expect(isEqual(row[8], step.seconds.mean))
            #expect(row[9] == .integer(step.macs))
            #expect(row[10] == .integer(step.divergedN))
        }
    }

    @Test func differencesAreToTheStepBeforeAndPairedBySeed() throws {
        let (study, attempts) = try Self.made()
        let report = try ReportFixture.report(study, attempts)
        let steps = Dictionary(uniqueKeysWithValues: report.steps.map { ($0.id, $0) })
        // Both kernels depart from move-up; gelu builds on the adopted one.
        #expect(steps["kernel-5"]?.difference?.reference == "move-up")
        #expect(steps["kernel-7"]?.difference?.reference == "move-up")
        #expect(steps["gelu"]?.difference?.reference == "kernel-7")
        #expect(steps["kernel-5"]?.difference?.pairs.map(\.seed) == [0, 1])
        #expect(steps["gelu"]?.difference?.pairs.map(\.seed) == [0, 1])
        #expect(steps["gelu"]?.diverged.map(\.seed) == [2])
        // move-up's own predecessor is not in this study, so the nearest row before stands for it.
        #expect(steps["move-up"]?.difference?.reference == "resnet-50")
        #expect(steps["move-up"]?.difference?.pairs.count == 3)
        #expect(steps["move-up"]?.differenceToFirst?.pairs.count == 3)
    }

    @Test func agreementIsOverAdoptedSteps() throws {
        let (study, attempts) = try Self.made()
        let agreement = try ReportFixture.report(study, attempts).agreement
        #expect(agreement.points.map(\.id) == ["move-up", "kernel-5", "kernel-7", "gelu"])
        #expect(try agreement.signs.get().n == 3)
        #expect(try agreement.signs.get().agreeing == 1)
        #expect(throws: StatisticsError.tooFew(found: 3, needed: 5)) { try agreement.spearman.interval.get() }
    }

    /// Of the twelve adopted steps the paper's own two regimes agree on eleven signs, the first row of either included.
    @Test func theCeilingIsOverTheSamePairsOfRows() throws {
        let study = try ReportFixture.wholeStudy()
        var options = StudyReport.Options()
        let (small, large) = (Reference.table10, Reference.table11)
        let regimes = try PaperRegimes(
            small.accuracies(among: Regime.all), large.accuracies(among: Regime.all),
            consecutive: (
                small.consecutiveDifferences(in: AnyRoadmap(.convNeXt(.resNet50))),
                large.consecutiveDifferences(in: AnyRoadmap(.convNeXt(.resNet200)))
            ))
        options.paperRegimes = { _ in regimes }
        let report = try ReportFixture.report(
            study, try ReportFixture.wholeAttempts(study), options: options)
        #expect(report.rendered(as: .markdown).contains("| 11 of 12 |"))
    }

    /// Whatever names a difference names the row that it is to, and the paper's is between the same two.
    @Test func rowsThatWereNotRunAreNamedWithWhatStandsForThem() throws {
        let (study, attempts) = try Self.made()
        let report = try ReportFixture.report(study, attempts)
        let moveUp = try #require(report.steps.first { $0.id == "move-up" })
        let paper = try #require(moveUp.paper?.difference)
        #expect(abs(paper - (0.799 - 0.788)) < 1e-12)
        // One to each of eleven rows in between that change something.
        #expect(moveUp.changes.count > 3)
        let markdown = report.rendered(as: .markdown)
        #expect(markdown.contains(" to resnet-50 |"))
        #expect(
            markdown.contains(
                "Rows in between are not in this study: measured are `move-up` less `resnet-50`"))
        #expect(
            markdown.contains("From `resnet-50`: `kernel-5` −2.11, `kernel-7` −2.21 and `gelu` −2.03 points.")
        )
        #expect(!markdown.contains("No difference"))
        let json =
            try JSONSerialization.jsonObject(with: Data(report.rendered(as: .json).utf8)) as? [String: Any]
        let rows = try #require(json?["steps"] as? [[String: Any]])
        #expect(
            rows.map { $0["reference"] as? String } == [nil, "resnet-50", "move-up", "move-up", "kernel-7"])
        #expect(rows.dropFirst().allSatisfy { $0["baseline"] as? String == "resnet-50" })
        #expect(rows[1]["predecessor"] as? String == "invert")
    }

    @Test func renderingTwiceGivesTheSameBytes() throws {
        let (study, attempts) = try Self.made()
        for format in ReportFormat.allCases {
            let first = try ReportFixture.report(study, attempts).rendered(as: format)
            let second = try ReportFixture.report(study, attempts.reversed()).rendered(as: format)
            #expect(!first.isEmpty, "\(format)")
            #expect(first == second, "\(format)")
        }
    }

    /// What is printed below a table gives the table's numbers.
    @Test func thePrintedQueriesGiveTheTables() throws {
        let (study, attempts) = try Self.made()
        let database = try TemporaryDatabase([study], attempts)
        let report = try StudyReport(study.name, reader: ReportReader(folder: database.url))
        let reader = try ResultsReader(folder: database.url)
        func rows(_ query: PrintedQuery) throws -> [[QueryResult.Value]] {
            try reader.rows(of: query.sql).rows
        }
        func isClose(_ first: QueryResult.Value, _ second: Double?) -> Bool {
            switch (first, second) {
            case (.null, nil): true
            case (.real(let first), let second?): abs(first - second) < 1e-12
            default: false
            }
        }
        let steps = try rows(.steps(of: study.name))
        #expect(steps.map { $0[0] } == report.steps.map { .text($0.id) })
        for (row, step) in zip(steps, report.steps) {
            #expect(row[1] == .integer(step.macs) && row[2] == .integer(step.parameters))
            #expect(isClose(row[3], step.top1.mean) && isClose(row[4], step.top1.standardDeviation))
            #expect(row[5] == .integer(step.n))
            #expect(
                isClose(row[6], step.difference?.mean) && isClose(row[9], step.paper?.difference),
                "\(step.id)")
        }
        let agreement = try rows(.agreement(of: study.name))
        for (row, step) in zip(agreement, report.steps) {
            #expect(isClose(row[1], step.difference?.mean) && isClose(row[2], step.paper?.difference))
        }
        let runs = try rows(.runs(of: study.name)).filter { $0[3] == .text("completed") }
        #expect(
            runs.map { $0[2] } == report.steps.flatMap(\.runs).map { .text($0.identitySHA256) })
        #expect(zip(runs, report.steps.flatMap(\.runs)).allSatisfy { isClose($0[4], $1.top1) })
        let pairs = try rows(.pairs(of: study.name))
        let differences = report.steps.flatMap { $0.difference?.pairs ?? [] }
        #expect(
            zip(pairs, differences).allSatisfy { isClose($0[2], $1.difference) }
                && pairs.count == differences.count)
    }

    @Test func everyQueryInTheReportAnswers() throws {
        let (study, attempts) = try Self.made()
        let database = try TemporaryDatabase([study], attempts)
        let text = try StudyReport(study.name, reader: ReportReader(folder: database.url))
            .rendered(as: .markdown)
        let queries = text.split(separator: "\n").filter { $0.hasPrefix("Query: `SELECT") }
        #expect(queries.count >= 8)
        let reader = try ResultsReader(folder: database.url)
        for query in queries {
            let sql = query.dropFirst("Query: `".count).dropLast()
            #expect(!(try reader.rows(of: String(sql)).rows.isEmpty) || sql.contains("v_failure"), "\(sql)")
        }
    }

    @Test func aReportOfNothingYetSaysSo() throws {
        let study = try ReportFixture.study(steps: Self.steps, seeds: [0], paper: [:])
        let report = try ReportFixture.report(study, [])
        for format in ReportFormat.allCases { #expect(!report.rendered(as: format).isEmpty) }
        let text = report.rendered(as: .markdown)
        #expect(text.contains("No run is completed yet."))
        #expect(text.contains("Fewer than two steps have completed runs"))
        #expect(
            text.contains("so there is no accuracy to set against a cost.")
                && !text.contains("No run diverged."))
        #expect(!text.contains("nan") && !text.contains("inf,"))
    }

    @Test func oneSeedHasNoIntervalsAndSaysSo() throws {
        let study = try ReportFixture.study(steps: Self.steps, seeds: [0], paper: [:])
        let values = Dictionary(uniqueKeysWithValues: Self.steps.map { ($0, [0.85]) })
        let report = try ReportFixture.report(study, try ReportFixture.attempts(study, values))
        let text = report.rendered(as: .markdown)
        #expect(text.contains("One seed each: there are no intervals"))
        #expect(!text.contains("±") || text.contains("mean ± sd"))
        #expect(report.steps.allSatisfy { $0.top1Interval.value == nil })
    }

    @Test func runsOfAnotherRecipeAreInNoMean() throws {
        let (study, attempts) = try Self.made()
        let other = try ReportFixture.study("other", steps: Self.steps, seeds: [0, 1, 2], paper: [:]) {
            $0.recipe.epochs = 5
        }
        let foreign = try ReportFixture.attempts(other, ["gelu": [0.1, 0.1, 0.1]])
        let database = try TemporaryDatabase([study, other], attempts + foreign)
        let report = try StudyReport(study.name, reader: ReportReader(folder: database.url))
        #expect(report.steps.last?.n == 2)
        #expect(try #require(report.steps.last?.top1.mean) > 0.86)
    }

    @Test func unknownNamesGetTheNearest() throws {
        let (study, attempts) = try Self.made()
        let database = try TemporaryDatabase([study], attempts)
        let reader = try ReportReader(folder: database.url)
        #expect(throws: ReportError.self) { try StudyReport("made-upp", reader: reader) }
        #expect {
            try StudyReport(study.name, reader: reader) { _ in
                var options = StudyReport.Options()
                options.secondStep = "gelo"
                return options
            }
        } throws: { "\($0)" == "The study 'made-up' has no step 'gelo'; did you mean 'gelu'?" }
    }

    @Test func classesAreCountedFromLabels() throws {
        let (study, attempts) = try Self.made()
        var options = StudyReport.Options()
        // A run gets the first so many right.
        options.testImages = .success(ReportFixture.testImages)
        let report = try ReportFixture.report(study, attempts, options: options)
        let classes = try report.classAccuracy.get()
        #expect(classes.counts == Array(repeating: 1000, count: 10))
        let row = try #require(classes.rows.first)
        #expect(row.accuracy[0] == (0.882 + 0.886 + 0.884) / 3)
        let mean = row.accuracy.compactMap(\.self).reduce(0, +) / 10
        #expect(abs(mean - (try #require(report.steps.first?.top1.mean))) < 1e-12)
        let disagreement = try report.disagreement.get()
        #expect(disagreement.first == "resnet-50" && disagreement.second == "gelu")
        #expect(disagreement.pairs.map(\.test.onlyOursRight) == [201, 205])
        #expect(disagreement.firstOnly == Array(8650..<8812))
        #expect(try disagreement.pictures.get().firstOnly.count == 12)
    }

    /// Images of one class only, and names as the data set has them.
    @Test func aClassWithoutTestImagesHasNoAccuracy() throws {
        let (study, attempts) = try Self.made()
        var options = StudyReport.Options()
        options.testImages = .success(
            TestImages(
                classNames: ["T-shirt/top", "bag \"x\"", "boot"],
                labels: (0..<ReportFixture.images).map { $0 % 2 * 2 },
                picture: ReportFixture.testImages.picture))
        let report = try ReportFixture.report(study, attempts, options: options)
        let classes = try report.classAccuracy.get()
        #expect(classes.rows.allSatisfy { $0.accuracy[1] == nil && ($0.accuracy[0] ?? 0) > 0.8 })
        let json = try report.parsedJSON()
        let row = try #require(json["classes"]?.rows.first { $0["step"] == .text("kernel-5") })
        #expect(row["class_1"] == .null && row["branch"] == .truth(true))
        let expected = (0.8601 + 0.8644) / 2
        #expect(
            row["by_class"]
                == .object([
                    "T-shirt/top": row["class_0"] ?? .null, "bag \"x\"": .null,
                    "boot": row["class_2"] ?? .null,
                ]))
        #expect(abs(try #require(row["class_0"]?.number) - expected) < 1e-3)
        let names = try #require(json["class_names"]?.rows)
        #expect(names.map { $0["name"] } == [.text("T-shirt/top"), .text("bag \"x\""), .text("boot")])
        #expect(names.map { $0["test_images"] } == [.integer(5000), .integer(0), .integer(5000)])
        #expect(names[1]["reason"] == .text("No test image is of this class.") && names[0]["reason"] == .null)
        for format in [ReportFormat.markdown, .html] {
            let text = report.rendered(as: format)
            #expect(text.contains("every other class has 5,000 test images."))
            #expect(text.contains("which therefore has no accuracy"))
        }
        #expect(report.rendered(as: .markdown).contains("| (kernel-5) | 2 | 86.2 |  | 86.2 |"))
    }

    /// A status is one of four words, whatever else is known of the run.
    @Test func programsReadARunsStatusAndItsStepApart() throws {
        let (study, attempts) = try Self.made()
        let report = try ReportFixture.report(study, attempts)
        let run = try #require(
            try report.parsedJSON()["runs"]?.rows.first { $0["status"] != .text("completed") })
        #expect(run["status"] == .text("diverged") && run["diverged_at_step"] == .integer(3))
        #expect(report.rendered(as: .markdown).contains("| diverged at step 3 |"))
    }

    /// 19 seconds of two threads are 95 % of 10 seconds and 32 % of 30.
    @Test(arguments: [(10.0, false), (30, true)]) func aLoadedMachineIsSaid(seconds: Double, isSaid: Bool)
        throws
    {
        let study = try ReportFixture.study(steps: ["resnet-50", "patchify"], seeds: [0, 1], paper: [:])
        let attempts = try ["resnet-50", "patchify"].flatMap { step in
            try [0, 1].map { try ReportFixture.attempt(study, step, seed: $0, top1: 0.8, seconds: seconds) }
        }
        let text = try ReportFixture.report(study, attempts).rendered(as: .markdown)
        #expect(text.contains("Runs had 32 % of the processor time") == isSaid)
    }

    /// The recipe's gain has its row and its sentence, and no part in what is said of the roadmap.
    @Test func whatARecipeGivesStandsApart() throws {
        let study = try ReportFixture.study(
            steps: ["resnet-50-original-recipe", "resnet-50", "stage-ratio", "patchify"], seeds: [0, 1, 2],
            paper: [
                "resnet-50-original-recipe": ReportFixture.paper(0.7613, sd: nil),
                "resnet-50": ReportFixture.paper(0.7882), "stage-ratio": ReportFixture.paper(0.7936),
                "patchify": ReportFixture.paper(0.7951),
            ])
        let attempts = try ReportFixture.attempts(
            study,
            [
                "resnet-50-original-recipe": [0.60, 0.61, 0.60], "resnet-50": [0.70, 0.71, 0.71],
                "stage-ratio": [0.72, 0.73, 0.72], "patchify": [0.74, 0.74, 0.75],
            ])
        let report = try ReportFixture.report(study, attempts)
        let (original, first, second) = (report.steps[0], report.steps[1], report.steps[2])
        #expect(first.isRecipeChange && !original.isRecipeChange && !second.isRecipeChange)
        #expect(first.difference?.reference == original.id)
        #expect(original.differenceToFirst == nil && first.differenceToFirst == nil)
        #expect(second.differenceToFirst?.reference == "resnet-50")
        #expect(report.agreement.points.map(\.id) == ["stage-ratio", "patchify"])
        let text = report.rendered(as: .markdown)
        #expect(text.contains("The recipe alone, `resnet-50` less `resnet-50-original-recipe`: "))
        #expect(text.contains("From `resnet-50` to `patchify`: "))
    }
}
