import AblateResults
import AblateRunner
import AblateRuns
import AblateStatistics
import AblateWords

/// A study as a referee wants to see it: every number computed once from the database, none of it yet text.
package struct StudyReport: Sendable {
    package let manifest: StudyManifest
    /// As the database sums them up.
    let rows: [StepRow]
    /// Of designs, as the database sums them up.
    let designedRows: [StepRow]
    /// In the order of the roadmap, without peers: what steps are worth is asked of these alone.
    package let steps: [ReportStep]
    /// Rows after the last, each of which is compared with one row.
    package let peers: [ReportStep]
    package let peerComparisons: [PeerComparison]
    /// The paper's differences beside ours.
    package let agreement: DifferenceAgreement
    /// How far the paper's own two regimes agree.
    package let paperRegimes: PaperRegimes?
    /// What is said of the numbers that rows are set beside; `nil` where there are none.
    package let reference: ReferenceNote?
    package let costs: CostComparison
    /// Of the two chosen steps; the reason where there is none.
    package let disagreement: Result<Disagreement, Disagreement.Absence>
    /// By class, of every step whose runs recorded it; the reason where labels are not known.
    package let classAccuracy: Result<ClassAccuracy, TestImages.Absence>
    package let account: ComputeAccount
    /// What guessing gets right, which rows are held against.
    package let chance: ChanceLevel
    /// What would decide where there are one or two seeds; `nil` where it is not theirs to say.
    let furtherSeeds: FurtherSeeds?
    /// What designs found; empty where the study asks none.
    let spaces: [SpaceFindings]
    /// `nil` where no row stands beside itself at other widths.
    let equalMACs: EqualMACsFindings?
    /// `nil` where the number of seeds is fixed.
    let sequential: SequentialState?
    /// Trains a study with these seeds, as it can be typed.
    let command: @Sendable ([Int]) -> String

    /// What is chosen beside the study itself.
    package struct Options: Sendable {
        /// Ids of the steps whose errors are compared; `nil` for the first row and the last adopted one with runs.
        package var firstStep: String?
        package var secondStep: String?
        /// What is said of a study's reference where its manifest does not tell.
        package var reference: @Sendable (StudyManifest) -> ReferenceNote? = { _ in nil }
        /// The reference's accuracies in two regimes, of the study's roadmap; `nil` where there are none.
        package var paperRegimes: @Sendable (StudyManifest) -> PaperRegimes? = { _ in nil }
        /// The data set's test images, for labels and pictures.
        package var testImages: Result<TestImages, TestImages.Absence> = .failure(.notAsked)
        /// The command that trains a study with these seeds, as it can be typed.
        package var command: @Sendable (StudyManifest, [Int]) -> String = { study, seeds in
            "\(Remedy.moreSeeds(study: study.name, seeds: seeds.count))"
        }

        package init() {}
    }

    /// - Throws: ``ReportError`` or `ResultsError`.
    package init(
        _ study: String, reader: ReportReader, options: (DataSelection) -> Options = { _ in Options() }
    ) throws {
        let records = try reader.records(of: study)
        try self.init(records, options: options(records.manifest.data))
    }

    init(_ records: ReportRecords, options: Options) throws {
        manifest = records.manifest
        // Rows of designs have a section of their own.
        designedRows = records.steps.filter(\.isDesigned)
        rows = records.steps.filter { !$0.isDesigned }
        chance = ChanceLevel(records.manifest, labels: options.testImages.value?.labels)
        let all = Self.steps(of: records, chance)
        let steps = all.filter { !$0.isPeer }
        self.steps = steps
        peers = all.filter(\.isPeer)
        peerComparisons = peers.compactMap { peer in
            all.first { $0.id == peer.difference?.reference }.map { PeerComparison($0, against: peer) }
        }
        agreement = DifferenceAgreement(steps: steps.filter { $0.finding?.isRefused != true })
        paperRegimes = options.paperRegimes(records.manifest)
        reference =
            records.manifest.steps.contains { $0.paper != nil }
            ? records.manifest.reference ?? options.reference(records.manifest)
                ?? ReferenceNote(noun: records.manifest.referenceNoun, citation: "", caveats: []) : nil
        costs = CostComparison(steps: all, trainImages: records.manifest.data.trainImages)
        let bitmaps = TestBitmaps(records)
        disagreement = try Disagreement.between(
            options.firstStep, options.secondStep, of: all, in: records.manifest.name, bitmaps,
            images: options.testImages)
        classAccuracy = options.testImages.flatMap { images in
            ClassAccuracy(steps: all, bitmaps, images: images).map { .success($0) }
                ?? .failure(.otherImages)
        }
        account = ComputeAccount(records)
        furtherSeeds = FurtherSeeds(
            records.manifest, rows: rows, tests: Self.testCount(steps),
            accuracies: Dictionary(steps.map { ($0.id, $0.top1BySeed) }) { first, _ in first },
            concurrency: account.concurrency)
        spaces = records.spaces
        equalMACs = records.equalMACs
        let ids = Dictionary(records.steps.map { ($0.position, $0.id) }) { first, _ in first }
        sequential = SequentialState(
            records.manifest,
            records.runs.reduce(into: [:]) { accuracies, row in
                guard let id = ids[row.key] else { return }
                accuracies[id] = Dictionary(
                    row.value.compactMap { run in run.top1.map { (run.seed, $0) } }
                ) { first, _ in first }
            })
        let (manifest, command) = (records.manifest, options.command)
        self.command = { command(manifest, $0) }
    }

    /// How many of a step's completed runs are no better than guessing.
    func atChanceN(_ step: ReportStep) -> Int { chance.count(of: step.runs.map(\.top1)) }

    /// Whether a step has completed runs and none of them is better than guessing.
    func isAtChance(_ step: ReportStep) -> Bool { chance.isReached(by: step.runs.map(\.top1)) }

    /// The same of the step of that id; no for one that the study does not have.
    func isAtChance(_ id: String) -> Bool { allSteps.contains { $0.id == id && isAtChance($0) } }

    /// What is to be said of rows that are no better than guessing.
    var chanceSentences: [String] {
        chance.sentences(on: allSteps.map { ($0.id, $0.runs.map(\.top1)) }, isMarkedUp: true)
    }

    /// All rows, peers last.
    package var allSteps: [ReportStep] { steps + peers }

    /// What has a mean accuracy.
    var measuredSteps: [ReportStep] { steps.filter { $0.n > 0 } }

    /// The first row of the roadmap and the last adopted one, where both have runs.
    var ends: (first: ReportStep, last: ReportStep)? {
        guard let first = steps.baseline, first.n > 0,
            let last = steps.last(where: { !$0.isBranch && $0.n > 0 }), last.id != first.id
        else { return nil }
        return (first, last)
    }

    /// The most completed runs of a step.
    var largestN: Int { allSteps.map(\.n).max() ?? 0 }
    var smallestN: Int { allSteps.map(\.n).min() ?? 0 }

    private static func steps(of records: ReportRecords, _ chance: ChanceLevel) -> [ReportStep] {
        let architectures = Dictionary(
            records.manifest.steps.map { ($0.id, $0.architecture) }
        ) { first, _ in first }
        func top1(_ row: StepRow?) -> [Int: Double] {
            let runs = row.flatMap { records.runs[$0.position] } ?? []
            return Dictionary(runs.compactMap { run in run.top1.map { (run.seed, $0) } }) { first, _ in first
            }
        }
        let recipes = Dictionary(
            records.manifest.steps.map { ($0.id, $0.recipe ?? records.manifest.recipe) }
        ) { first, _ in first }
        var steps = records.steps.filter { !$0.isDesigned }.map { row in
            let runs = records.runs[row.position] ?? []
            let before = records.steps.first { $0.id == row.reference }
            let first = records.steps.first { $0.id == row.baseline }
            let changes = architectures[row.id].flatMap { ours in
                row.reference.flatMap { architectures[$0] }.map { ours.changes(from: $0) }
            }
            let recipeChanges = row.reference.flatMap { reference in
                recipes[reference].flatMap { theirs in recipes[row.id]?.fieldChanges(from: theirs) }
            }
            return ReportStep(
                id: row.id, title: row.title, position: row.position, isBranch: row.isBranch,
                isPeer: row.isPeer, isDesigned: row.isDesigned, predecessor: row.predecessor,
                hasOwnRecipe: row.hasOwnRecipe,
                isRecipeChange: recipeChanges?.isEmpty == false, recipeChanges: recipeChanges ?? [],
                changes: changes ?? [],
                macs: row.macs,
                parameters: row.parameters, plannedN: row.plannedN, divergedN: row.divergedN,
                failedN: row.failedN,
                runs: runs.compactMap { run in
                    run.top1.map {
                        ReportStep.Run(
                            seed: run.seed, identitySHA256: run.identitySHA256, top1: $0,
                            seconds: run.seconds, imagesPerSecond: run.imagesPerSecond)
                    }
                },
                diverged: runs.filter { $0.status == "diverged" }.map {
                    .init(seed: $0.seed, identitySHA256: $0.identitySHA256, step: $0.divergedAtStep)
                },
                curve: LearningCurve(runs),
                difference: before.map { PairedEstimate(top1(row), minus: top1($0), reference: $0.id) },
                differenceToFirst: first.map {
                    PairedEstimate(top1(row), minus: top1($0), reference: $0.id)
                },
                paper: PaperStep(row, among: records.steps))
        }
        adjust(&steps, noun: records.manifest.referenceNoun)
        refuseVerdicts(&steps, chance)
        return steps
    }

    /// Holm's correction over all tests against a predecessor, then the verdicts. A study declares its tests with its
    /// steps, so that what is not run yet, or has no spread, counts as a test with p = 1.
    private static func adjust(_ steps: inout [ReportStep], noun: String) {
        let own = steps.indices.filter { !steps[$0].isPeer }
        let tested = own.filter { steps[$0].difference?.test.value != nil }
        let raw = tested.compactMap { steps[$0].difference?.test.value?.pValue.value }
        let family = testCount(steps)
        for (index, p) in zip(tested, Holm.adjusted(raw, of: family)) {
            steps[index].difference?.adjustedP = p
        }
        let compared = own.compactMap { index in
            steps[index].testAgainstPaper.map { (index: index, p: $0.pValue.value) }
        }
        let paperFamily = steps.count {
            !$0.isPeer && $0.difference != nil && $0.paper?.difference != nil
        }
        for (test, adjustedP) in zip(compared, Holm.adjusted(compared.map(\.p), of: paperFamily)) {
            steps[test.index].fromPaper = AdjustedTest(p: test.p, adjustedP: adjustedP)
        }
        for index in own {
            steps[index].finding = Verdict.finding(
                steps[index].difference, paper: steps[index].paper, fromPaper: steps[index].fromPaper,
                noun: noun)
        }
    }

    /// A difference between two rows that have learnt nothing is no finding about a step.
    private static func refuseVerdicts(_ steps: inout [ReportStep], _ chance: ChanceLevel) {
        let reached = Set(steps.filter { chance.isReached(by: $0.runs.map(\.top1)) }.map(\.id))
        for index in steps.indices where steps[index].finding != nil {
            guard let reference = steps[index].difference?.reference, reached.contains(reference),
                reached.contains(steps[index].id)
            else { continue }
            steps[index].finding = Verdict.Finding(
                verdict: .inconclusive, isRefused: true,
                reason: "Both rows are at chance, so their difference says nothing of the step.")
        }
    }

    /// How many tests Holm's correction is over: those that the study declares, a step with a predecessor each.
    var testCount: Int { Self.testCount(steps) }

    private static func testCount(_ steps: [ReportStep]) -> Int {
        steps.count { !$0.isPeer && $0.difference != nil }
    }

    /// Of these, how many can be computed.
    var computedTestCount: Int { steps.count { $0.difference?.test.value != nil } }

    /// `16 tests, of which 4 cannot be computed yet and count as p = 1`
    var familyText: String {
        let missing = testCount - computedTestCount
        return Units.plural(testCount, "test")
            + (missing == 0
                ? ""
                : ", of which \(missing) cannot be computed and \(missing == 1 ? "counts" : "count") as p = 1")
    }
}
