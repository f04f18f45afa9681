import AblateFigures
import AblateWords

/// Accuracy and loss by epoch: all steps in two panels over each other, of which some stand out. The page's script lets
/// readers choose which.
struct CurveFigure: Sendable {
    enum Quantity: Sendable {
        case top1
        case loss
    }

    let steps: [ReportStep]
    /// Ids of those that stand out at first.
    let chosen: [String]
    let width: Double

    /// As many values of a line answer to the pointer.
    private static let mostPoints = 12

    static func figure(of report: StudyReport) -> Figure? {
        let steps = report.allSteps.filter { !$0.curve.epochs.isEmpty }
        guard steps.contains(where: { $0.curve.epochs.count > 1 }) else { return nil }
        let chosen = [steps.baseline?.id, report.ends?.last.id].compactMap(\.self).filter { id in
            steps.contains { $0.id == id }
        }
        let loss = steps.contains { $0.curve.epochs.contains { $0.testLoss != nil } }
        let band =
            report.largestN > 1
            ? "lines are means over seeds, and where one stands out its band reaches from the least to the most of them"
            : "lines are single runs"
        let training =
            steps.contains { $0.curve.epochs.contains { $0.trainLoss != nil } } && loss
            ? "; dashed, the training loss of those that stand out"
                + (report.manifest.hasLabelSmoothing ? ", which label smoothing raises" : "") : ""
        return Figure(
            id: "curves",
            title: "Top-1 of the test\(loss ? " and its loss" : "") by epoch: \(band)\(training).",
            description: description(steps)
        ) { width in CurveFigure(steps: steps, chosen: chosen, width: width).drawing }
    }

    private static func description(_ steps: [ReportStep]) -> String {
        let ends = steps.compactMap { step in
            step.curve.epochs.last.map { "\(step.id) \(Points.unsigned($0.top1.mean))" }
        }
        return "Top-1 in per cent at the last epoch: " + ends.joined(separator: ", ") + "."
    }

    var drawing: Drawing {
        let isWide = width >= 700
        let hasLoss = steps.contains { $0.curve.epochs.contains { $0.testLoss != nil } }
        let quantities: [Quantity] = hasLoss ? [.top1, .loss] : [.top1]
        let panelWidth = isWide ? width / 2 : width
        let panelHeight = max(isWide ? 300.0 : 270, Double(steps.count) * 13 + 60)
        let rows = isWide ? 1.0 : Double(quantities.count)
        var drawing = Drawing(width: width, height: rows * panelHeight)
        for (index, quantity) in quantities.enumerated() {
            draw(
                quantity, &drawing, left: isWide ? Double(index) * panelWidth : 0,
                top: isWide ? 0 : Double(index) * panelHeight, panelWidth, panelHeight)
        }
        return drawing
    }

    private func draw(
        _ quantity: Quantity, _ drawing: inout Drawing, left: Double, top: Double, _ width: Double,
        _ height: Double
    ) {
        let epochs = steps.flatMap { $0.curve.epochs }
        var values = epochs.compactMap { band(quantity, $0) }.flatMap { [$0.least, $0.most] }
        if quantity == .loss { values += epochs.compactMap { $0.trainLoss?.mean } }
        let longest = steps.map { Drawing.width(of: $0.label, size: 10.5) }.max() ?? 0
        // Those that stand out are set bold.
        let labels = min(1.12 * longest + 16, width * 0.46)
        let x = Scale(
            epochs.map { Double($0.epoch) }, from: left + 42, to: left + width - labels - 14, count: 5)
        let y = Scale(values, from: top + height - 34, to: top + 26, count: 5, padding: 0.04)
        for tick in y.ticks {
            drawing.line(x.start, y(tick), x.end, y(tick), .grid)
            drawing.text(y.label(tick), x.start - 5, y(tick) + 3.5, .end, size: 10.5, isMuted: true)
        }
        for tick in x.ticks where tick == tick.rounded() {
            drawing.text("\(Int(tick))", x(tick), y.start + 15, .middle, size: 10.5, isMuted: true)
        }
        drawing.text("epoch", (x.start + x.end) / 2, y.start + 30, .middle, size: 10.5, isMuted: true)
        drawing.text(
            quantity == .top1 ? "top-1 %" : "loss, nats an image", left + 8, top + 13, size: 11,
            isStrong: true)
        let places = labelPlaces(quantity, y)
        for step in steps {
            drawing.group(
                .init("curve" + (chosen.firstIndex(of: step.id).map { " on k\($0)" } ?? "")), key: step.id
            ) { drawing in
                draw(step, quantity, &drawing, x, y)
                if let place = places[step.id] {
                    drawing.text(step.label, x.end + 12, place + 3.5, size: 10.5)
                }
            }
        }
    }

    private func draw(
        _ step: ReportStep, _ quantity: Quantity, _ drawing: inout Drawing, _ x: Scale, _ y: Scale
    ) {
        let epochs = step.curve.epochs
        func line(_ value: (LearningCurve.Epoch) -> Double?) -> [(x: Double, y: Double)] {
            epochs.compactMap { epoch in value(epoch).map { (x(Double(epoch.epoch)), y($0)) } }
        }
        let bands = epochs.compactMap { band(quantity, $0) }
        if bands.contains(where: { $0.n > 1 }) {
            let most = line { band(quantity, $0)?.most }
            drawing.area(most + line { band(quantity, $0)?.least }.reversed(), .init("band"))
        }
        if quantity == .loss { drawing.path(line { $0.trainLoss?.mean }, .init("training"), dashed: true) }
        drawing.path(line { band(quantity, $0)?.mean }, .init("line"))
        let stride = (epochs.count + Self.mostPoints - 1) / Self.mostPoints
        for (index, epoch) in epochs.enumerated()
        where (epochs.count - 1 - index) % max(stride, 1) == 0 {
            guard let band = band(quantity, epoch) else { continue }
            let value = quantity == .top1 ? Units.fixed(band.mean, 2) + " %" : Units.significant(band.mean)
            let ends =
                quantity == .top1
                ? "\(Units.fixed(band.least, 2)) to \(Units.fixed(band.most, 2))"
                : "\(Units.significant(band.least)) to \(Units.significant(band.most))"
            drawing.circle(
                x(Double(epoch.epoch)), y(band.mean), radius: 2.5, .init("point"),
                title: "\(step.id), epoch \(epoch.epoch): \(value)"
                    + (band.n > 1 ? ", from \(ends), n = \(band.n)" : ", n = 1"))
        }
    }

    private func band(_ quantity: Quantity, _ epoch: LearningCurve.Epoch) -> LearningCurve.Band? {
        quantity == .top1 ? epoch.top1.inPerCent : epoch.testLoss
    }

    /// Beside the ends of the lines, in their order and apart from each other.
    private func labelPlaces(_ quantity: Quantity, _ y: Scale) -> [String: Double] {
        let ends = steps.compactMap { step in
            step.curve.epochs.last.flatMap { band(quantity, $0) }.map { (id: step.id, y: y($0.mean)) }
        }.sorted { $0.y < $1.y }
        guard !ends.isEmpty else { return [:] }
        let room = 12.5
        var places = ends.map(\.y)
        for index in places.indices.dropFirst() {
            places[index] = max(places[index], places[index - 1] + room)
        }
        // Pushed below the panel they move up again, the last first.
        var limit = y.start
        for index in places.indices.reversed() {
            places[index] = min(places[index], limit)
            limit = places[index] - room
        }
        return Dictionary(uniqueKeysWithValues: zip(ends.map(\.id), places))
    }
}

extension LearningCurve.Band {
    fileprivate var inPerCent: Self { Self(n: n, mean: 100 * mean, least: 100 * least, most: 100 * most) }
}
