extension ReportDocument {
    /// GitHub-flavoured. Figures and pictures are named, not drawn: the tables hold their numbers.
    var markdown: String {
        var parts = ["# \(title.escapedForMarkdown)", lead]
        for (index, section) in sections.enumerated() {
            parts.append("## \(index + 1). \(section.title)")
            for block in section.blocks { parts.append(contentsOf: markdown(of: block)) }
        }
        return parts.joined(separator: "\n\n")
    }

    private func markdown(of block: Block) -> [String] {
        switch block {
        case .paragraph(let text): [text]
        case .list(let items): [items.map { "- " + $0 }.joined(separator: "\n")]
        case .heading(let text): ["### \(text)"]
        case .table(let table, let caption, let query):
            [caption, table.rendered(as: .markdown)] + (query.map { ["Query: `\($0)`"] } ?? [])
        case .figure(let figure): ["*Figure (in the HTML report): \(figure.title)* \(figure.description)"]
        case .pictures(let pictures, let caption):
            ["\(caption) " + pictures.map(\.caption).joined(separator: "; ") + "."]
        }
    }
}
