import AblateFigures

/// Differences to the step before, theirs across and ours up: two quarters in which the signs agree.
struct AgreementFigure: Sendable {
    let points: [DifferenceAgreement.Point]
    let ours: String
    let theirs: String
    let width: Double

    static func figure(
        _ agreement: DifferenceAgreement, ours: String = "ours", theirs: String = "the paper's"
    ) -> Figure? {
        guard agreement.points.count > 1 else { return nil }
        let points = agreement.points
        let signs = agreement.signs.value.map {
            "\($0.agreeing) of \($0.n) adopted steps have one sign in both."
        }
        return Figure(
            id: "agreement",
            title:
                "What each step is worth, in points: across \(theirs), up \(ours)"
                + (points.contains { $0.ourInterval != nil || $0.theirInterval != nil }
                    ? ", with 95 % intervals where there are any." : ".")
                + " In the shaded quarters the signs agree; on the dashed line the sizes would."
                + (points.contains(where: \.isBranch) ? " Open: branches." : ""),
            description: "\(points.count) steps. \(signs ?? "")"
        ) { width in AgreementFigure(points: points, ours: ours, theirs: theirs, width: width).drawing }
    }

    var drawing: Drawing {
        let isWide = width >= 700
        let size = isWide ? 11.0 : 10.0
        let right = isWide ? min(width - 8, 1000) : width - 8
        let height = isWide ? 460.0 : 380
        var drawing = Drawing(width: width, height: height)
        // Ends of intervals beyond what the points need are cut at the frame.
        func values(_ mean: Double, _ error: Double?) -> [Double] {
            [mean * 100, (mean - (error ?? 0)) * 100, (mean + (error ?? 0)) * 100]
        }
        let x = Scale(
            points.flatMap { values($0.theirs, $0.theirError) }, from: 56, to: right - 8,
            count: isWide ? 8 : 4,
            includesZero: true, padding: 0.06)
        let y = Scale(
            points.flatMap { values($0.ours, $0.ourError) }, from: height - 50, to: 16, count: 6,
            includesZero: true, padding: 0.06)
        drawing.area(
            [(x(0), y(0)), (x.end, y(0)), (x.end, y.end), (x(0), y.end)], .reference)
        drawing.area(
            [(x(0), y(0)), (x.start, y(0)), (x.start, y.start), (x(0), y.start)], .reference)
        for tick in x.ticks {
            drawing.line(x(tick), y.start, x(tick), y.end, tick == 0 ? .zero : .grid)
            drawing.text(x.label(tick, signed: true), x(tick), y.start + 16, .middle, size: 11, isMuted: true)
        }
        for tick in y.ticks {
            drawing.line(x.start, y(tick), x.end, y(tick), tick == 0 ? .zero : .grid)
            drawing.text(y.label(tick, signed: true), x.start - 6, y(tick) + 4, .end, size: 11, isMuted: true)
        }
        let low = max(x.domain.lowerBound, y.domain.lowerBound)
        let high = min(x.domain.upperBound, y.domain.upperBound)
        drawing.line(x(low), y(low), x(high), y(high), .axis, dashed: true)
        drawing.text(theirs, x.end, y.start + 36, .end, isStrong: true)
        drawing.text(ours, 4, 12, isStrong: true)

        for point in points {
            let (px, py) = (x(point.theirs * 100), y(point.ours * 100))
            if let interval = point.ourInterval {
                drawing.line(
                    px, min(y.start, y(interval.lower * 100)), px, max(y.end, y(interval.upper * 100)),
                    .oursSoft)
            }
            if let interval = point.theirInterval {
                drawing.line(
                    max(x.start, x(interval.lower * 100)), py, min(x.end, x(interval.upper * 100)), py,
                    .paperSoft)
            }
        }
        var labels = LabelPlacement(
            bounds: .init(left: x.start, top: y.end, right: x.end, bottom: y.start),
            points: points.map { (x($0.theirs * 100), y($0.ours * 100)) })
        for point in points {
            let place = (x: x(point.theirs * 100), y: y(point.ours * 100))
            let text =
                "\(point.id): \(ours) \(Points.signed(point.ours)), \(theirs) \(Points.signed(point.theirs))"
            if point.isBranch {
                drawing.ring(place.x, place.y, radius: 5, .branch, title: text)
            } else {
                drawing.circle(place.x, place.y, radius: 5, .ours, title: text)
            }
            let label = labels.place(point.id, at: place, size: size)
            drawing.text(point.id, label.x, label.y, label.anchor, size: size, isMuted: point.isBranch)
        }
        return drawing
    }
}
