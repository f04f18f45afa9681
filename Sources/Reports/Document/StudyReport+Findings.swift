import AblateArchitectures
import AblateWords
import Foundation

extension StudyReport {
    // MARK: 4

    var agreementSection: ReportDocument.Section {
        var blocks: [ReportDocument.Block] = [
            .paragraph(
                "Levels of different data have nothing to say to each other, so only differences between the "
                    + "same two rows are compared."
                    + (agreement.points.contains(where: \.isBranch)
                        ? " Branches are shown but left out of the statistics: they depart from one step and would count "
                            + "its noise again and again." : ""))
        ]
        if agreement.points.isEmpty {
            blocks.append(.paragraph("No step has a difference both here and in the \(noun)."))
            return .init(id: "agreement", title: "The \(noun)'s differences and ours", blocks: blocks)
        }
        blocks += figures(AgreementFigure.figure(agreement, theirs: theirs))
        blocks += [
            .table(
                agreement.readableTable(ceiling: ceiling, noun: noun),
                caption:
                    "How far the differences agree. Intervals of ρ and τ are by Fisher's transformation; p is of "
                    + "a permutation test.",
                query: Self.query(.agreement(of: manifest.name))),
            .list(agreementNotes),
        ]
        return .init(id: "agreement", title: "The \(noun)'s differences and ours", blocks: blocks)
    }

    /// Of the paper with itself, over the adopted steps that are compared; `nil` for fewer than a correlation has an
    /// interval of.
    var ceiling: PaperRegimes.Ceiling? {
        let points = agreement.points.filter { !$0.isBranch }
        return points.count < 5 ? nil : paperRegimes?.ceiling(over: points)
    }

    private var agreementNotes: [String] {
        var notes: [String] = []
        if let quoted = paperRegimes?.consecutive {
            let same = ceiling.map {
                "; over the steps compared here it is ρ = \(Units.significant($0.spearman)) with \($0.signs.agreeing) "
                    + "of \($0.signs.n)"
            }
            notes.append(
                "The ceiling: between \(theirs) own two regimes, consecutive rows correlate at ρ = "
                    + "\(Units.significant(quoted.spearman)), with \(quoted.signs.agreeing) of \(quoted.signs.n) signs "
                    + "alike (kernel 5 → 7 taken as a step, larger kernels left out)\(same ?? ""). More cannot be asked "
                    + "of other data.")
        }
        if let noise = agreement.spearman.underNoise.value {
            notes.append(
                "Expected under noise alone: were \(theirs) printed differences the truth here as well, seeds would "
                    + "still let ρ come out at \(Units.significant(noise.expected)) on average (95 % of 2,000 draws "
                    + "between \(Units.significant(noise.range.lower)) and \(Units.significant(noise.range.upper))), "
                    + "with the standard errors measured here and printed there, taken as independent.")
        } else {
            notes.append(
                "The value expected under noise alone cannot be given: a standard error is not known for every "
                    + "step.")
        }
        return notes
    }

    // MARK: 5

    var costSection: ReportDocument.Section {
        if costs.points.isEmpty {
            return .init(
                id: "cost", title: "Cost",
                blocks: [.paragraph("No run is completed, so there is no accuracy to set against a cost.")])
        }
        var blocks = figures(CostFigure.figure(of: costs))
        blocks += [
            .table(
                costs.table,
                caption:
                    "Accuracy and cost. On the front: no other row costs at most as much and is at least as "
                    + "accurate."
                    + (costs.points.contains { !$0.frontShare.isEmpty }
                        ? " The per cent are how often that holds when seeds are drawn anew (2,000 resamples)."
                        : smallestN < 2 ? " How sure that is cannot be said where a row has one seed." : ""),
                query: Self.query(.costs(of: manifest.name)))
        ]
        if let note = loadNote { blocks.append(.paragraph(note)) }
        if let note = rateNote { blocks.append(.paragraph(note)) }
        if let budgets = costs.budgets {
            blocks += [
                .heading("At equal budgets"),
                .table(
                    budgets.table,
                    caption:
                        "Mean accuracy where the row that needs least ends: equal epochs, equal training MACs "
                        + "(three forward passes an image), equal seconds of training and testing. Between epochs on "
                        + "a straight line; empty where the first epoch is beyond the budget. The learning rate falls "
                        + "to the last epoch, so a point before it is below what a shorter training would reach.",
                    query: Self.query(.epochMeans(of: manifest.name))),
            ]
        }
        return .init(id: "cost", title: "Cost", blocks: blocks)
    }

    /// Seconds say little where runs had to share the processors.
    private var loadNote: String? {
        guard let share = account.processorShare, share.overall < 0.85 else { return nil }
        func perCent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }
        return
            "Runs had \(perCent(share.overall)) of the processor time that their threads could have had (from "
            + "\(perCent(share.least)) to \(perCent(share.most)) a run): other work ran beside them. Seconds, images a "
            + "second and all that is made of them are those of a loaded machine, and rows may have been loaded "
            + "differently."
    }

    /// Where equal MACs are not equal time.
    private var rateNote: String? {
        let rated = costs.points.compactMap { point in
            point.trainingGMACsPerSecond.map { (id: point.id, rate: $0) }
        }
        guard let fast = rated.max(by: { $0.rate < $1.rate }),
            let slow = rated.min(by: { $0.rate < $1.rate }),
            fast.rate > 1.1 * slow.rate
        else { return nil }
        return "Equal MACs are not equal time: a row's training does from \(Units.significant(slow.rate)) "
            + "(`\(slow.id)`) to \(Units.significant(fast.rate)) (`\(fast.id)`) GMAC a second. Depthwise convolutions "
            + "do few MACs for each value that they move, so rows that have them pay more time a MAC."
    }

    // MARK: 6

    var curveSection: ReportDocument.Section {
        var blocks: [ReportDocument.Block] = []
        let diverged = steps.flatMap { step in step.diverged.map { (step.id, $0) } }
        blocks.append(
            .paragraph(
                diverged.isEmpty
                    ? account.completed == 0 ? "No run has ended yet." : "No run diverged."
                    : "Diverged, and in no mean: "
                        + Units.list(
                            diverged.map { id, run in
                                "`\(id)` with seed \(run.seed)" + (run.step.map { " at step \($0)" } ?? "")
                            }) + "."))
        blocks += figures(CurveFigure.figure(of: self))
        if curveTable.rows.isEmpty {
            return .init(
                id: "curves", title: "Learning curves",
                blocks: blocks + [.paragraph("No completed run has told an epoch.")])
        }
        blocks.append(
            .table(
                curveTable,
                caption:
                    "By epoch, over the completed runs. Losses in nats an image; seconds of training and testing up "
                    + "to the end of the epoch."
                    + (manifest.hasLabelSmoothing
                        ? " Training losses are raised by label smoothing, test losses not." : ""),
                query: Self.query(.epochs(of: manifest.name))))
        return .init(id: "curves", title: "Learning curves", blocks: blocks)
    }

    // MARK: 7

    var disagreementSection: ReportDocument.Section {
        var blocks: [ReportDocument.Block] = [.heading("Accuracy by class")]
        switch classAccuracy {
        case .success(let classes):
            blocks.append(
                .table(
                    classes.table,
                    caption: "Top-1 in per cent by class, mean over n runs. " + classes.sizeText,
                    query: nil))
        case .failure(let absence): blocks.append(.paragraph("Accuracy by class is not shown. \(absence)"))
        }
        switch disagreement {
        case .success(let found): blocks += self.blocks(on: found)
        case .failure(let absence):
            blocks += [.heading("Where two steps disagree"), .paragraph("\(absence)")]
        }
        return .init(id: "disagreement", title: "Classes, and where two steps disagree", blocks: blocks)
    }

    private func blocks(on found: Disagreement) -> [ReportDocument.Block] {
        let both = (found.firstOnly.count, found.secondOnly.count)
        var blocks: [ReportDocument.Block] = [
            .heading("`\(found.first)` against `\(found.second)`"),
            .table(
                found.table,
                caption:
                    "Test images by which step gets them right, a row a seed, with McNemar's exact test on the "
                    + "images that part them. It speaks of these two networks, not of other seeds.",
                query: Self.query(
                    .predictions(of: found.first, and: found.second, study: manifest.name))),
            .paragraph(
                "In \(found.pairs.count == 1 ? "the one pair" : "all \(found.pairs.count) pairs") of runs: "
                    + "\(Units.plural(both.0, "image")) that only `\(found.first)` gets right, "
                    + "\(both.1) that only `\(found.second)` does."),
        ]
        switch found.pictures {
        case .failure(let absence): blocks.append(.paragraph("The images are not shown. \(absence)"))
        case .success(let pictures):
            for (name, list, all) in [
                (found.first, pictures.firstOnly, both.0), (found.second, pictures.secondOnly, both.1),
            ] where !list.isEmpty {
                blocks.append(
                    .pictures(
                        list.compactMap { picture in
                            (try? picture.pixels.png()).map { png in
                                .init(
                                    png: png, width: picture.pixels.shape.width,
                                    height: picture.pixels.shape.height,
                                    caption: "\(picture.className), no. \(picture.image)",
                                    description: "Test image \(picture.image), class \(picture.className)")
                            }
                        },
                        caption:
                            "Only `\(name)` is right: \(list.count) of \(all), evenly from the list. Below each: "
                            + "its class, and its number among the test images."))
            }
        }
        return blocks
    }
}

extension ClassAccuracy {
    /// How many test images a class has, and which have none.
    fileprivate var sizeText: String {
        let there = counts.filter { $0 > 0 }
        let (least, most) = (there.min() ?? 0, there.max() ?? 0)
        let size =
            least == most
            ? Units.plural(most, "test image") : "\(least) to \(Units.plural(most, "test image"))"
        let empty = zip(classNames, counts).filter { $1 == 0 }.map { "`\($0.0.held)`" }
        if empty.isEmpty { return "A class has \(size)." }
        return "No test image is of \(Units.list(empty, "or")), which therefore "
            + "\(empty.count == 1 ? "has" : "have") no accuracy; every other class has \(size)."
    }
}
