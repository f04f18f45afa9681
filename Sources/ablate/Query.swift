import Architectures
import ArgumentParser
import Foundation
import Reports
import Results

/// `ablate query`: SQL on the results database, read-only.
struct Query: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers an SQL query from the results database, which it never changes.",
        discussion: """
            Tables: study, variant, step, run, attempt, epoch, layer, prediction, paper_result.
            Views: v_study, v_step, v_delta, v_pair, v_paper, v_run, v_epoch, v_layer, v_attempt.
            Accuracies are fractions of 1.

            Example: ablate query "SELECT id, macs, top1_mean, n FROM v_step ORDER BY position"
            """)

    @Argument(help: "One SELECT statement.")
    var sql: String?

    @Option(help: "Run a query that comes with Ablate, by name.")
    var saved: String?

    @Flag(help: "Name the queries that come with Ablate.")
    var list = false

    @OptionGroup var output: FormatOption

    @Option(help: ArgumentHelp("Results folder.", valueName: "dir"))
    var results = "results"

    func validate() throws {
        if [sql != nil, saved != nil, list].count(where: { $0 }) != 1 {
            throw ValidationError("Give either one SELECT statement, or --saved NAME, or --list.")
        }
    }

    func run() throws {
        if list {
            print(Self.names.rendered(as: output.format))
            return
        }
        do {
            let reader = try ResultsReader(folder: URL(fileURLWithPath: results, isDirectory: true))
            print(Table(try reader.rows(of: try statement)).rendered(as: output.format))
        } catch let error as ResultsError {
            throw ExitCode.failure("\(error)", status: 65)
        }
    }

    private var statement: String {
        get throws {
            guard let saved else { return sql ?? "" }
            guard let query = SavedQuery.named(saved) else {
                let nearest = NearestNames.of(saved, among: SavedQuery.all.map(\.name), atMost: 2)
                throw ExitCode.usage(
                    "There is no saved query '\(saved)'; did you mean \(nearest.quoted(joinedBy: "or"))? "
                        + "'ablate query --list' names all.")
            }
            return query.sql
        }
    }

    private static var names: Table {
        var table = Table(columns: [.init("name"), .init("purpose")])
        for query in SavedQuery.all { table.append([.text(query.name), .text(query.purpose)]) }
        return table
    }
}
