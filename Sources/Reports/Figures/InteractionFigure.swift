import AblateFigures
import AblateStatistics
import AblateWords

/// What two steps are worth together beyond what each is worth alone: a cell a pair, above the diagonal that has the names.
package struct InteractionFigure: Sendable {
    /// A pair of steps.
    package struct Cell: Sendable {
        /// The place of one of the two among the players.
        package var first: Int
        /// The other's place.
        package var second: Int
        /// As a fraction of 1.
        package var mean: Double
        /// Of 95 %, in fractions of 1; `nil` where there is none.
        package var interval: Interval?
        /// Seeds that it is the mean of.
        package var n: Int
        /// Whether it is told from zero.
        package var isSure: Bool

        /// The interaction of two players from `n` seeds.
        package init(first: Int, second: Int, mean: Double, interval: Interval?, n: Int, isSure: Bool) {
            self.first = first
            self.second = second
            self.mean = mean
            self.interval = interval
            self.n = n
            self.isSure = isSure
        }
    }

    private let cells: [Cell]
    private let players: [String]
    /// As the drawing has them, shortened where they are long.
    private let names: [String]
    private let width: Double

    /// The interactions of players' pairs; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - players: their names, in order.
    ///   - id: kebab-case, unique in a report.
    /// - Precondition: cells are of two different players.
    package static func figure(
        of cells: [Cell], players: [String], id: String = "interactions"
    ) -> Figure? {
        for cell in cells {
            precondition(
                cell.first != cell.second && players.indices.contains(cell.first)
                    && players.indices.contains(cell.second),
                "A cell is of two of the \(players.count) players, not of \(cell.first) and \(cell.second).")
        }
        guard !cells.isEmpty else { return nil }
        let cells = cells.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
        let names = players.map { Drawing.shortened($0, to: longestName) }
        return Figure(
            id: id, title: title(cells), description: description(cells, players), style: style
        ) { width in
            InteractionFigure(cells: cells, players: players, names: names, width: width).drawing
        }
    }

    /// Blue and orange, which all eyes tell apart; the sign is in the number too.
    private static let style = """
        .f.more { fill: var(--c0); } .f.less { fill: var(--c1); } .f.none { fill: var(--soft); }
        .f.i1 { opacity: 0.14; } .f.i2 { opacity: 0.26; } .f.i3 { opacity: 0.38; }
        .f.i4 { opacity: 0.5; }
        .t.in-cell { stroke: none; }
        """

    /// In units of a drawing; a narrow one has room for it.
    private static let longestName = 300.0
    /// As many steps of colour there are between none and the largest.
    private static let shades = 4

    private static func title(_ cells: [Cell]) -> String {
        "What two steps are worth together beyond what each is worth alone, in points of top-1. A cell is of the step whose "
            + "name stands at the left of its row and the one whose name stands below its column. Blue: more together; "
            + "orange: less"
            + (cells.contains(where: \.isSure) ? ". Bold: told from zero." : "; none is told from zero.")
    }

    private static func description(_ cells: [Cell], _ players: [String]) -> String {
        let sure = cells.filter(\.isSure)
        let told = sure.map { "\(pair($0, players)) \(Points.signed($0.mean))" }
        return "\(Units.plural(cells.count, "pair")) of \(players.count) steps; told from zero: "
            + (told.isEmpty ? "none" : told.joined(separator: ", ")) + "."
    }

    private static func pair(_ cell: Cell, _ players: [String]) -> String {
        "\(players[cell.row]) and \(players[cell.column])"
    }

    private var longest: Double { names.map { Drawing.width(of: $0, size: size) }.max() ?? 0 }
    private var isWide: Bool { width >= 700 }
    private var size: Double { isWide ? 12 : 11 }

    /// The figure in a box of its width.
    var drawing: Drawing {
        let columns = Double(max(players.count - 1, 1))
        // Names stand on the diagonal, where the cells have room for it; else numbers do, and the names above.
        let margin = longest + 12
        let hasNames = (width - margin - 4) / columns >= 40
        let start = hasNames ? margin : (width - 8) / (columns + 1)
        let cell = (width: min((width - start - 4) / columns, 96), height: isWide ? 34.0 : 24)
        let key = hasNames ? [] : keyPlaces
        let top = (key.map(\.y).max() ?? 18) + 10
        var drawing = Drawing(width: width, height: top + Double(players.count) * cell.height)
        drawLegend(&drawing)
        for (index, place) in key.enumerated() {
            drawing.text("\(index + 1)", place.x + 14, place.y, .end, size: size, isStrong: true)
            drawing.text(names[index], place.x + 20, place.y, size: size)
        }
        for row in players.indices {
            let right = start + Double(row) * cell.width
            let y = top + Double(row) * cell.height + cell.height / 2 + 4
            if hasNames {
                drawing.text(names[row], right - 7, y, .end, size: size)
            } else {
                drawing.text("\(row + 1)", right - cell.width / 2, y, .middle, size: size, isStrong: true)
            }
        }
        drawCells(&drawing, start: start, top: top, width: cell.width, height: cell.height)
        return drawing
    }

    private func drawCells(
        _ drawing: inout Drawing, start: Double, top: Double, width: Double, height: Double
    ) {
        let most = cells.map { abs($0.mean) }.max() ?? 0
        for cell in cells {
            let x = start + Double(cell.column - 1) * width
            let y = top + Double(cell.row) * height
            let share = most > 0 ? abs(cell.mean) / most : 0
            let shade = Int((share * Double(Self.shades)).rounded(.up))
            let sign = cell.mean > 0 ? "more" : cell.mean < 0 ? "less" : "none"
            drawing.bar(
                x + 1, y + 1, width: width - 2, height: height - 2, .init("\(sign) i\(shade)"),
                title: "\(Self.pair(cell, players)): \(Points.signed(cell.mean)) points"
                    + (cell.interval.map { ", 95 % interval \(Points.interval($0))" } ?? "")
                    + ", n = \(cell.n)")
            let text = number(cell, in: width - 3)
            drawing.text(
                text.words, x + width / 2, y + height / 2 + 4, .middle, size: text.size,
                isStrong: cell.isSure, .init("in-cell"))
        }
    }

    /// Hundredths of a point where there is room, else tenths; the pointer tells hundredths in any case.
    private func number(_ cell: Cell, in room: Double) -> (words: String, size: Double) {
        let whole = Points.signed(cell.mean)
        // Strong digits are wider than others.
        for size in [size, 11, 10] where Double(whole.count) * size * 0.7 <= room { return (whole, size) }
        let short = Points.signed(cell.mean, decimals: 1)
        return (short, Double(short.count) * 10 * 0.7 <= room ? 10 : 9.5)
    }

    private func drawLegend(_ drawing: inout Drawing) {
        var x = 4.0
        for (role, text) in [("more i4", "more together"), ("less i4", "less together")] {
            drawing.bar(x, 5, width: 12, height: 12, .init(role))
            drawing.text(text, x + 17, 15, size: 11, isMuted: true)
            x += 17 + Drawing.width(of: text, size: 11) + 16
        }
        if cells.contains(where: \.isSure) {
            drawing.text("bold", x, 15, size: 11, isStrong: true)
            drawing.text("told from zero", x + 32, 15, size: 11, isMuted: true)
        }
    }

    /// Where numbers are explained: in two columns, or in one where names are long.
    private var keyPlaces: [(x: Double, y: Double)] {
        let columns = 2 * (longest + 24) <= width - 8 ? 2 : 1
        let rows = (players.count + columns - 1) / columns
        return players.indices.map { index in
            (x: 4 + Double(index / rows) * width / 2, y: 38 + Double(index % rows) * 15)
        }
    }
}

extension InteractionFigure.Cell {
    fileprivate var row: Int { min(first, second) }
    fileprivate var column: Int { max(first, second) }
}
