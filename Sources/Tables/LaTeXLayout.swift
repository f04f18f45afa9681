/// How a table is set so that it fits the text block of the class `article` on A4, one column of 345 points: at the
/// largest size at which it is narrow enough, else with its texts in lines, else in several tables one after another,
/// each with the columns that name a row. Long tables go on in another.
package struct LaTeXLayout: Sendable {
    /// Column by column, as read: the title and the cells below it.
    package struct Column: Sendable {
        package let title: String
        package let cells: [String]
        package let alignsRight: Bool
        /// Names a row, and is repeated where columns are parted.
        package let isKey: Bool
    }

    /// One tabular: indices of columns and rows.
    package struct Part: Sendable {
        package let columns: [Int]
        package let rows: Range<Int>
    }

    /// Points.
    package static let width = 342.0
    /// Points of a page that rows may take, which leaves room for a caption and a head.
    package static let height = 400.0
    private static let narrowestText = 64.0

    package let size: LaTeXMetrics.Size
    /// By column: points of a column in which text runs in lines; `nil` for one as wide as its widest cell.
    package let paragraphs: [Double?]
    package let parts: [Part]

    package init(_ columns: [Column]) {
        var chosen: (size: LaTeXMetrics.Size, paragraphs: [Double?], groups: [[Int]])?
        for size in LaTeXMetrics.sizes where chosen == nil {
            let widths = columns.map { Self.natural($0, size) }
            if Self.total(widths, size) <= Self.width {
                chosen = (size, columns.map { _ in nil }, [Array(columns.indices)])
            }
        }
        let (small, smallest) = (LaTeXMetrics.sizes[2], LaTeXMetrics.sizes[3])
        let layout =
            chosen ?? Self.inLines(columns, small) ?? Self.inLines(columns, smallest)
            ?? Self.parted(columns, small)
        size = layout.size
        paragraphs = layout.paragraphs
        let heights = (columns.first?.cells ?? []).indices.map { row in
            Self.lines(row, columns, layout.paragraphs, layout.size) * layout.size.leading
        }
        let pages = Self.pages(heights)
        parts = pages.flatMap { rows in layout.groups.map { Part(columns: $0, rows: rows) } }
    }

    /// Lines of a title; broken at spaces and underscores where it is wider than what stands below it.
    package static func titleLines(_ column: Column, _ size: LaTeXMetrics.Size) -> [String] {
        let cells = column.cells.map { LaTeXMetrics.width(of: $0, size) }.max() ?? 0
        let most = max(cells, 4.5 * size.em)
        var lines: [String] = []
        for word in words(of: column.title) {
            if let last = lines.last, LaTeXMetrics.width(of: last + word, size) <= most {
                lines[lines.count - 1] += word
            } else {
                lines.append(word)
            }
        }
        return lines.isEmpty ? [""] : lines
    }

    /// With the space or underscore that they end in.
    private static func words(of title: String) -> [String] {
        var words = [""]
        for character in title {
            words[words.count - 1].append(character)
            if character == " " || character == "_" { words.append("") }
        }
        return words.filter { !$0.isEmpty }
    }

    private static func natural(_ column: Column, _ size: LaTeXMetrics.Size) -> Double {
        (column.cells + titleLines(column, size)).map { LaTeXMetrics.width(of: $0, size) }.max() ?? 0
    }

    private static func total(_ widths: [Double], _ size: LaTeXMetrics.Size) -> Double {
        widths.reduce(0, +) + 2 * size.separation * Double(max(0, widths.count - 1))
    }

    private typealias Choice = (size: LaTeXMetrics.Size, paragraphs: [Double?], groups: [[Int]])

    /// Texts share what the numbers leave; `nil` where that is too little.
    private static func inLines(_ columns: [Column], _ size: LaTeXMetrics.Size) -> Choice? {
        let widths = columns.map { natural($0, size) }
        let wide = columns.indices.filter { !columns[$0].alignsRight && widths[$0] > narrowestText }
        guard !wide.isEmpty else { return nil }
        let others = columns.indices.filter { !wide.contains($0) }.map { widths[$0] }
        let left = width - total(others + wide.map { _ in 0 }, size)
        guard left >= narrowestText * Double(wide.count) else { return nil }
        // The same part of what each would take beyond the least.
        let wanted = wide.reduce(0) { $0 + widths[$1] - narrowestText }
        let share = (left - narrowestText * Double(wide.count)) / wanted
        var paragraphs: [Double?] = columns.map { _ in nil }
        for column in wide { paragraphs[column] = narrowestText + share * (widths[column] - narrowestText) }
        return (size, paragraphs, [Array(columns.indices)])
    }

    private static func parted(_ columns: [Column], _ size: LaTeXMetrics.Size) -> Choice {
        var paragraphs: [Double?] = columns.map { _ in nil }
        var widths = columns.map { natural($0, size) }
        let keys = columns.indices.filter { columns[$0].isKey }
        let mostOfKey = Self.limit(keys.map { widths[$0] }, to: 0.5 * width)
        let keyWidth = keys.reduce(0) { $0 + min(widths[$1], mostOfKey) + 2 * size.separation }
        for column in columns.indices {
            let most = columns[column].isKey ? mostOfKey : min(2 * narrowestText, width - keyWidth)
            if !columns[column].alignsRight && widths[column] > most {
                paragraphs[column] = most
                widths[column] = most
            }
        }
        var groups: [[Int]] = []
        var used = 0.0
        for column in columns.indices where !columns[column].isKey {
            let needed = widths[column] + 2 * size.separation
            if groups.isEmpty || used + needed > width {
                groups.append(keys)
                used = keyWidth
            }
            groups[groups.count - 1].append(column)
            used += needed
        }
        return (size, paragraphs, groups.isEmpty ? [keys] : groups)
    }

    /// The most that each may have so that all together have no more than `total`: the narrow keep what they need.
    private static func limit(_ widths: [Double], to total: Double) -> Double {
        var left = total
        let sorted = widths.sorted()
        for (index, width) in sorted.enumerated() {
            let share = left / Double(sorted.count - index)
            if width > share { return share }
            left -= width
        }
        return sorted.last ?? total
    }

    private static func lines(
        _ row: Int, _ columns: [Column], _ paragraphs: [Double?], _ size: LaTeXMetrics.Size
    ) -> Double {
        columns.indices.map { column in
            guard let width = paragraphs[column] else { return 1.0 }
            // Lines are not filled to their end.
            let needed = LaTeXMetrics.width(of: columns[column].cells[row], size) / width
            return needed <= 1 ? 1 : (1.3 * needed + 0.5).rounded(.up)
        }.max() ?? 1
    }

    private static func pages(_ heights: [Double]) -> [Range<Int>] {
        var pages: [Range<Int>] = []
        var (start, used) = (0, 0.0)
        for (row, height) in heights.enumerated() {
            if used + height > Self.height && row > start {
                pages.append(start..<row)
                (start, used) = (row, 0)
            }
            used += height
        }
        return pages + [start..<heights.count]
    }
}
