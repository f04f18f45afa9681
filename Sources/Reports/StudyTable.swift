import Results

/// What `ablate run` prints at its end: a row a step of the roadmap.
public enum StudyTable {
    public static func table(of rows: [StepRow]) -> Table {
        // The column is there when there is something to remark.
        let hasRemarks = rows.contains { !$0.remark.isEmpty }
        var table = Table(
            columns: [
                .init("step"), .init("top1_mean", "top-1 %"), .init("top1_sd", "sd"), .init("n"),
                .init("difference_to_previous", "vs previous"), .init("difference_to_first", "vs first"),
                .init("macs", "MACs"), .init("parameters"),
                .init("images_per_second", "images/s"), .init("seconds"),
            ] + (hasRemarks ? [.init("remark")] : []))
        for row in rows {
            let cells: [Table.Value] = [
                .text(row.isBranch ? "(\(row.id))" : row.id), .fraction(row.top1Mean, decimals: 2),
                .fraction(row.top1SD, decimals: 2), .integer(row.n), .fraction(row.delta.mean, decimals: 2),
                .fraction(row.position == 0 ? nil : row.baselineDelta.mean, decimals: 2),
                .integer(row.macs), .integer(row.parameters), .real(row.imagesPerSecondMean, decimals: 0),
                .real(row.secondsMean, decimals: 1),
            ]
            table.append(cells + (hasRemarks ? [.text(row.remark)] : []))
        }
        return table
    }
}

extension StepRow {
    fileprivate var remark: String {
        // A run that crashed or was stopped, or has not begun.
        let openN = plannedN - n - divergedN - failedN
        return [(divergedN, "diverged"), (failedN, "failed"), (openN, "to do")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
