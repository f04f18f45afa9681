import AblateWords

extension Figure {
    /// All drawings as elements for a page whose style shows one of them.
    package var html: String {
        let drawings = Self.widths.map { svg(drawing($0.1), $0.0) }
        return
            "<figure id=\"figure-\(id)\">\n\(drawings.joined(separator: "\n"))\n"
            + "<figcaption>\(title.inlineHTML)</figcaption>\n</figure>"
    }

    private func svg(_ drawing: Drawing, _ name: String) -> String {
        let (width, height) = (Drawing.number(drawing.width), Drawing.number(drawing.height))
        let key = "\(id)-\(name)"
        return "<svg class=\"\(name)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" "
            + "aria-labelledby=\"\(key)-title \(key)-desc\" xmlns=\"http://www.w3.org/2000/svg\">\n"
            + "<title id=\"\(key)-title\">\(title.withoutBackticks.escapedForXML)</title>\n"
            + "<desc id=\"\(key)-desc\">\(description.withoutBackticks.escapedForXML)</desc>\n"
            + drawing.elements.joined(separator: "\n") + "\n</svg>"
    }
}

extension String {
    /// Text with `names` in backticks as HTML.
    package var inlineHTML: String {
        split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            let text = String(part).literalBackticks.escapedForXML
            return index.isMultiple(of: 2) ? text : "<code>\(text)</code>"
        }.joined()
    }

    package var withoutBackticks: String { replacingScalars { $0 == "`" ? "" : nil }.literalBackticks }
}
