import AblateArchitectures
import AblateFigures
import AblateTables
import AblateWords

extension ReportDocument {
    /// GitHub-flavoured. Figures and pictures are named, not drawn: the tables hold their numbers.
    var markdown: String {
        var parts = ["# \(title.escapedForMarkdown)", lead.markdownSentence]
        if let glance {
            parts.append(glance.sentences.map(\.markdownSentence).joined(separator: "\n\n"))
            parts.append(
                glance.counts.map { "- **\(Units.grouped($0.number))** \($0.what.markdownSentence)" }
                    .joined(separator: "\n"))
        }
        if let figure { parts.append(contentsOf: markdown(of: .figure(figure))) }
        for (index, section) in sections.enumerated() {
            parts.append("## \(index + 1). \(section.title.markdownSentence)")
            for block in section.blocks { parts.append(contentsOf: markdown(of: block)) }
        }
        return parts.joined(separator: "\n\n")
    }

    private func markdown(of block: Block) -> [String] {
        switch block {
        case .paragraph(let text): [text.markdownSentence]
        case .list(let items): [items.map { "- " + $0.markdownSentence }.joined(separator: "\n")]
        case .heading(let text): ["### \(text.markdownSentence)"]
        case .table(let table, let caption, let query):
            [caption.markdownSentence, table.rendered(as: .markdown)]
                + (query.map { ["Query: " + $0.markdownCode] } ?? [])
        case .figure(let figure):
            [
                "*Figure (in the HTML report): \(figure.title.markdownSentence)* \(figure.description.markdownSentence)"
            ]
        case .pictures(let pictures, let caption):
            [
                "\(caption.markdownSentence) "
                    + pictures.map(\.caption.escapedForMarkdown).joined(separator: "; ") + "."
            ]
        }
    }
}
