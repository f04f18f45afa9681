/// A figure with its words, drawn for any width.
package struct Figure: Sendable {
    /// Kebab-case, unique in a report.
    package var id: String
    /// What is shown, as a caption.
    package var title: String
    /// What is to be seen, for those who do not see it: one to three sentences.
    package var description: String
    /// Draws it in a box of so many units.
    package var drawing: @Sendable (_ width: Double) -> Drawing

    package init(
        id: String, title: String, description: String,
        drawing: @escaping @Sendable (_ width: Double) -> Drawing
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.drawing = drawing
    }

    /// The same figure for wide pages and for telephones.
    package static let wideWidth = 920.0
    package static let narrowWidth = 350.0
}
