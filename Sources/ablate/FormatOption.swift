import ArgumentParser
import Reports

extension OutputFormat: ExpressibleByArgument {}

/// `--format`, the same in every command that prints rows.
struct FormatOption: ParsableArguments {
    @Option(help: "How to print the rows.")
    var format: OutputFormat = .table
}
