/// A figure with its words, drawn for any width.
struct Figure: Sendable {
    /// Kebab-case, unique in a report.
    var id: String
    /// What is shown, as a caption.
    var title: String
    /// What is to be seen, for those who do not see it: one to three sentences.
    var description: String
    /// Draws it in a box of so many units.
    var drawing: @Sendable (_ width: Double) -> Drawing

    /// The same figure for wide pages and for telephones.
    static let wideWidth = 920.0
    static let narrowWidth = 350.0
}
