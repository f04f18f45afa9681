import AblateFigures

extension EffectFigure {
    private var isWide: Bool { width >= 700 }
    private var left: Double { isWide ? 8 : 4 }
    /// From one mark of a line to the next below it.
    private var spacing: Double { isWide ? 7.2 : 8 }
    private var rowHeight: Double {
        let marks = spacing * Double(kinds.count)
        return isWide ? max(marks + 4, 24) : marks + 24
    }

    /// The figure in a box of its width.
    var drawing: Drawing {
        let words = Words(lines, written)
        let values = width - 8 - words.remark - words.value
        let label = lines.map { Drawing.width(of: $0.id) }.max() ?? 0
        let scale = axis.scale(
            from: isWide ? min(max(130, label + 24), 320) : 18, to: isWide ? values - 14 : width - 20,
            count: isWide ? 8 : 5)
        let legend = legendPlaces(upTo: isWide ? values : width)
        let top = (legend.last?.y ?? 0) + 17
        var drawing = Drawing(
            width: width, height: top + Double(lines.count) * rowHeight + (isWide ? 22 : 36))
        for index in lines.indices where !index.isMultiple(of: 2) {
            drawing.bar(
                0, top + Double(index) * rowHeight, width: width, height: rowHeight, .init("effect-line"))
        }
        drawAxis(&drawing, scale, top: top)
        for (kind, place) in zip(kinds, legend) {
            draw(kind, &drawing, place.x + 6, place.y - 4)
            drawing.text(name(kind), place.x + 15, place.y, size: 11, isMuted: true)
        }
        if isWide, let written {
            draw(written, &drawing, values + 6, 10)
            drawing.text(
                words.hasIntervals ? "points [95 %]" : "points", values + 15, 14, size: 11, isMuted: true)
        }
        for (index, line) in lines.enumerated() {
            let start = top + Double(index) * rowHeight
            drawMarks(line, &drawing, scale, middle: start + (isWide ? rowHeight / 2 : (rowHeight + 16) / 2))
            drawWords(
                line, &drawing, isWide ? start + rowHeight / 2 + 4 : start + 14, axis: scale.start,
                values: values)
        }
        return drawing
    }

    /// - Parameters:
    ///   - axis: where it begins.
    ///   - values: where the numbers begin.
    private func drawWords(
        _ line: Line, _ drawing: inout Drawing, _ y: Double, axis: Double, values: Double
    ) {
        let beside = line.remark.map { Drawing.width(of: $0, size: Self.strongSize) + 20 } ?? 8
        drawing.text(
            Drawing.shortened(line.id, to: isWide ? axis - 20 : width - left - beside), left, y)
        if isWide, let estimate = line.estimates.first(where: { $0.kind == written }) {
            drawing.text(Self.text(estimate), values, y, size: 11.5)
        }
        if let remark = line.remark {
            drawing.text(remark, width - 6, y, .end, size: isWide ? 11.5 : 11, isStrong: true)
        }
    }

    /// Strong letters are as wide as others of this size.
    private static let strongSize = 13.0

    /// How wide the words at the right are; 0 where there is no remark.
    private struct Words {
        var remark = 0.0
        var value = 0.0
        var hasIntervals = false

        init(_ lines: [Line], _ written: EffectKind?) {
            let remarks = lines.compactMap(\.remark).map {
                Drawing.width(of: $0, size: EffectFigure.strongSize)
            }
            remark = remarks.max().map { $0 + 14 } ?? 0
            let estimates = lines.flatMap(\.estimates).filter { $0.kind == written }
            hasIntervals = estimates.contains { $0.interval != nil }
            let header = Drawing.width(of: "points [95 %]", size: 11) + 15
            value = max(
                estimates.map { Drawing.width(of: EffectFigure.text($0), size: 11.5) }.max() ?? 0, header)
        }
    }

    /// `+0.65 [+0.40, +0.90]`.
    private static func text(_ estimate: Estimate) -> String {
        Points.signed(estimate.mean)
            + (estimate.interval.map { " [\(Points.signed($0.lower)), \(Points.signed($0.upper))]" } ?? "")
    }

    /// Where the kinds are named, one after the other and below each other where there is no more room.
    private func legendPlaces(upTo end: Double) -> [(x: Double, y: Double)] {
        var places: [(x: Double, y: Double)] = []
        var (x, y) = (left, 14.0)
        for kind in kinds {
            let room = 15 + Drawing.width(of: name(kind), size: 11)
            if x > left && x + room > end - 4 { (x, y) = (left, y + 17) }
            places.append((x, y))
            x += room + 18
        }
        return places
    }

    private func drawAxis(_ drawing: inout Drawing, _ scale: Scale, top: Double) {
        let bottom = top + Double(lines.count) * rowHeight
        for tick in scale.ticks {
            drawing.line(scale(tick), top - 4, scale(tick), bottom, abs(tick) < 1e-9 ? .zero : .grid)
            drawing.text(
                scale.label(tick, signed: true), scale(tick), bottom + 15, .middle, size: 11, isMuted: true)
        }
        drawing.text("points of top-1", left, bottom + (isWide ? 15 : 30), size: 11, isMuted: true)
    }

    /// A kind has one height on all lines, so that its marks are read down the page.
    private func drawMarks(_ line: Line, _ drawing: inout Drawing, _ scale: Scale, middle: Double) {
        for (place, kind) in kinds.enumerated() {
            guard let estimate = line.estimates.first(where: { $0.kind == kind }) else { continue }
            let y = middle + (Double(place) - Double(kinds.count - 1) / 2) * spacing
            if let interval = estimate.interval {
                drawing.interval(
                    from: 100 * interval.lower, to: 100 * interval.upper, on: scale, y, Self.role(kind))
            }
            draw(
                kind, &drawing, scale(100 * estimate.mean), y,
                title: "\(line.title), \(name(kind)): \(Points.signed(estimate.mean)) points"
                    + (estimate.interval.map { ", 95 % interval \(Points.interval($0))" } ?? "")
                    + ", n = \(estimate.n)")
        }
    }

    private static func role(_ kind: EffectKind) -> Drawing.Role { .init("effect-\(kind.rawValue)") }

    private func draw(
        _ kind: EffectKind, _ drawing: inout Drawing, _ x: Double, _ y: Double, title: String? = nil
    ) {
        let role = Self.role(kind)
        switch kind {
        case .order: drawing.circle(x, y, radius: 3.6, role, title: title)
        case .first: drawing.triangle(x, y, radius: 4, pointsUp: true, role, title: title)
        case .last: drawing.triangle(x, y, radius: 4, pointsUp: false, role, title: title)
        case .shapley: drawing.diamond(x, y, radius: 4.6, role, title: title)
        }
    }
}
