import AblateFigures
import AblateWords

/// Accuracy against four costs, with the Pareto front of each.
struct CostFigure: Sendable {
    let points: [CostComparison.Point]
    let width: Double

    static func figure(of costs: CostComparison) -> Figure? {
        guard costs.points.count > 1 else { return nil }
        let points = costs.points
        let front = points.filter { $0.isOnFront[.macs] == true }.map(\.id)
        return Figure(
            id: "cost",
            title:
                "Accuracy against MACs, parameters and seconds of a run. Green and "
                + "joined: on the Pareto front"
                + BranchesAndPeers.ending(
                    "; open: ", branches: points.contains { $0.isBranch && !$0.isPeer },
                    peers: points.contains(where: \.isPeer)),
            description: "On the front by MACs: \(Units.list(front))."
        ) { width in CostFigure(points: points, width: width).drawing }
    }

    var drawing: Drawing {
        let columns = width >= 1100 ? 3 : width >= 700 ? 2 : 1
        let (panelWidth, panelHeight) = (width / Double(columns), 250.0)
        let currencies = CostComparison.Currency.allCases.filter { currency in
            // Images a second are seconds once more.
            currency != .secondsPerImage && points.allSatisfy { $0.cost(in: currency) != nil }
        }
        let rows = (currencies.count + columns - 1) / columns
        var drawing = Drawing(width: width, height: Double(rows) * panelHeight)
        for (index, currency) in currencies.enumerated() {
            draw(
                currency, &drawing, left: Double(index % columns) * panelWidth,
                top: Double(index / columns) * panelHeight, width: panelWidth, height: panelHeight)
        }
        return drawing
    }

    /// In the unit that the axis has.
    private func value(_ point: CostComparison.Point, _ currency: CostComparison.Currency) -> Double {
        switch currency {
        case .macs: Double(point.macs) / 1e6
        case .parameters: Double(point.parameters) / 1e3
        case .seconds: point.seconds ?? 0
        case .secondsPerImage: point.imagesPerSecond ?? 0
        }
    }

    private func title(_ currency: CostComparison.Currency) -> String {
        switch currency {
        case .macs: "MACs, millions"
        case .parameters: "parameters, thousands"
        case .seconds: "seconds a run"
        case .secondsPerImage: "images/s (more is better)"
        }
    }

    /// What is within reach between two points is the lesser of both.
    private static func stairs(
        _ points: [(x: Double, y: Double)], descending: Bool
    ) -> [(x: Double, y: Double)] {
        var path = Array(points.prefix(1))
        for (before, after) in zip(points, points.dropFirst()) {
            path += [descending ? (before.x, after.y) : (after.x, before.y), after]
        }
        return path
    }

    private func draw(
        _ currency: CostComparison.Currency, _ drawing: inout Drawing, left: Double, top: Double,
        width: Double,
        height: Double
    ) {
        let x = Scale(
            points.map { value($0, currency) }, from: left + 50, to: left + width - 24, count: 4,
            padding: 0.06)
        let y = Scale(
            points.map { $0.top1Mean * 100 }, from: top + height - 46, to: top + 30, count: 4, padding: 0.06)
        for tick in x.ticks {
            drawing.line(x(tick), y.start, x(tick), y.end, .grid)
            drawing.text(x.label(tick), x(tick), y.start + 16, .middle, size: 11, isMuted: true)
        }
        for tick in y.ticks {
            drawing.line(x.start, y(tick), x.end, y(tick), .grid)
            drawing.text(y.label(tick), x.start - 6, y(tick) + 4, .end, size: 11, isMuted: true)
        }
        drawing.text(title(currency), x.start, y.start + 34, isStrong: true)
        drawing.text("top-1 %", left + 4, top + 16, isStrong: true)
        func place(_ point: CostComparison.Point) -> (x: Double, y: Double) {
            (x(value(point, currency)), y(point.top1Mean * 100))
        }
        let front = points.filter { $0.isOnFront[currency] == true }
            .sorted { value($0, currency) < value($1, currency) }
        drawing.path(Self.stairs(front.map(place), descending: currency == .secondsPerImage), .front)
        var labels = LabelPlacement(
            bounds: .init(left: x.start, top: y.end - 14, right: x.end + 20, bottom: y.start),
            points: points.map(place))
        for point in points {
            let at = place(point)
            let isOnFront = point.isOnFront[currency] == true
            let text =
                "\(point.id): \(Points.unsigned(point.top1Mean)) % at \(Units.significant(value(point, currency))), "
                + title(currency)
            if point.isBranch && !isOnFront {
                drawing.ring(at.x, at.y, radius: 4.5, .branch, title: text)
            } else {
                drawing.circle(
                    at.x, at.y, radius: isOnFront ? 5.5 : 4.5, isOnFront ? .front : .ours, title: text)
            }
        }
        // Labels of what the eye looks for: the front, and the two ends of the roadmap.
        let ends = [points.first?.id, points.last { !$0.isBranch }?.id]
        for point in points where point.isOnFront[currency] == true || ends.contains(point.id) {
            let label = labels.place(point.id, at: place(point), size: 11)
            drawing.text(point.id, label.x, label.y, label.anchor, size: 11)
        }
    }
}
