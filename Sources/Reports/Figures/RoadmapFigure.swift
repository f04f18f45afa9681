import AblateFigures
import AblateWords
import Foundation

/// A row a step with every seed, the mean and its interval; the reference's value on an axis
/// of its own; MACs as bars.
struct RoadmapFigure: Sendable {
    let steps: [ReportStep]
    let width: Double
    /// What the reference is called: `paper`.
    let noun: String

    private var isWide: Bool { width >= 700 }
    private var rowHeight: Double { isWide ? 26 : 44 }
    private let top = 46.0

    static func figure(of report: StudyReport) -> Figure? {
        guard report.allSteps.contains(where: { $0.n > 0 }) else { return nil }
        let hasPaper = report.steps.contains { $0.paper != nil }
        let (steps, noun) = (report.allSteps, report.noun)
        return Figure(
            id: "roadmap",
            title: Self.title(report, hasPaper: hasPaper),
            description: Self.description(steps)
        ) { width in RoadmapFigure(steps: steps, width: width, noun: noun).drawing }
    }

    /// Names what is drawn and no more: from one seed there are no dots and no bars.
    private static func title(_ report: StudyReport, hasPaper: Bool) -> String {
        let steps = report.allSteps
        let isOfSeveral = report.largestN > 1
        var parts = isOfSeveral ? ["dots are seeds"] : []
        let circles = isOfSeveral ? "means" : "single runs"
        if report.hasBranches {
            parts.append("filled circles \(circles) of adopted steps")
            parts.append("open ones of branches (joined by a dashed line to the step that they depart from)")
        } else {
            parts.append("circles \(circles)")
        }
        if steps.contains(where: { $0.top1Interval.value != nil }) {
            parts.append("bars 95 % intervals\(cutsIntervals(steps) ? ", with a tip where they go on" : "")")
        }
        var title = "Top-1 accuracy of every step: \(parts.joined(separator: ", "))."
        if steps.contains(where: { !$0.diverged.isEmpty }) { title += " A cross: a run that diverged." }
        if hasPaper {
            let sd = steps.contains { $0.paper?.top1SD != nil } ? ", ± its sd where it prints one," : ""
            title += " Diamonds: \(report.theirs) values\(sd) on their own axis."
        }
        return title
    }

    private static func description(_ steps: [ReportStep]) -> String {
        let means = steps.compactMap { step in step.top1.mean.map { "\(step.id) \(Points.unsigned($0))" } }
        return (steps.contains { $0.n > 1 } ? "Mean top-1" : "Top-1") + " in per cent by step: "
            + means.joined(separator: ", ") + "."
    }

    private var hasPaper: Bool { steps.contains { $0.paper != nil } }

    var drawing: Drawing {
        var drawing = Drawing(width: width, height: top + Double(steps.count) * rowHeight + 26)
        let bars = width - 114
        let paper: (Double, Double) =
            isWide ? (bars - 36 - 0.17 * width, bars - 36) : (width - 116, width - 8)
        let end = isWide ? (hasPaper ? paper.0 : bars - 16) - 90 : hasPaper ? width - 138 : width - 10
        drawOurs(&drawing, from: isWide ? 222 : 8, to: end)
        if hasPaper { drawPaper(&drawing, from: paper.0, to: paper.1) }
        drawLabels(&drawing, values: end + 10, bars: bars)
        return drawing
    }

    /// Middle of the row's marks.
    private func y(_ index: Int) -> Double {
        top + Double(index) * rowHeight + (isWide ? rowHeight / 2 : 31)
    }

    private func drawLabels(_ drawing: inout Drawing, values: Double, bars: Double) {
        let mostMACs = Double(steps.map(\.macs).max() ?? 1)
        if isWide { drawing.text("MACs", bars, 20, isStrong: true) }
        for (index, step) in steps.enumerated() {
            let label = y(index) + (isWide ? 4 : -15)
            let indent = step.isBranch ? 14.0 : 0
            drawing.text(step.id, (isWide ? 8 : 4) + indent, label, isMuted: step.isBranch)
            let mean = step.top1.mean.map { mean in
                Points.unsigned(mean)
                    + (step.top1.standardDeviation.map { " ± " + Points.unsigned($0) } ?? "")
            }
            if isWide {
                drawing.text(mean ?? "no result", values, label, size: 11, isMuted: true)
                let length = 60 * Double(step.macs) / mostMACs
                drawing.bar(
                    bars, y(index) - 6, width: length, height: 12, .bar,
                    title: "\(step.id): \(Units.count(step.macs)) MACs")
                drawing.text(Units.count(step.macs), bars + length + 5, label, size: 11, isMuted: true)
            } else {
                // Behind the name, since what stands to the right is another axis's.
                let name = 4 + indent + Drawing.width(of: step.id) + 10
                drawing.text(mean ?? "no result", name, label, size: 11, isMuted: true)
            }
        }
    }

    private func drawAxis(_ drawing: inout Drawing, _ scale: Scale, _ title: String) {
        let bottom = top + Double(steps.count) * rowHeight
        drawing.text(title, scale.start, 20, isStrong: true)
        for tick in scale.ticks {
            drawing.line(scale(tick), top - 4, scale(tick), bottom, .grid)
            drawing.text(scale.label(tick), scale(tick), top - 9, .middle, size: 11, isMuted: true)
            drawing.text(scale.label(tick), scale(tick), bottom + 16, .middle, size: 11, isMuted: true)
        }
    }

    /// What the axis has to reach, in per cent. A wide interval of few runs would push everything else together.
    private static func values(_ steps: [ReportStep]) -> [Double] {
        steps.flatMap { step -> [Double] in
            let runs = step.runs.map(\.top1)
            let spread = max((runs.max() ?? 0) - (runs.min() ?? 0), 0.002)
            let ends = step.top1Interval.value.map {
                [max($0.lower, (runs.min() ?? 0) - spread), min($0.upper, (runs.max() ?? 1) + spread)]
            }
            return runs + (ends ?? [])
        }.map { $0 * 100 }
    }

    /// Whether an interval is cut at the end of the axis.
    private static func cutsIntervals(_ steps: [ReportStep]) -> Bool {
        let domain = Scale(values(steps), from: 0, to: 1, padding: padding).domain
        return steps.compactMap(\.top1Interval.value).contains {
            100 * $0.lower < domain.lowerBound || 100 * $0.upper > domain.upperBound
        }
    }

    /// Room beyond the values at either end of the axis, as a share of what they span.
    private static let padding = 0.04

    private func drawOurs(_ drawing: inout Drawing, from start: Double, to end: Double) {
        let scale = Scale(
            Self.values(steps), from: start, to: end, count: isWide ? 6 : 4, padding: Self.padding)
        drawAxis(&drawing, scale, isWide ? "ours, top-1 %" : "ours, %")
        func x(_ top1: Double) -> Double { scale(top1 * 100) }
        func place(_ step: ReportStep) -> (x: Double, y: Double)? {
            guard let mean = step.top1.mean, let index = steps.firstIndex(where: { $0.id == step.id }) else {
                return nil
            }
            return (x(mean), y(index))
        }
        drawing.path(steps.filter { !$0.isBranch }.compactMap(place), .oursSoft)
        for step in steps where step.isBranch {
            guard let from = steps.first(where: { $0.id == step.difference?.reference }).flatMap(place),
                let to = place(step)
            else { continue }
            drawing.path([from, to], .branch, dashed: true)
        }
        for (index, step) in steps.enumerated() {
            let y = y(index)
            for run in step.diverged {
                drawing.cross(
                    start + 6, y, radius: 4, .diverged,
                    title: "\(step.id), seed \(run.seed): diverged"
                        + (run.step.map { " at step \($0)" } ?? ""))
            }
            guard let mean = step.top1.mean else { continue }
            if let interval = step.top1Interval.value {
                drawing.interval(
                    from: 100 * interval.lower, to: 100 * interval.upper, on: scale, y,
                    step.isBranch ? .branch : .ours)
            }
            let text = "\(step.id): \(Units.mean(step.top1) ?? "") %"
            if step.isBranch {
                drawing.ring(x(mean), y, radius: 5, .branch, title: text)
            } else {
                drawing.circle(x(mean), y, radius: 5, .ours, title: text)
            }
            for run in step.runs where step.n > 1 {
                drawing.circle(
                    x(run.top1), y, radius: 2, .seed,
                    title: "\(step.id), seed \(run.seed): \(Points.unsigned(run.top1)) %")
            }
        }
    }

    private func drawPaper(_ drawing: inout Drawing, from start: Double, to end: Double) {
        var values: [Double] = []
        for paper in steps.compactMap(\.paper) {
            let deviation = paper.top1SD ?? 0
            values += [(paper.top1Mean - deviation) * 100, (paper.top1Mean + deviation) * 100]
        }
        let scale = Scale(values, from: start, to: end, count: 3, padding: 0.06)
        drawAxis(&drawing, scale, "\(noun)'s, \(isWide ? "top-1 " : "")%")
        func place(_ step: ReportStep) -> (x: Double, y: Double)? {
            guard let paper = step.paper, let index = steps.firstIndex(where: { $0.id == step.id }) else {
                return nil
            }
            return (scale(paper.top1Mean * 100), y(index))
        }
        drawing.path(steps.filter { !$0.isBranch }.compactMap(place), .paperSoft)
        for step in steps {
            guard let paper = step.paper, let (x, y) = place(step) else { continue }
            if step.isBranch,
                let from = steps.first(where: { $0.id == step.difference?.reference }).flatMap(place)
            {
                drawing.path([from, (x, y)], .paperSoft, dashed: true)
            }
            if let deviation = paper.top1SD {
                drawing.line(
                    scale((paper.top1Mean - deviation) * 100), y, scale((paper.top1Mean + deviation) * 100),
                    y,
                    .paper)
            }
            drawing.diamond(
                x, y, radius: 4.5, .paper,
                title: "\(step.id) in the \(noun): \(Points.unsigned(paper.top1Mean)) %")
        }
    }
}
