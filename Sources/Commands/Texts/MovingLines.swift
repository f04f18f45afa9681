/// Lines at the bottom of a terminal that are taken back and written anew. Pure: it says what is to be written.
package struct MovingLines {
    /// Cells of each line that stands there.
    private var widths: [Int] = []

    package init() {}

    /// - Parameter lines: without colour they take as many cells as characters, and fewer than the terminal has.
    package mutating func writing(_ lines: [String]) -> String {
        widths = lines.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "").count }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Takes the lines back; the cursor is then where they began.
    ///
    /// A terminal that was made narrower has broken them into several. The cursor goes to the first column, because
    /// the terminal itself writes `^C` where it stands.
    package mutating func erasure(columns: Int) -> String {
        let rows = widths.reduce(0) { $0 + max(1, ($1 + columns - 1) / max(columns, 1)) }
        widths = []
        return (rows > 0 ? "\u{1B}[\(rows)A" : "") + "\r\u{1B}[J"
    }

    /// Leaves the lines where they are, for another program has written below them.
    package mutating func letGo() { widths = [] }
}
