/// A figure with its words, drawn for any width.
package struct Figure: Sendable {
    /// Kebab-case, unique in a report.
    package var id: String
    /// What is shown, as a caption.
    package var title: String
    /// What is to be seen, for those who do not see it: one to three sentences.
    package var description: String
    /// What roles of its own look like, as rules of a style sheet; empty where it has none but the page's.
    package var style: String
    /// Draws it in a box of so many units.
    package var drawing: @Sendable (_ width: Double) -> Drawing

    package init(
        id: String, title: String, description: String, style: String = "",
        drawing: @escaping @Sendable (_ width: Double) -> Drawing
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.style = style
        self.drawing = drawing
    }

    /// The same figure for wide pages, for half a screen, and for telephones, by the names of the page's style.
    package static let widths = [("wide", 1200.0), ("medium", 880), ("narrow", 350)]
}
