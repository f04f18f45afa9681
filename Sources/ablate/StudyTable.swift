import Reports

/// What `ablate run` prints at its end.
enum StudyTable {
    /// A row of the roadmap. Accuracies are fractions of 1.
    struct Row: Hashable, Sendable {
        var id: String
        var isBranch: Bool
        /// Completed runs: what the means are over.
        var n: Int
        var diverged: Int
        var failed: Int
        var top1Mean: Double?
        /// Sample standard deviation; `nil` for fewer than two runs.
        var top1SD: Double?
        /// To the adopted step before it, paired by seed.
        var difference: Double?
        var macs: Int
        var parameters: Int
        var imagesPerSecond: Double?
        var seconds: Double?

        fileprivate var remark: String {
            [(diverged, "diverged"), (failed, "failed")].filter { $0.0 > 0 }
                .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        }
    }

    static func table(of rows: [Row]) -> Table {
        // The column is there when there is something to remark.
        let hasRemarks = rows.contains { !$0.remark.isEmpty }
        var table = Table(
            columns: [
                .init("step"), .init("top1_mean", "top-1 %"), .init("top1_sd", "sd"), .init("n"),
                .init("difference"), .init("macs", "MACs"), .init("parameters"),
                .init("images_per_second", "images/s"), .init("seconds"),
            ] + (hasRemarks ? [.init("remark")] : []))
        for row in rows {
            let cells: [Table.Value] = [
                .text(row.isBranch ? "(\(row.id))" : row.id), .fraction(row.top1Mean, decimals: 2),
                .fraction(row.top1SD, decimals: 2), .integer(row.n), .fraction(row.difference, decimals: 2),
                .integer(row.macs), .integer(row.parameters), .real(row.imagesPerSecond, decimals: 0),
                .real(row.seconds, decimals: 1),
            ]
            table.append(cells + (hasRemarks ? [.text(row.remark)] : []))
        }
        return table
    }
}
