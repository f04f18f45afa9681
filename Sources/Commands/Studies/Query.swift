import AblateResults
import AblateTables
import AblateWords
import ArgumentParser
import Foundation

/// `ablate query`: SQL on the results database, read-only.
struct Query: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers a question from the results database, which it never changes.",
        discussion: """
            A question is the name of a query that comes with Ablate, or one SELECT statement. Views: \
            \(TableDescription.views.map(\.name).joined(separator: ", ")). Accuracies are fractions of 1.

            A parameter :name takes its value from --set name=value. In a SELECT of your own the value is NULL, a \
            whole number, a number or else a text, and always a text in '' marks. The queries that come with \
            Ablate take study, step (where it means something) and limit, the rows at most (-1 for all).

            EXAMPLES
              \(Program.name) query --list
              \(Program.name) query deltas
              \(Program.name) query epochs --set study=quick --set step=kernel-7 --format csv
              \(Program.name) query "SELECT id, macs, top1_mean, n FROM v_step ORDER BY position"
              \(Program.name) query "SELECT id, top1 FROM v_run WHERE top1 > :x" --set x=0.88
              \(Program.name) query steps --format latex > steps.tex
            """)

    @Argument(
        help: ArgumentHelp("A name from --list, or one SELECT statement.", valueName: "name-or-select"),
        completion: Completion.queries)
    var question: String?

    @Flag(help: "Name the queries that come with Ablate.")
    var list = false

    @Option(
        name: .customLong("set"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("The value of a parameter; once for each.", valueName: "name=value"),
        completion: Completion.parameters)
    var assignments: [String] = []

    @OptionGroup var output: FormatOption

    @OptionGroup var results: ResultsOptions

    func run() throws {
        if list != (question == nil) {
            throw ExitCode.usage("Give a name or a SELECT statement, or --list, which names the queries.")
        }
        guard let asked = question else {
            print(output.text(of: Self.names))
            return
        }
        // As `"$(cat query.sql)"` gives it, perhaps from an editor that marks a file's byte order.
        let question = asked.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"]))
        let folder = try results.url()
        do {
            let saved = try Self.savedQuery(question)
            let parameters = try QueryParameters(assignments)
            let reader = try ResultsReader(folder: folder)
            let result =
                try saved.map { try reader.rows(of: $0, parameters: parameters) }
                ?? reader.rows(of: question, parameters: parameters)
            print(output.text(of: Table(result)))
            if result.isCut {
                StandardError.say(
                    "There are more than these \(Units.plural(result.rows.count, "row")); --set limit=-1 gives all of them."
                )
            }
        } catch let error as ResultsError {
            throw ExitCode.failure(error)
        }
    }

    /// `nil` for SQL, which is never one word.
    private static func savedQuery(_ question: String) throws -> SavedQuery? {
        guard question.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) != nil else { return nil }
        if let query = SavedQuery.named(question) { return query }
        throw ExitCode.usage(
            "There is no query '\(question)'"
                + NearestNames.ending(
                    question, among: SavedQuery.all.map(\.name), atMost: 2,
                    listing: "'\(Program.name) query --list' names them all"))
    }

    private static var names: Table {
        var table = Table(columns: [.init("name"), .init("purpose"), .init("parameters")])
        for query in SavedQuery.all {
            table.append([
                .text(query.name), .text(query.purpose),
                .text(query.parameters.map(\.name).joined(separator: ", ")),
            ])
        }
        return table
    }
}
