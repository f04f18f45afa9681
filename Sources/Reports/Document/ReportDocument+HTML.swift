import AblateArchitectures
import AblateFigures
import AblateTables
import AblateWords
import Foundation

extension ReportDocument {
    /// One page that needs nothing but itself: style, figures, pictures and a script.
    var html: String { html(reloadSeconds: nil) }

    /// - Parameter reloadSeconds: after which the page loads itself again, while what it tells of goes on; `nil` for never.
    func html(reloadSeconds: Int?) -> String {
        let links = sections.enumerated().map { index, section in
            "<li><a href=\"#\(section.id)\">\(index + 1). \(section.title.inlineHTML)</a></li>"
        }
        let bodies = sections.enumerated().map { index, section in
            "<section id=\"\(section.id)\">\n<h2>\(index + 1). \(section.title.inlineHTML)</h2>\n"
                + section.blocks.map(html).joined(separator: "\n") + "\n</section>"
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title.escapedForXML)</title>\(reloadSeconds.map {
                "\n<noscript><meta http-equiv=\"refresh\" content=\"\($0)\"></noscript>" } ?? "")
            <link rel="icon" href="data:,">
            <style>
            \(Self.style(ofFigures: figures))
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>\(title.escapedForXML)</h1>\(reloadSeconds.map {
                "\n<p class=\"watch\"><label><input type=\"checkbox\" id=\"hold\"> hold</label> This page is written anew as "
                    + "runs end, and loads itself every \($0) seconds until all have ended.</p>" } ?? "")
            <p class="lead">\(lead.inlineHTML)</p>
            \(glanceHTML)
            </header>
            <nav aria-label="Sections"><ul>
            \(links.joined(separator: "\n"))
            </ul></nav>
            \(bodies.joined(separator: "\n"))
            </main>
            <script>
            \(Self.script)\(reloadSeconds.map { "\n" + Self.reloading(seconds: $0) } ?? "")
            </script>
            </body>
            </html>
            """
    }

    /// All figures, in the order of the page.
    private var figures: [Figure] {
        [figure].compactMap(\.self)
            + sections.flatMap(\.blocks).compactMap {
                if case .figure(let figure) = $0 { figure } else { nil }
            }
    }

    /// The counts stand beside the sentences where there is room.
    private var glanceHTML: String {
        var parts: [String] = []
        if let glance {
            let sentences = glance.sentences.map { "<p>\($0.inlineHTML)</p>" }.joined(separator: "\n")
            let counts = glance.counts.map { count in
                "<li><b>\(Units.grouped(count.number))</b> \(count.what.inlineHTML)</li>"
            }
            parts.append(
                "<div class=\"glance\">\n<div>\n\(sentences)\n</div>\n<ul>\n\(counts.joined(separator: "\n"))\n</ul>\n</div>"
            )
        }
        if let figure { parts.append(figure.html) }
        return parts.joined(separator: "\n")
    }

    /// More rows are folded away until they are asked for.
    private static let mostOpenRows = 40

    private func html(_ block: Block) -> String {
        switch block {
        case .paragraph(let text): "<p>\(text.inlineHTML)</p>"
        case .list(let items):
            "<ul>\n" + items.map { "<li>\($0.inlineHTML)</li>" }.joined(separator: "\n") + "\n</ul>"
        case .heading(let text): "<h3>\(text.inlineHTML)</h3>"
        case .table(let table, let caption, let query): html(table, caption, query)
        case .figure(let figure): figure.html
        case .pictures(let pictures, let caption):
            "<figure class=\"pictures\">\n<figcaption>\(caption.inlineHTML)</figcaption>\n<ul>\n"
                + pictures.map(html).joined(separator: "\n") + "\n</ul>\n</figure>"
        }
    }

    private func html(_ table: Table, _ caption: String, _ query: String?) -> String {
        let body =
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
            + "aria-label=\"\(caption.withoutBackticks.escapedForXML)\">\n\(table.html)\n</div>"
        let isLong = table.rows.count > Self.mostOpenRows
        let shown =
            isLong
            ? "<details>\n<summary>\(table.rows.count) rows</summary>\n\(body)\n</details>" : body
        let question =
            query.map {
                "\n<details class=\"query\"><summary>Query</summary><code>\($0.escapedForXML)</code></details>"
            }
        return
            "<div class=\"table\">\n<p class=\"caption\">\(caption.inlineHTML)</p>\n\(shown)\(question ?? "")\n</div>"
    }

    private func html(_ picture: Picture) -> String {
        "<li><img src=\"data:image/png;base64,\(Data(picture.png).base64EncodedString())\" width=\"\(picture.width)\" "
            + "height=\"\(picture.height)\" alt=\"\(picture.description.escapedForXML)\">"
            + "<span>\(picture.caption.escapedForXML)</span></li>"
    }
}

extension Table {
    /// With each number in full beside what is shown, for sorting.
    var html: String {
        let shown = columns(for: .people)
        let right = shown.map(alignsRight)
        let head = zip(shown, right).map { column, isRight in
            // A reason is a sentence and needs room.
            let name = isRight ? " class=\"r\"" : columns[column].key == "reason" ? " class=\"wordy\"" : ""
            return
                "<th scope=\"col\"\(name) data-k=\"\(columns[column].key)\">\(columns[column].title.escapedForXML)</th>"
        }
        let body = rows.map { row in
            "<tr>"
                + zip(shown, right).enumerated().map { place, column in
                    Self.cell(row[column.0], isRight: column.1, isHead: place == 0)
                }.joined() + "</tr>"
        }
        let foot = total.map { total in
            "<tfoot>\n<tr>"
                + zip(shown, right).enumerated().map { place, column in
                    Self.cell(total[column.0], isRight: column.1, isHead: place == 0)
                }.joined() + "</tr>\n</tfoot>\n"
        }
        return
            "<table>\n<thead><tr>\(head.joined())</tr></thead>\n<tbody>\n\(body.joined(separator: "\n"))\n</tbody>\n"
            + "\(foot ?? "")</table>"
    }

    private static func cell(_ value: Value, isRight: Bool, isHead: Bool) -> String {
        let (name, scope) = isHead ? ("th", " scope=\"row\"") : ("td", "")
        let number = value.isNumber ? " data-v=\"\(value.exact)\"" : ""
        var text = value.readable
        if value.isNumber, text.hasPrefix("-") { text = "−" + text.dropFirst() }
        if case .text(let word) = value, let verdict = Verdict(rawValue: word) {
            return "<td class=\"verdict v-\(verdict)\">\(verdict.mark) \(word)</td>"
        }
        let isName = text.count > 60 && !text.contains(" ")
        let isLong = text.count > 24 && !isName && !isHead && !value.isNumber
        let classes = (isRight ? ["r"] : []) + (isName ? ["hash"] : []) + (isLong ? ["long"] : [])
        let list = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
        // Whole where it is saved, short where it is read.
        let whole = isName ? " data-x=\"\(text.escapedForXML)\" title=\"\(text.escapedForXML)\"" : ""
        let shown = isName ? text.prefix(12) + "…" : text[...]
        return "<\(name)\(scope)\(list)\(number)\(whole)>\(String(shown).escapedForXML)</\(name)>"
    }
}
