extension StudyReport {
    /// The report as text, without a newline at its end. The same database gives the same bytes.
    ///
    /// - Parameters:
    ///   - terminal: how the terminal's table is drawn.
    ///   - reloadSeconds: after which a page loads itself again; `nil` for never.
    package func rendered(
        as format: ReportFormat, terminal: StepTableText = StepTableText(), reloadSeconds: Int? = nil
    ) -> String {
        switch format {
        case .html: document.html(reloadSeconds: reloadSeconds)
        case .markdown: document.markdown
        case .latex: latex
        case .csv: stepTable.rendered(as: .csv)
        case .json: json
        case .table: terminalText(terminal)
        }
    }

    private func terminalText(_ terminal: StepTableText) -> String {
        let table = StepTableText(width: terminal.width, hasColor: terminal.hasColor, noun: noun).text(
            of: rows,
            closing: ClosingRemarks(
                atChance: chance.sentences(on: steps.map { ($0.id, $0.runs.map(\.top1)) }),
                furtherSeeds: furtherSeeds, command: command))
        let effects = EffectTableText(
            manifest, effects: spaces.flatMap(\.effects), dependence: spaces.flatMap(\.dependence)
        ).text(width: terminal.width)
        return effects.isEmpty ? table : table + "\n\n" + effects
    }

    /// Whether no run is to come, so that the report will say nothing else unless one that failed is tried again.
    package var isComplete: Bool {
        account.completed + account.diverged + account.failed == account.planned
    }
}
