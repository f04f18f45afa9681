import AblateArchitectures
import AblateFigures
import AblateResults
import AblateRunner
import AblateStatistics
import AblateTables
import AblateWords

extension StudyManifest {
    /// What a page is called: the study's name, or its title where an older version spelled flags in the name.
    var heading: String { name.contains(" ") ? title : "Study \(name)" }

    /// Whether a row is trained on smoothed labels, which its training loss is of and its test loss not.
    var hasLabelSmoothing: Bool {
        ([recipe] + steps.compactMap(\.recipe)).contains { $0.labelSmoothing > 0 }
    }
}

extension StudyReport {
    /// All sections, in the order of a referee's questions.
    var document: ReportDocument {
        ReportDocument(
            title: manifest.heading,
            lead: "\(manifest.title.held)\(manifest.title.hasSuffix("?") ? "" : ".") \(scaleSentence)",
            glance: glance, figure: effectFigure ?? DifferenceFigure.figure(of: self),
            sections: (effectSection.map { [$0] } ?? []) + [stepSection]
                + (sequentialSection.map { [$0] } ?? []) + (peerSection.map { [$0] } ?? [])
                + [roadmapSection]
                + (reference == nil ? [] : [agreementSection])
                + [costSection, curveSection, disagreementSection, whatWasRun, accountSection])
    }

    /// At what scale: on every page the first thing to know of its numbers.
    private var scaleSentence: String {
        let data = manifest.data
        let seeds = manifest.seeds.count == 1 ? "one seed" : Units.plural(manifest.seeds.count, "seed")
        return
            "\(Units.plural(manifest.steps.count, "row")) with \(seeds), \(Units.plural(manifest.recipe.epochs, "epoch")) of "
            + "\(Units.plural(data.trainImages, "image")) of \(data.dataset.held) at \(data.imageSide) px."
    }

    // MARK: What was run

    private var whatWasRun: ReportDocument.Section {
        .init(
            id: "what-was-run", title: "What was run",
            blocks: [
                .table(
                    factTable, caption: "The study.",
                    query: Self.query(.study(manifest.name))),
                .paragraph(scaleDisclaimer),
            ])
    }

    private var factTable: Table {
        var table = Table(columns: [.init("what"), .init("value")])
        let data = manifest.data
        let runs =
            "\(account.completed) of \(account.planned) completed"
            + (account.diverged > 0 ? ", \(account.diverged) diverged" : "")
            + (account.failed > 0 ? ", \(account.failed) failed" : "")
        var rows: [(String, String)] = [
            ("study", "\(manifest.name): \(manifest.title)"),
            (
                "data",
                "\(data.dataset), \(Units.plural(data.trainImages, "training image")) and "
                    + "\(Units.plural(data.testImages, "test image")) of \(Units.plural(data.classes, "class", "classes")) at "
                    + "\(data.imageSide) px; SHA-256 \(data.sha256.prefix(16))…"
            ),
            ("recipe", manifest.recipe.text),
        ]
        for step in manifest.steps {
            if let recipe = step.recipe { rows.append(("recipe of \(step.id)", recipe.text)) }
        }
        rows += [
            ("regime", manifest.regime),
            (
                "seeds",
                "\(manifest.seeds.map(String.init).joined(separator: ", ")), declared before anything ran; "
                    + "the last epoch counts, not the best"
            ),
            ("runs", runs),
            ("machine", account.machineText),
            ("commit", account.commitText),
            ("compute", account.computeText),
        ]
        if let changes = manifest.changes {
            // Where the name may be a label that does not tell.
            rows.insert(
                ("changed", "of \(manifest.preset ?? manifest.roadmap): " + changes.joined(separator: ", ")),
                at: 1)
        }
        for row in rows { table.append([.text(row.0), .text(row.1)]) }
        return table
    }

    /// What the reference's numbers were made of, and what ours are.
    private var scaleDisclaimer: String {
        let data = manifest.data
        let own =
            "Scale: \(Units.plural(manifest.recipe.epochs, "epoch")) of \(Units.plural(data.trainImages, "image")) of "
            + "`\(data.dataset)` at \(data.imageSide) px, in the regime `\(manifest.regime)`. Differences between rows are what "
            + "is measured; levels belong to this data and this training alone."
        return ([own] + (reference?.caveats ?? [])).joined(separator: " ")
    }

    /// The reference's, in a sentence: `the paper's`.
    var theirs: String { "the \(noun)'s" }
    var noun: String { reference?.noun ?? manifest.referenceNoun }

    // MARK: 2 and 3

    private var roadmapSection: ReportDocument.Section {
        .init(
            id: "roadmap", title: "The roadmap",
            blocks: [
                .paragraph(
                    figureText + barText
                        + (hasBranches
                            ? " Branches were tried and not adopted: later rows do not build on them." : "")
                        + (peers.isEmpty
                            ? ""
                            : " Peers stand last; a dashed line joins each with the row that is set against it.")
                )
            ] + figures(RoadmapFigure.figure(of: self)))
    }

    private var figureText: String {
        guard let reference else { return "" }
        let values = "\(theirs) values on an axis of their own: their levels are of other data. "
        return reference.figure.map { "After \(theirs) \($0), with \(values)" }
            ?? values.prefix(1).uppercased()
            + values.dropFirst().replacing("values on", with: "values are on")
    }

    /// A block for each that there is.
    func figures(_ figures: Figure?...) -> [ReportDocument.Block] {
        figures.compactMap { $0.map { .figure($0) } }
    }

    private var stepSection: ReportDocument.Section {
        var blocks: [ReportDocument.Block] = [
            .table(
                readableStepTable,
                caption:
                    "What each step is worth. \(deviationText)"
                    + (testCount > 0
                        ? " Differences are to the adopted step before\(substituteText), "
                            + "paired by seed, in points" : "")
                    + (hasTests ? "; Holm's correction is over \(familyText)." : testCount > 0 ? "." : "")
                    + (hasBranches || !peers.isEmpty
                        ? BranchesAndPeers.ending(" In parentheses: ", allSteps) : "")
                    + (steps.contains { $0.paper?.isDistinguishable == false }
                        ? " †: \(theirs) own seeds do not tell this difference from zero." : ""),
                query: Self.query(.steps(of: manifest.name)))
        ]
        // Where designs have the first screen.
        if effectFigure != nil { blocks += figures(DifferenceFigure.figure(of: self)) }
        if !cautions.isEmpty { blocks.append(.list(cautions)) }
        if !hasTests, !verdictTable.rows.isEmpty {
            blocks += [.heading("Verdicts"), .paragraph(noVerdictText)]
        } else if !verdictTable.rows.isEmpty {
            blocks += [
                .heading("Verdicts"), .paragraph(verdictSummary),
                .list(Verdict.rule(theirs: theirs, noun: noun)),
                .table(
                    verdictTable,
                    caption:
                        "Why each verdict is what it is. P(better): the share of pairs in which the step is the better "
                        + "one. Detectable: the smallest true difference that so many pairs of this spread find with "
                        + "80 % chance, before correction; where it is larger than \(theirs) the step is "
                        + "underpowered. In points.",
                    query: Self.query(.pairs(of: manifest.name))),
            ]
        }
        return .init(id: "steps", title: "The table", blocks: blocks)
    }

    var hasBranches: Bool { steps.contains(where: \.isBranch) }
    /// Whether any difference has a test; from one seed none has.
    var hasTests: Bool { computedTestCount > 0 }
    /// Whether any mean has a deviation.
    var hasDeviations: Bool { steps.contains { $0.top1.standardDeviation != nil } }

    /// In place of a row for each step that says the same.
    private var noVerdictText: String {
        let count = Units.plural(steps.count { $0.finding != nil }, "step")
        let cause =
            largestN < 2
            ? "Without a second seed no difference can be told from chance"
            : "No difference has two pairs of runs that differ, so none can be told from chance"
        return
            "\(cause), so there is no verdict on any of the \(count) with a difference here and in the \(noun)."
    }

    /// What the bars and the ± are.
    var barText: String { spreadText(hasBars: steps.contains { $0.top1Interval.value != nil }) }

    /// What the ± are beside a table, in which no bar is drawn.
    private var deviationText: String { spreadText(hasBars: false) }

    private func spreadText(hasBars: Bool) -> String {
        let bars = hasBars ? ", bars the 95 % t interval of the mean" : ""
        return switch (smallestN, largestN) {
        case (_, 0): "No run is completed yet."
        case (_, 1): "One seed each: there are no intervals, and nothing here tells a difference from chance."
        case (let least, let most) where least == most:
            "± is the sample standard deviation over seeds\(bars), n = \(most)."
        case (let least, let most):
            "± is the sample standard deviation over seeds\(bars), n from \(least) to \(most), given with each; below 2 "
                + "there is \(hasBars ? "neither" : "none")."
        }
    }

    /// What the numbers cannot say.
    var cautions: [String] {
        var cautions = chanceSentences + [adaptiveSentence].compactMap(\.self)
        if let further = furtherSeeds {
            cautions.append(further.sentence(command: command(further.seeds)))
        }
        let pairs = steps.compactMap { $0.difference?.pairs.count }.filter { $0 > 1 }
        if let most = pairs.max() {
            let floor = SignFlipTest.smallestP(pairs: most)
            cautions.append(
                "The exact sign-flip test assumes least, and with \(most) pairs it cannot go below "
                    + "p = \(Units.p(floor))"
                    + (floor * Double(max(testCount, 1)) > PairedEstimate.significance
                        ? ", which no correction for \(Units.plural(testCount, "test")) would leave below 0.05; the "
                            + "adjusted p here are the t-test's and rest on normal differences." : "."))
        } else if largestN > 0, testCount > 0 {
            cautions.append("No step has two pairs of runs, so no difference has an interval or a test.")
        }
        let partial = steps.filter { step in
            step.difference.map { !$0.pairs.isEmpty && $0.pairs.count < step.n } ?? false
        }
        if !partial.isEmpty {
            cautions.append(
                "A difference is over the seeds that both rows completed, which are fewer than the mean is over: "
                    + Units.list(
                        partial.map { step in
                            "\(step.difference?.pairs.count ?? 0) of \(step.n) for `\(step.id)`"
                        }) + ".")
        }
        if let ends, let difference = ends.last.differenceToFirst, let mean = difference.mean {
            let paper: String
            if let first = ends.first.paper, let last = ends.last.paper {
                paper = "; \(theirs) is \(Points.signed(last.top1Mean - first.top1Mean))"
            } else {
                paper = ""
            }
            cautions.append(
                "From `\(ends.first.id)` to `\(ends.last.id)`: "
                    + Self.text(mean, difference.interval.value) + " points over "
                    + Units.plural(difference.pairs.count, "pair") + paper + ".")
        }
        for step in steps where step.isRecipeChange {
            guard let difference = step.difference, let mean = difference.mean else { continue }
            let paper = step.paper?.difference.map { "; \(theirs) is \(Points.signed($0))" } ?? ""
            cautions.append(
                "\(step.changes.isEmpty ? "The recipe alone" : "The recipe and what was changed"), `\(step.id)` less `\(difference.reference)`: "
                    + Self.text(mean, difference.interval.value) + " points over "
                    + Units.plural(difference.pairs.count, "pair") + paper
                    + ". It is no step of the roadmap and has no part in the agreement of differences.")
        }
        if let substitutions { cautions.append(substitutions) }
        let incomplete = allSteps.filter { $0.remark != nil }
        let remarks = Set(incomplete.compactMap(\.remark))
        if let remark = remarks.first, remarks.count == 1, incomplete.count == allSteps.count {
            cautions.append("Not complete: \(remark) in every step.")
        } else if !incomplete.isEmpty {
            let groups = remarks.sorted().map { remark in
                "\(remark) in "
                    + Units.list(incomplete.filter { $0.remark == remark }.map { "`\($0.id)`" })
            }
            cautions.append("Not complete: " + groups.joined(separator: "; ") + ".")
        }
        return cautions
    }

    /// What a caption says where rows in between were not run.
    private var substituteText: String {
        steps.contains { $0.substitute != nil } ? ", or to the nearest row before it that the study has" : ""
    }

    /// Differences over several steps at once, and what they come to from the first row.
    private var substitutions: String? {
        let parts = steps.compactMap { step in step.substitute.map { "`\(step.id)` less `\($0)`" } }
        guard !parts.isEmpty, let first = steps.baseline else { return nil }
        let fromFirst = steps.compactMap { step -> String? in
            guard step.difference?.reference != first.id, let mean = step.differenceToFirst?.mean else {
                return nil
            }
            return "`\(step.id)` \(Points.signed(mean))"
        }
        return
            "Rows in between are not in this study: measured are \(Units.list(parts)), in \(theirs) numbers as in "
            + "ours." + (fromFirst.isEmpty ? "" : " From `\(first.id)`: \(Units.list(fromFirst)) points.")
    }

    private var verdictSummary: String {
        let findings = steps.compactMap(\.finding)
        let parts = Verdict.allCases.map { verdict in
            "\(findings.count { $0.verdict == verdict }) \(verdict.rawValue)"
        }
        return "Of \(Units.plural(findings.count, "step")) with a difference here and in the \(noun): "
            + Units.list(parts) + "."
    }

    /// As it can be typed.
    static func query(_ query: PrintedQuery) -> String { "\(Remedy.runQuery(query.sql))" }
}
