import AblateWords

extension Table {
    /// The table for a terminal, where lines that are broken at its edge cannot be read.
    ///
    /// What is too wide is, in this order: freed of columns that say the same in every row, which are told above; broken
    /// within its cells; freed of columns that can be spared, which are named below; written a line a value.
    ///
    /// - Parameter width: cells of a line; `nil` for as many as are needed, as for a file or a pipe.
    package func text(width: Int?) -> String {
        guard let width, let plain = TerminalTable(self).text(width: width) else { return plainText }
        return plain
    }
}

/// Cells as they are read, and how they are laid out in little room.
private struct TerminalTable {
    private struct Column {
        var title: String
        var cells: [String]
        var alignsRight: Bool
        var isSpare: Bool

        /// The cells that it takes unbroken, and the fewest that it may be broken to.
        var natural: Int { max(title.terminalWidth, content) }
        var content: Int { cells.map(\.terminalWidth).max() ?? 0 }
        var least: Int {
            let heading = title.words.map(\.terminalWidth).max() ?? 0
            if alignsRight { return max(heading, content) }
            let word = cells.flatMap(\.words).map(\.terminalWidth).max() ?? 0
            return min(natural, max(heading, min(word, TerminalTable.longestWord)))
        }
    }

    /// Longer words, such as paths and hashes, may be broken.
    private static let longestWord = 28
    private static let gap = "  "

    private var columns: [Column]
    private let hasTotal: Bool

    init(_ table: Table) {
        let rows = table.rows + (table.total.map { [$0] } ?? [])
        columns = table.columns(for: .people).map { column in
            Column(
                title: table.columns[column].title.withVisibleControls,
                cells: rows.map { $0[column].readable.withVisibleControls },
                alignsRight: table.alignsRight(column), isSpare: table.columns[column].isSpare)
        }
        hasTotal = table.total != nil
    }

    private var rowCount: Int { columns.first?.cells.count ?? 0 }

    /// `nil` where nothing has to be done.
    func text(width: Int) -> String? {
        if rowCount == 0 || Self.breadth(columns, \.natural) <= width { return nil }
        var kept = columns
        var same: [Column] = []
        while Self.breadth(kept, \.natural) > width, let index = Self.widestConstant(kept), kept.count > 1 {
            same.append(kept.remove(at: index))
        }
        let whole = kept
        var spared: [String] = []
        while !Self.fits(kept, width), let index = kept.lastIndex(where: \.isSpare) {
            spared.insert(kept.remove(at: index).title, at: 0)
        }
        var parts =
            same.isEmpty
            ? []
            : [
                same.map { Self.wrapped("\($0.title): \($0.cells[0])", width).joined(separator: "\n") }
                    .joined(separator: "\n")
            ]
        if Self.fits(kept, width) {
            parts.append(table(kept, width))
            if !spared.isEmpty {
                let sentence =
                    "Left out, because the terminal is narrow: \(spared.joined(separator: ", ")); "
                    + "\(Remedy.wholeTable)."
                parts.append(Self.wrapped(sentence, width).joined(separator: "\n"))
            }
        } else {
            parts.append(Self.list(whole, width))
        }
        return parts.joined(separator: "\n\n")
    }

    private static func fits(_ columns: [Column], _ width: Int) -> Bool {
        breadth(columns, \.least) <= width
    }

    private static func breadth(_ columns: [Column], _ width: KeyPath<Column, Int>) -> Int {
        columns.reduce(gap.count * max(columns.count - 1, 0)) { $0 + $1[keyPath: width] }
    }

    /// Of the columns with one text in all of several rows.
    private static func widestConstant(_ columns: [Column]) -> Int? {
        columns.indices.filter { index in
            let cells = columns[index].cells
            return cells.count > 1 && cells[0] != "" && Set(cells).count == 1
        }.max { columns[$0].natural < columns[$1].natural }
    }

    // MARK: Layouts

    private func table(_ columns: [Column], _ width: Int) -> String {
        var widths = columns.map(\.natural)
        let least = columns.map(\.least)
        let room = width - Self.gap.count * (columns.count - 1)
        while widths.reduce(0, +) > room {
            // Of those that can still be broken, the widest.
            guard
                let widest = widths.indices.filter({ widths[$0] > least[$0] }).max(by: {
                    widths[$0] < widths[$1]
                })
            else { break }
            widths[widest] -= 1
        }
        func lines(_ cells: [String]) -> [String] {
            let broken = zip(cells, widths).map { Self.wrapped($0, $1) }
            return (0..<(broken.map(\.count).max() ?? 0)).map { line in
                columns.indices.map { column in
                    let cell = line < broken[column].count ? broken[column][line] : ""
                    let padding = String(repeating: " ", count: max(0, widths[column] - cell.terminalWidth))
                    return columns[column].alignsRight ? padding + cell : cell + padding
                }.joined(separator: Self.gap).trimmingTrailingSpaces
            }
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: Self.gap)
        var text = lines(columns.map(\.title)) + [rule]
        for row in 0..<rowCount {
            if hasTotal && row == rowCount - 1 { text.append(rule) }
            text += lines(columns.map { $0.cells[row] })
        }
        return text.joined(separator: "\n")
    }

    /// A line a value, a block a row.
    private static func list(_ columns: [Column], _ width: Int) -> String {
        let heading = min(columns.map(\.title.terminalWidth).max() ?? 0, max(width / 2, 1))
        let room = max(width - heading - gap.count, 1)
        let blocks = (columns.first?.cells.indices ?? 0..<0).map { row in
            columns.filter { $0.cells[row] != "" }.map { column in
                let titles = wrapped(column.title, heading)
                let texts = wrapped(column.cells[row], room)
                return (0..<max(titles.count, texts.count)).map { line in
                    let title = line < titles.count ? titles[line] : ""
                    let padding = String(repeating: " ", count: max(0, heading - title.terminalWidth))
                    return (title + padding + gap + (line < texts.count ? texts[line] : ""))
                        .trimmingTrailingSpaces
                }.joined(separator: "\n")
            }.joined(separator: "\n")
        }
        return blocks.joined(separator: "\n\n")
    }

    /// Lines of at most so many cells, broken at spaces, below lines in names, or within words that are longer.
    static func wrapped(_ text: String, _ width: Int) -> [String] {
        if text.terminalWidth <= width { return [text] }
        var lines: [String] = []
        var line = ""
        func close() {
            if !line.isEmpty { lines.append(line.trimmingTrailingSpaces) }
            line = ""
        }
        for word in text.words {
            if (line + word).trimmingTrailingSpaces.terminalWidth > width { close() }
            for character in word {
                if (line + String(character)).trimmingTrailingSpaces.terminalWidth > width { close() }
                line.append(character)
            }
        }
        close()
        return lines
    }
}

extension String {
    /// What may stand on a line of its own, with the space or low line that ends it.
    fileprivate var words: [String] {
        var words: [String] = []
        var word = ""
        for character in self {
            word.append(character)
            if character == " " || character == "_" {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
