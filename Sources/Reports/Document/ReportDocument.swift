import AblateArchitectures
import AblateFigures
import AblateTables

/// A report as a reader meets it, before it is HTML or Markdown: sections of sentences, tables and figures. In
/// sentences `backticks` enclose names.
package struct ReportDocument: Sendable {
    var title: String
    /// One sentence below the title.
    var lead: String
    /// What is to be seen at once: sentences, counts and a figure, before all sections.
    var glance: Glance?
    var figure: Figure?
    var sections: [Section] = []

    struct Section: Sendable {
        /// Kebab-case, for links.
        var id: String
        var title: String
        var blocks: [Block]
    }

    enum Block: Sendable {
        case paragraph(String)
        case list([String])
        case heading(String)
        case table(Table, caption: String, query: String?)
        case figure(Figure)
        /// Pictures of the data, with a caption each.
        case pictures([Picture], caption: String)
    }

    struct Picture: Sendable {
        /// A PNG file.
        var png: [UInt8]
        /// Sides in pixels.
        var width: Int
        var height: Int
        var caption: String
        /// What is to be seen, for those who do not see it.
        var description: String
    }
}
