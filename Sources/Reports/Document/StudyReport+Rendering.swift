extension StudyReport {
    /// The report as text, without a newline at its end. The same database gives the same bytes.
    ///
    /// - Parameter terminal: how the terminal's table is drawn.
    package func rendered(as format: ReportFormat, terminal: StepTableText = StepTableText()) -> String {
        switch format {
        case .html: document.html
        case .markdown: document.markdown
        case .latex: latex
        case .csv: stepTable.rendered(as: .csv)
        case .json: json
        case .table:
            StepTableText(width: terminal.width, hasColor: terminal.hasColor, noun: noun).text(
                of: rows,
                closing: ClosingRemarks(
                    atChance: chance.sentences(on: steps.map { ($0.id, $0.runs.map(\.top1)) }),
                    furtherSeeds: furtherSeeds, command: command))
        }
    }
}
