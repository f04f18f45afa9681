import AblateArchitectures

/// Lines of progress below each other: each part is as wide in all of them and their bars begin and end in the same
/// columns. Where the terminal is too narrow, parts give way.
struct ProgressColumns {
    /// A part of a line; those of the highest rank give way first.
    struct Part {
        var text: String
        var rank: Int
        /// What it says where room is short, and the rank at which it does.
        var short: (text: String, rank: Int)?
        var alignsRight = false
    }

    struct Line {
        /// Before the bar.
        var head: [Part]
        /// How full the bar is, as a fraction of 1.
        var share: Double
        /// Behind the bar.
        var tail: [Part]
    }

    /// Cells that a line may take.
    let room: Int
    /// The bar's rank among the parts.
    let barRank: Int
    /// A bar of so many cells.
    let bar: (_ share: Double, _ width: Int) -> String

    private static let barWidths = 6...24
    private static let gap = 2

    /// - Parameters:
    ///   - lines: with the same parts, in the same order, in all of them.
    ///   - last: with parts of its own, which give way by themselves; its bar stands below the others.
    func texts(of lines: [Line], last: Line) -> [String] {
        var blocks = [Block(lines), Block([last])]
        var hasBar = true
        while let index = blocks.firstIndex(where: { width(of: $0, blocks, hasBar) > room }) {
            let rank = blocks[index].highestRank
            if hasBar, barRank >= rank ?? barRank {
                hasBar = false
            } else if let rank {
                blocks[index].giveWay(rank)
            } else {
                break
            }
        }
        let head = hasBar ? blocks.map(\.headWidth).max() ?? 0 : 0
        let tail = blocks.map(\.tailWidth).max() ?? 0
        let barWidth = min(room - head - tail - Self.gap, Self.barWidths.upperBound)
        return blocks.flatMap { block in
            block.lines.indices.map { index in
                let texts = block.texts(index)
                let before = texts.head.joined(separator: "  ")
                let parts =
                    hasBar
                    ? [before.padded(to: head), bar(block.lines[index].share, barWidth)] + texts.tail
                    : texts.head + texts.tail
                let text = parts.joined(separator: "  ")
                return (hasBar ? text : String(text.prefix(max(room, 0)))).trimmingTrailingSpaces
            }
        }
    }

    private func width(of block: Block, _ blocks: [Block], _ hasBar: Bool) -> Int {
        let head = hasBar ? blocks.map(\.headWidth).max() ?? 0 : block.headWidth
        return head + (hasBar ? Self.gap + Self.barWidths.lowerBound : 0) + block.tailWidth
    }

    /// Lines whose parts are columns.
    private struct Block {
        var lines: [Line]

        init(_ lines: [Line]) {
            self.lines = lines
        }

        private func widths(_ parts: KeyPath<Line, [Part]>) -> [Int] {
            guard let first = lines.first else { return [] }
            return first[keyPath: parts].indices.map { column in
                lines.map { $0[keyPath: parts][column].text.count }.max() ?? 0
            }
        }

        var headWidth: Int {
            let widths = widths(\.head).filter { $0 > 0 }
            return widths.reduce(0, +) + gap * max(widths.count - 1, 0)
        }

        /// With the gap before each part.
        var tailWidth: Int { widths(\.tail).filter { $0 > 0 }.reduce(0) { $0 + gap + $1 } }

        /// Of the next part to give way; the part of rank 0 never does.
        var highestRank: Int? {
            lines.flatMap { $0.head + $0.tail }.filter { !$0.text.isEmpty && $0.rank > 0 }
                .map { max($0.rank, $0.short?.rank ?? 0) }.max()
        }

        mutating func giveWay(_ rank: Int) {
            func shortened(_ part: Part) -> Part {
                var part = part
                if let short = part.short, short.rank == rank {
                    part.text = short.text
                    part.short = nil
                } else if part.rank == rank {
                    part.text = ""
                }
                return part
            }
            for index in lines.indices {
                lines[index].head = lines[index].head.map(shortened)
                lines[index].tail = lines[index].tail.map(shortened)
            }
        }

        /// The parts of a line, each as wide as its column.
        func texts(_ index: Int) -> (head: [String], tail: [String]) {
            func padded(_ parts: KeyPath<Line, [Part]>) -> [String] {
                zip(lines[index][keyPath: parts], widths(parts)).filter { $0.1 > 0 }.map { part, width in
                    let padding = String(repeating: " ", count: width - part.text.count)
                    return part.alignsRight ? padding + part.text : part.text + padding
                }
            }
            return (padded(\.head), padded(\.tail))
        }

        private var gap: Int { ProgressColumns.gap }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
