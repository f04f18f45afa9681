import AblateResults
import AblateTables
import AblateWords
import Foundation

/// What `ablate run` prints at its end and `ablate report --format table`: a row a step, no wider than the terminal,
/// with a bar of the accuracy. Colour repeats what the text says.
package struct StepTableText: Sendable {
    package var width: Int
    package var hasColor: Bool
    /// What the rows' reference is called: `paper`.
    package var noun: String

    /// A table of so many columns at most.
    package init(width: Int = 100, hasColor: Bool = false, noun: String = "paper") {
        self.width = width
        self.hasColor = hasColor
        self.noun = noun
    }

    /// - Parameter closing: what is to be said below.
    package func text(of rows: [StepRow], closing: ClosingRemarks? = nil) -> String {
        let accuracies = rows.compactMap(\.top1Mean)
        let span = Self.span(of: accuracies)
        // Where rows in between were not run, a row's difference says less than what it comes to from the first.
        let showsFirst = rows.contains { $0.substitute != nil && $0.reference != $0.baseline }
        let showsReference = rows.contains { $0.paperDelta != nil }
        var table = rows.map { Self.cells(of: $0, showsFirst: showsFirst, showsReference) }
        table.insert(titles(showsFirst: showsFirst, showsReference), at: 0)
        let barColumn = 2
        var widths = table[0].indices.map { column in table.map { $0[column].terminalWidth }.max() ?? 0 }
        // Columns that a narrow terminal has no room for give way, the least needed first.
        var shown = Array(widths.indices)
        let leastNeeded = ["seconds", "params", "MACs", "\(noun)'s", "± sd", "n", "vs first", "vs prev."]
        for column in leastNeeded.compactMap({ table[0].firstIndex(of: $0) })
        where shown.reduce(2 * (shown.count - 1), { $0 + widths[$1] }) > width {
            shown.removeAll { $0 == column }
        }
        let taken = shown.reduce(2 * (shown.count - 1), { $0 + widths[$1] }) - widths[barColumn]
        let room = width - taken
        widths[barColumn] = room < Self.leastBar ? 0 : min(Self.mostBar, room)
        var lines = table.enumerated().map { index, cells in
            line(cells, shown, widths, bar: index == 0 ? nil : rows[index - 1].top1Mean, span)
        }
        lines.insert(shown.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  "), at: 1)
        if let note = Self.note(widths[barColumn] > 0 ? span : nil, rows) { lines += ["", note] }
        lines += substitutions(in: rows) + Self.remarks(on: rows)
        if let remarks = closing?.lines(width: width), !remarks.isEmpty { lines += [""] + remarks }
        return lines.joined(separator: "\n")
    }

    private static func cells(of row: StepRow, showsFirst: Bool, _ showsReference: Bool) -> [String] {
        var cells = [row.isBranch ? "(\(row.id))" : row.id, perCent(row.top1Mean), "", perCent(row.top1SD)]
        cells.append(row.n == row.plannedN ? "\(row.n)" : "\(row.n)/\(row.plannedN)")
        cells.append(row.delta.mean.map { Points.signed($0) } ?? "")
        if showsFirst { cells.append(row.baselineDelta.mean.map { Points.signed($0) } ?? "") }
        if showsReference { cells.append(row.paperDelta.map { Points.signed($0) } ?? "") }
        cells += [Units.count(row.macs), Units.count(row.parameters)]
        cells.append(
            row.secondsMean.map { Table.Value.real($0, decimals: $0 < 99.95 ? 1 : 0).readable } ?? "")
        return cells
    }

    private func titles(showsFirst: Bool, _ showsReference: Bool) -> [String] {
        ["step", "top-1 %", "", "± sd", "n", "vs prev."] + (showsFirst ? ["vs first"] : [])
            + (showsReference ? ["\(noun)'s"] : []) + ["MACs", "params", "seconds"]
    }

    private static let mostBar = 24
    /// In fewer columns a bar tells nothing.
    private static let leastBar = 6

    /// The bars' ends: round numbers around the accuracies, fractions of 1.
    private static func span(of accuracies: [Double]) -> ClosedRange<Double> {
        let (least, most) = (accuracies.min() ?? 0, accuracies.max() ?? 1)
        let unit = most - least > 0.1 ? 0.1 : most - least > 0.02 ? 0.05 : 0.01
        let lower = max(0, ((least - unit / 4) / unit).rounded(.down) * unit)
        let upper = min(1, ((most + unit / 4) / unit).rounded(.up) * unit)
        return lower...max(upper, lower + unit)
    }

    private func line(
        _ cells: [String], _ shown: [Int], _ widths: [Int], bar value: Double?, _ span: ClosedRange<Double>
    ) -> String {
        var parts: [String] = []
        for column in shown {
            let cell = cells[column]
            if column == 2 {
                let bar = value.map { Self.bar($0, span, width: widths[column]) } ?? ""
                let padding = String(repeating: " ", count: max(0, widths[column] - bar.count))
                parts.append(colored(bar, "36") + padding)
                continue
            }
            let padding = String(repeating: " ", count: max(0, widths[column] - cell.terminalWidth))
            let color = column == 5 && value != nil ? ["−": "31", "+": "32"][cell.prefix(1)] : nil
            let painted = color.map { colored(cell, $0) } ?? cell
            parts.append(column == 0 ? cell + padding : padding + painted)
        }
        var text = parts.joined(separator: "  ")
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// In eighths of a column.
    static func bar(_ value: Double, _ span: ClosedRange<Double>, width: Int) -> String {
        let share = (value - span.lowerBound) / (span.upperBound - span.lowerBound)
        let eighths = Int((min(max(share, 0), 1) * Double(width * 8)).rounded())
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + partial
    }

    private func colored(_ text: String, _ code: String) -> String {
        hasColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private static func perCent(_ fraction: Double?) -> String { fraction.map { Points.unsigned($0) } ?? "" }

    /// - Parameter span: of the bars; `nil` where there is no room for them.
    private static func note(_ span: ClosedRange<Double>?, _ rows: [StepRow]) -> String? {
        if rows.allSatisfy({ $0.n == 0 }) { return nil }
        var sentences: [String] = []
        if let span {
            sentences.append(
                "Bars from \(Points.unsigned(span.lowerBound, decimals: 0)) to "
                    + "\(Points.unsigned(span.upperBound, decimals: 0)) %.")
        }
        if rows.contains(where: { $0.delta.mean != nil }) {
            sentences.append(
                "Differences in points, paired by seed"
                    + BranchesAndPeers.ending("; in parentheses: ", rows))
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// What stands for the step before where the study does not have it.
    private func substitutions(in rows: [StepRow]) -> [String] {
        let parts = rows.compactMap { row in row.substitute.map { "\(row.id) less \($0)" } }
        if parts.isEmpty { return [] }
        let sentence = "Rows in between are not in this study: vs prev. is \(Units.list(parts))."
        return sentence.wrapped(width)
    }

    /// What the means leave out.
    private static func remarks(on rows: [StepRow]) -> [String] {
        var remarks = rows.compactMap { row -> String? in
            let parts = [(row.divergedN, "diverged"), (row.failedN, "failed")].filter { $0.0 > 0 }
            return parts.isEmpty
                ? nil : "\(row.id): " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + "."
        }
        // A mean over more runs than the difference beside it.
        remarks += rows.compactMap { row in
            row.delta.n > 0 && row.delta.n < row.n
                ? "\(row.id): vs prev. is over \(Units.plural(row.delta.n, "seed")) that both rows have."
                : nil
        }
        // Runs that were stopped, or have not begun.
        let open = rows.reduce(0) { $0 + $1.plannedN - $1.n - $1.divergedN - $1.failedN }
        if open > 0 { remarks.append("\(Units.plural(open, "run")) to do.") }
        return remarks
    }
}
