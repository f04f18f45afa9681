import AblateReports
import AblateTables
import AblateWords
import ArgumentParser
import Foundation

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sets two steps, two runs or two studies side by side.",
        discussion: """
            Prints the fields that differ and no other, MACs and parameters by layer group, accuracy a seed with \
            the difference paired by seed, the epochs, and on how many test images the one is right and the other \
            wrong (McNemar's exact test). Differences are B less A. JSON names the images too.

            A step is named alone where one study is meant, else as STUDY/STEP; a run by the first digits of its \
            SHA-256. Accuracies on different test images are not compared.

            EXAMPLES
              \(Program.name) compare kernel-5 kernel-7
              \(Program.name) compare move-up kernel-7 --study roadmap
              \(Program.name) compare quick/gelu roadmap/gelu --format markdown
              \(Program.name) compare 3b6a30d2 e0ec4755 --format json
              \(Program.name) compare quick quick-epochs-1
              \(Program.name) compare move-up kernel-7 --format html -o compare.html
            """)

    @Argument(help: "A step, a run or a study.", completion: Completion.subjects)
    var a: String

    @Argument(help: "Another of the same kind.", completion: Completion.subjects)
    var b: String

    @Option(
        help: "The study that the steps belong to. (default: the only one that has both)",
        completion: Completion.recorded)
    var study: String?

    @Option(help: "What to print.")
    var format: ReportFormat = .table

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write. (default: standard output)", valueName: "path"),
        completion: .file())
    var path: String?

    @OptionGroup var results: ResultsOptions

    func run() throws {
        let folder = try results.url()
        do {
            let reader = try ComparisonReader(folder: folder)
            switch try reader.subjects(a, b, study: study) {
            case (.study(let first), .study(let second)):
                let comparison = try StudyComparison(first, second, reader: reader)
                try write(
                    format.rows.map { try comparison.rendered(as: $0, width: width) } ?? comparison.html)
            case (let first, let second):
                let comparison = try Comparison(try reader.side(of: first), try reader.side(of: second))
                try write(
                    format.rows.map { try comparison.rendered(as: $0, width: width) } ?? comparison.html)
            }
        } catch let error as ComparisonError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        } catch let error as ExportFileError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        } catch {
            throw ExitCode.failure(error)
        }
    }
    /// Of the terminal; a file is as wide as it is.
    private var width: Int? { path == nil ? Terminal.size(of: STDOUT_FILENO)?.columns : nil }

    private func write(_ text: String) throws {
        try ReportFile(path ?? "-", format, name: "compare", resultsPath: results.path).write(text)
    }
}

extension ReportFormat {
    /// The same format of rows; `nil` for a page.
    fileprivate var rows: OutputFormat? { OutputFormat(rawValue: rawValue) }
}
