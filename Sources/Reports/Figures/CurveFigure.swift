import AblateFigures
import AblateWords

/// A small panel a step: accuracy or loss by epoch, with the first row's in grey behind it.
struct CurveFigure: Sendable {
    enum Quantity: Sendable {
        case top1
        case loss
    }

    let steps: [ReportStep]
    let quantity: Quantity
    let width: Double

    /// The first row of the roadmap, behind all others.
    private static func reference(among steps: [ReportStep]) -> ReportStep? {
        steps.baseline
    }

    static func figure(_ quantity: Quantity, of report: StudyReport) -> Figure? {
        let steps = report.steps.filter { !$0.curve.epochs.isEmpty || !$0.diverged.isEmpty }
        guard let first = Self.reference(among: steps), steps.contains(where: { $0.curve.epochs.count > 1 })
        else {
            return nil
        }
        let band =
            report.largestN > 1
            ? "lines are means over seeds, bands reach from the least to the most of them"
            : "lines are single runs, one seed each"
        let what =
            quantity == .top1
            ? "Top-1 in per cent by epoch" : "Loss in nats an image by epoch, test solid and training dashed"
        return Figure(
            id: quantity == .top1 ? "curves-top1" : "curves-loss",
            title: "\(what): \(band)" + (steps.count > 1 ? "; in grey `\(first.id)`." : ".")
                + (steps.contains { !$0.diverged.isEmpty } ? " A cross: a run that diverged." : ""),
            description: description(quantity, steps)
        ) { width in CurveFigure(steps: steps, quantity: quantity, width: width).drawing }
    }

    private static func description(_ quantity: Quantity, _ steps: [ReportStep]) -> String {
        let ends = steps.compactMap { step -> String? in
            guard let last = step.curve.epochs.last else { return "\(step.id) diverged" }
            return quantity == .top1
                ? "\(step.id) \(Points.unsigned(last.top1.mean))"
                : last.testLoss.map { "\(step.id) \(Units.significant($0.mean))" }
        }
        return "At the last epoch: " + ends.joined(separator: ", ") + "."
    }

    var drawing: Drawing {
        let columns = width >= 700 ? 4 : 2
        let (panelWidth, panelHeight) = (width / Double(columns), 140.0)
        let rows = (steps.count + columns - 1) / columns
        var drawing = Drawing(width: width, height: Double(rows) * panelHeight + 6)
        let epochs = steps.flatMap { $0.curve.epochs }
        let values = epochs.flatMap { epoch in bands(epoch).flatMap { [$0.least, $0.most] } }
        for (index, step) in steps.enumerated() {
            let (left, top) = (Double(index % columns) * panelWidth, Double(index / columns) * panelHeight)
            let x = Scale(
                epochs.map { Double($0.epoch) }, from: left + 34, to: left + panelWidth - 12, count: 3)
            let y = Scale(values, from: top + panelHeight - 22, to: top + 24, count: 3, padding: 0.05)
            draw(step, &drawing, x, y, left, top)
        }
        return drawing
    }

    /// The test's, then perhaps the training's.
    private func bands(_ epoch: LearningCurve.Epoch) -> [LearningCurve.Band] {
        quantity == .top1 ? [epoch.top1.inPerCent] : [epoch.testLoss, epoch.trainLoss].compactMap(\.self)
    }

    private func draw(
        _ step: ReportStep, _ drawing: inout Drawing, _ x: Scale, _ y: Scale, _ left: Double, _ top: Double
    ) {
        for tick in y.ticks {
            drawing.line(x.start, y(tick), x.end, y(tick), .grid)
            drawing.text(y.label(tick), x.start - 5, y(tick) + 3.5, .end, size: 10, isMuted: true)
        }
        for tick in x.ticks where tick == tick.rounded() {
            drawing.text(x.label(tick), x(tick), y.start + 13, .middle, size: 10, isMuted: true)
        }
        drawing.text(step.label, left + 6, top + 15, size: width >= 700 ? 11 : 10.5, isStrong: true)
        func line(_ curve: LearningCurve, _ value: (LearningCurve.Epoch) -> Double?) -> [(
            x: Double, y: Double
        )] {
            curve.epochs.compactMap { epoch in value(epoch).map { (x(Double(epoch.epoch)), y($0)) } }
        }
        func test(_ epoch: LearningCurve.Epoch) -> LearningCurve.Band? {
            quantity == .top1 ? epoch.top1.inPerCent : epoch.testLoss
        }
        if let first = Self.reference(among: steps), first.id != step.id {
            drawing.path(line(first.curve) { test($0)?.mean }, .axis)
        }
        let upper = line(step.curve) { test($0)?.most }
        let lower = line(step.curve) { test($0)?.least }
        drawing.area(upper + lower.reversed(), .oursSoft)
        drawing.path(line(step.curve) { test($0)?.mean }, .ours)
        if quantity == .loss {
            drawing.path(line(step.curve) { $0.trainLoss?.mean }, .ours, dashed: true)
        }
        for (index, run) in step.diverged.enumerated() {
            drawing.cross(
                x.end - 5 - 12 * Double(index), top + 11, radius: 4, .diverged,
                title: "\(step.id), seed \(run.seed): diverged" + (run.step.map { " at step \($0)" } ?? ""))
        }
    }
}

extension LearningCurve.Band {
    fileprivate var inPerCent: Self { Self(n: n, mean: 100 * mean, least: 100 * least, most: 100 * most) }
}
