import AblateFigures
import AblateStatistics
import AblateWords
import Foundation

/// What is measured against what, a row each: the difference with its interval, the reference's on the same axis, the
/// change in MACs, and what is to be said of it in a word.
struct DifferenceFigure: Sendable {
    /// Differences are fractions of 1.
    struct Row: Sendable {
        let label: String
        /// What it is measured against, where that is not the row before it.
        var over: String?
        /// Of what less what, for those who point at it.
        let what: String
        var isBranch = false
        var mean: Double?
        var interval: Interval?
        var pairs = 0
        /// Whether it is told from zero.
        var isTold = false
        var theirs: Double?
        var theirInterval: Interval?
        /// Over those of the row that is subtracted.
        var macsRatio: Double?
        var word: String?
        var role: Drawing.Role?
    }

    let rows: [Row]
    /// What the circles and the diamonds are called: `ours`, `paper's`.
    let ours: String
    let theirs: String
    let width: Double

    private var isWide: Bool { width >= 700 }
    private var rowHeight: Double { isWide ? rows.count > 20 ? 22 : 25 : 46 }
    private let top = 36.0

    var drawing: Drawing {
        var drawing = Drawing(width: width, height: top + Double(rows.count) * rowHeight + 22)
        let isLarge = width >= 1100
        let longest = rows.map { Drawing.width(of: fullLabel($0)) + ($0.isBranch ? 12 : 0) }.max() ?? 0
        let label = isWide ? min(max(isLarge ? 210.0 : 180, longest + 28), 320) : 6
        let end = isWide ? width - (isLarge ? 470 : 380) : width - 58
        let scale = Self.axis(rows).scale(from: label + 4, to: end, count: isWide ? 8 : 5)
        drawAxis(&drawing, scale)
        for (index, row) in rows.enumerated() { draw(row, &drawing, scale, middle(index)) }
        drawWords(&drawing, from: end)
        return drawing
    }

    private func fullLabel(_ row: Row) -> String { row.label + (row.over.map { " over \($0)" } ?? "") }

    private func middle(_ index: Int) -> Double {
        top + Double(index) * rowHeight + (isWide ? rowHeight / 2 : 32)
    }

    /// Whether an interval is cut at the end of the axis.
    static func cutsIntervals(_ rows: [Row]) -> Bool { axis(rows).cutsIntervals }

    private static func axis(_ rows: [Row]) -> PointsAxis {
        PointsAxis(
            values: rows.flatMap { [$0.mean, $0.theirs].compactMap(\.self) },
            intervals: rows.flatMap { [$0.interval, $0.theirInterval].compactMap(\.self) })
    }

    private func drawAxis(_ drawing: inout Drawing, _ scale: Scale) {
        let bottom = top + Double(rows.count) * rowHeight
        for tick in scale.ticks {
            drawing.line(scale(tick), top - 6, scale(tick), bottom, abs(tick) < 1e-9 ? .zero : .grid)
            drawing.text(
                scale.label(tick, signed: true), scale(tick), bottom + 15, .middle, size: 11, isMuted: true)
        }
        drawing.text(
            isWide ? "difference in top-1, points" : "points", scale.start, 14, size: 11, isMuted: true)
        guard rows.contains(where: { $0.theirs != nil }) else { return }
        let place = scale.start + (isWide ? 190 : 60)
        if rows.contains(where: \.isTold) {
            drawing.circle(place, 10, radius: 4.5, .ours)
        } else {
            drawing.ring(place, 10, radius: 4.5, .branch)
        }
        drawing.text(ours, place + 9, 14, size: 11, isMuted: true)
        drawing.diamond(place + 58, 10, radius: 4, .paper)
        drawing.text(theirs, place + 66, 14, size: 11, isMuted: true)
    }

    private func draw(_ row: Row, _ drawing: inout Drawing, _ scale: Scale, _ y: Double) {
        let gap = row.theirs == nil || row.mean == nil ? 0.0 : isWide ? 4 : 5
        if let theirs = row.theirs {
            drawInterval(row.theirInterval, &drawing, scale, y + gap, .paper)
            drawing.diamond(
                scale(theirs * 100), y + gap, radius: 4, .paper,
                title: "\(row.what), \(self.theirs): \(Self.text(theirs, row.theirInterval))")
        }
        guard let mean = row.mean else { return }
        drawInterval(row.interval, &drawing, scale, y - gap, .ours)
        let title =
            "\(row.what): \(Self.text(mean, row.interval)), n = \(row.pairs)"
            + (row.word.map { ", \($0)" } ?? "")
        if row.isTold {
            drawing.circle(scale(mean * 100), y - gap, radius: 5, .ours, title: title)
        } else {
            drawing.ring(scale(mean * 100), y - gap, radius: 4.5, .branch, title: title)
        }
    }

    private func drawInterval(
        _ interval: Interval?, _ drawing: inout Drawing, _ scale: Scale, _ y: Double, _ role: Drawing.Role
    ) {
        guard let interval else { return }
        drawing.interval(from: 100 * interval.lower, to: 100 * interval.upper, on: scale, y, role)
    }

    private func drawWords(_ drawing: inout Drawing, from end: Double) {
        let isLarge = width >= 1100
        let value = end + (isLarge ? 20 : 12)
        let macs = value + (isLarge ? 240 : 222)
        let word = macs + (isLarge ? 34 : 16)
        if !isWide { drawing.text("MACs", width - 6, 14, .end, size: 11, isMuted: true) }
        let hasMACs = rows.contains { $0.macsRatio != nil }
        if isWide {
            drawing.text(
                (theirs.isEmpty || theirs.hasSuffix("'s") ? "" : "\(ours), ")
                    + (rows.contains { $0.interval != nil } ? "points [95 %]" : "points"), value, 14,
                size: 11,
                isMuted: true)
            if hasMACs { drawing.text("MACs", macs, 14, .end, size: 11, isMuted: true) }
        }
        for (index, row) in rows.enumerated() {
            let y = middle(index) + (isWide ? 4 : -18)
            drawing.text(
                isWide ? fullLabel(row) : row.label, (isWide ? 8 : 4) + (row.isBranch ? 12 : 0), y,
                isMuted: row.isBranch)
            let text = row.mean.map {
                Points.signed($0)
                    + (row.interval.map { " [\(Points.signed($0.lower)), \(Points.signed($0.upper))]" } ?? "")
            }
            let change = row.macsRatio.map(Self.change)
            if isWide {
                drawing.text(text ?? "no result", value, y, size: 11.5, isMuted: !row.isTold)
                if let change { drawing.text(change, macs, y, .end, size: 11.5, isMuted: change == "=") }
                if let found = row.word { drawing.text(found, word, y, size: 11.5, row.role) }
            } else {
                let words = [text.map { String($0.prefix { $0 != " " }) } ?? "no result", row.word]
                    .compactMap(\.self)
                drawing.text(words.joined(separator: " · "), width - 6, y, .end, size: 11, row.role)
                if let change {
                    drawing.text(change, width - 6, middle(index) + 4, .end, size: 11, isMuted: true)
                }
            }
        }
    }

    /// `+54 %`, `−7 %`, `=`.
    private static func change(_ ratio: Double) -> String {
        let perCent = (100 * (ratio - 1)).rounded()
        if ratio == 1 { return "=" }
        return perCent == 0 ? "≈" : (perCent < 0 ? "−" : "+") + "\(Int(abs(perCent))) %"
    }

    private static func text(_ mean: Double, _ interval: Interval?) -> String {
        "\(Points.signed(mean)) points"
            + (interval.map { ", 95 % interval \(Points.interval($0))" } ?? "")
    }
}
