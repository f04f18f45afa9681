import AblateTables
import ArgumentParser
import Foundation

extension OutputFormat: ExpressibleByArgument {}

/// `--format`, the same in every command that prints rows.
struct FormatOption: ParsableArguments {
    @Option(help: "How to print the rows.")
    var format: OutputFormat = .table

    /// A table in that format; on a terminal no wider than it.
    func text(of table: Table) -> String { table.rendered(as: format, width: width) }

    /// Columns of the terminal that is written to; `nil` where none is.
    var width: Int? { Terminal.size(of: STDOUT_FILENO)?.columns }
}
