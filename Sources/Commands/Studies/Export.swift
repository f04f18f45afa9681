import AblateReports
import AblateResults
import AblateWords
import ArgumentParser
import Foundation

extension ExportFormat: ExpressibleByArgument {}

/// What `export` writes.
enum ExportedThing: String, CaseIterable, ExpressibleByArgument {
    case runs, epochs, attempts

    /// `nil` for what is not rows.
    var rows: RunExport.Rows? { RunExport.Rows(rawValue: rawValue) }
}

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Writes all runs or epochs as flat rows for other programs, or finished attempts to travel.",
        discussion: """
            What was measured, then every field of the run's identity as a column of its own, such as \
            architecture.block.kernelSize and recipe.learningRate. 'studies' and 'steps' are the lists of all that \
            asked for the run; 'study' and 'step', the last columns, are texts: the study that --study names, else the \
            first by name, and the run's step in it. CSV has lists as JSON; JSON Lines has an object a line. A file is replaced only by a whole one.

            With --what attempts the finished attempts themselves go into an archive, without weights and \
            checkpoints, and the studies that ask for them: one to two kilobytes a run, which can lie in git beside a \
            report. '\(Program.name) gather --from' takes them into another results folder, where '\(Program.name) run' \
            goes on with the study. The ending of the file says how it is packed: .tar.xz is the smallest, and \
            .tar.gz (or .tgz), .tar.zst and .tar are written too; '-o -' writes a .tar into a pipe. Equal attempts \
            give equal bytes. Attempts that failed or are unfinished stay here, and are counted.

            Exit status: 0 written, 65 something could not be read and was left out.

            EXAMPLES
              \(Program.name) export > runs.csv
              \(Program.name) export --what epochs -o epochs.jsonl
              \(Program.name) export --study quick --format jsonl | jq .top1
              \(Program.name) export --what attempts --study quick -o quick.tar.xz
            """)

    @Option(help: "A row a run, a row an epoch, or the finished attempts themselves.")
    var what: ExportedThing = .runs

    @Option(help: "How to write the rows. (default: after the file's ending, else csv)")
    var format: ExportFormat?

    @Option(help: "Only runs that this study asks for.", completion: Completion.recorded)
    var study: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "File to write. (default for rows: standard output)",
        completion: .file())
    var path: String?

    @OptionGroup var results: ResultsOptions

    func run() throws {
        guard let rows = what.rows else { return try writeAttempts() }
        let ending = path.map { URL(fileURLWithPath: $0).pathExtension.lowercased() } ?? ""
        let format = format ?? ExportFormat(rawValue: ending) ?? .csv
        let folder = try results.url()
        do {
            let reader = try ResultsReader(folder: folder)
            let export = try RunExport(rows, study: study, from: reader)
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
