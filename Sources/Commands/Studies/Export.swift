import AblateReports
import AblateResults
import AblateWords
import ArgumentParser
import Foundation

extension ExportFormat: ExpressibleByArgument {}
extension RunExport.Rows: ExpressibleByArgument {}

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes all runs or epochs as flat rows for other programs.",
        discussion: """
            What was measured, then every field of the run's identity as a column of its own, such as \
            architecture.block.kernelSize and recipe.learningRate. 'studies' and 'steps' are the lists of all that \
            asked for the run; 'study' and 'step', the last columns, are texts: the study that --study names, else the \
            first by name, and the run's step in it. CSV has lists as JSON; JSON Lines has an object a line. A file is replaced only by a whole one.

            EXAMPLES
              \(Program.name) export > runs.csv
              \(Program.name) export --what epochs -o epochs.jsonl
              \(Program.name) export --study quick --format jsonl | jq .top1
            """)

    @Option(help: "A row a run, or a row an epoch.")
    var what: RunExport.Rows = .runs

    @Option(help: "How to write the rows. (default: after the file's ending, else csv)")
    var format: ExportFormat?

    @Option(help: "Only runs that this study asks for.", completion: Completion.recorded)
    var study: String?

    @Option(
        name: [.customShort("o"), .customLong("output")], help: "File to write. (default: standard output)",
        completion: .file())
    var path: String?

    @OptionGroup var results: ResultsOptions

    func run() throws {
        let ending = path.map { URL(fileURLWithPath: $0).pathExtension.lowercased() } ?? ""
        let format = format ?? ExportFormat(rawValue: ending) ?? .csv
        let folder = try results.url()
        do {
            let reader = try ResultsReader(folder: folder)
            let export = try RunExport(what, study: study, from: reader)
            try write(export, as: format)
        } catch let error as ResultsError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        } catch let error as ExportFileError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        }
    }

    private func write(_ export: RunExport, as format: ExportFormat) throws {
        let columns = export.columns
        let file = try ExportFile(path)
        do {
            if let header = format.header(columns) { try file.append(header) }
            try export.forEachRow { try file.append(format.line($0, columns: columns)) }
            try file.finish()
        } catch {
            file.discard()
            throw error
        }
    }
}
