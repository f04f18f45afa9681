import AblateReports
import AblateResults
import AblateRoadmaps
import AblateRunner
import AblateRuns
import AblateWords
import ArgumentParser
import Foundation

extension ReportFormat: ExpressibleByArgument {}

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Turns recorded studies into reports: tables, figures, tests, verdicts, the account of runs.",
        discussion: """
            HTML is one file that opens anywhere and asks no network. Markdown, LaTeX (booktabs) and CSV hold the \
            tables, JSON all numbers, and 'table' is for the terminal. Without -o the file is \
            reports/STUDY.ENDING in the results folder ('table' goes to standard output); its path is printed.

            Test images are taken from the data set where it is installed; else the report says that it was not found.

            EXAMPLES
              \(Program.name) report quick
              \(Program.name) report quick --step-a move-up --step-b kernel-7
              \(Program.name) report quick --format markdown -o -
              \(Program.name) report quick --format latex -o steps.tex
              \(Program.name) report quick roadmap
              \(Program.name) report --compare quick quick-epochs-6
              \(Program.name) report quick --watch
            """)

    @Argument(
        help: "Names of studies; a report each. (default: the only one)", completion: Completion.recorded)
    var studies: [String] = []

    @Flag(help: "Set two studies side by side in one report.")
    var compare = false

    @Option(help: "What to write.")
    var format: ReportFormat = .html

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write; - for standard output.", valueName: "path"),
        completion: .file())
    var path: String?

    @Option(
        help: "Step whose errors are set against step B's. (default: the first with runs)",
        completion: Completion.step)
    var stepA: String?

    @Option(
        help: "The other step. (default: the last adopted one with runs)",
        completion: Completion.step)
    var stepB: String?

    @Flag(help: "Write the report anew whenever a run has ended, until all have; the page reloads itself.")
    var watch = false

    @OptionGroup var results: ResultsOptions

    @Option(
        name: .customLong("data"), help: "Folder of the data set. (default: the usual places)",
        completion: .directory)
    var dataFolder: String?

    func run() throws {
        if compare && studies.count != 2 {
            throw ExitCode.usage("--compare takes two studies, but \(studies.count) are named.")
        }
        if studies.count > 1 && !compare && path != nil && path != "-" {
            throw ExitCode.usage(
                "-o names one file, but \(studies.count) studies make as many reports; leave it out.")
        }
        if watch && (studies.count > 1 || compare || path == "-" || format == .table) {
            throw ExitCode.usage(
                "--watch writes the report of one study to a file, so several studies, --compare, -o - and --format table cannot "
                    + "stand beside it."
            )
        }
        let folder = try results.url()
        do {
            if watch { return try follow(in: folder) }
            let reader = try ReportReader(folder: folder)
            let studies = try self.studies.isEmpty ? [Self.onlyStudy(reader)] : self.studies
            if compare {
                var options = StudyReport.Options()
                options.paperRegimes = { PaperRegimes.of($0.roadmap) }
                options.reference = { Catalogue.current.note(on: $0) }
                let pair = try StudyPairReport(studies[0], studies[1], reader: reader, options: options)
                let name = "\(studies[0])-and-\(studies[1])"
                try ReportFile(path, format, name: name, resultsPath: results.path)
                    .write(pair.rendered(as: format))
                return
            }
            for study in studies {
                let report = try StudyReport(study, reader: reader, options: options)
                try ReportFile(path, format, name: study, resultsPath: results.path)
                    .write(report.rendered(as: format, terminal: .standardOutput))
            }
        } catch let error as ReportError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        } catch let error as ExportFileError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        } catch let error as ResultsError {
            throw ExitCode.failure("\(error)", status: error.exitStatus)
        }
    }

    /// Seconds between two looks at the database.
    private static let pace = 2
    /// Seconds after which a page that is followed loads itself.
    private static let reloadSeconds = 10

    /// Writes the report until no run of the study is to come; at a signal once more, as a page that does not reload.
    private func follow(in folder: URL) throws {
        let stop = StopRequests.listen()
        var written: String?
        var isWaiting = false
        var signal: Int32?
        var seen: [FileStamp?] = []
        while true {
            let isStopped = signal != nil
            // Before it is read: what is written meanwhile is met the next time. A report takes processors that the
            // runs need, so none is made for nothing.
            let stamps = ["ablate.sqlite", "ablate.sqlite-wal"].map {
                FileStamp(folder.appendingPathComponent($0))
            }
            let isKnown = stamps == seen && !isStopped
            seen = stamps
            if isKnown {
                // Nothing is new.
            } else if let report = try watched(in: folder) {
                let isLast = isStopped || report.isComplete
                let text = report.rendered(as: format, reloadSeconds: isLast ? nil : Self.reloadSeconds)
                if text != written {
                    let file = ReportFile(path, format, name: report.manifest.name, resultsPath: results.path)
                    try file.write(text, isTold: written == nil)
                    if written == nil, !isLast {
                        StandardError.say("The report is written anew as runs end; Ctrl-C ends that.")
                    }
                    written = text
                }
                if report.isComplete { return }
            } else if !isWaiting {
                StandardError.say(
                    "There is no such study yet; its report is written as soon as it is there. Ctrl-C ends that."
                )
                isWaiting = true
            }
            if let signal { throw ExitCode(128 + signal) }
            for _ in 0..<10 * Self.pace {
                signal = stop.next()
                if signal != nil { break }
                usleep(100_000)
            }
        }
    }

    /// What tells one content of a file from another.
    private struct FileStamp: Equatable {
        let bytes: Int
        let changed: Date

        init?(_ file: URL) {
            let values = try? FileManager.default.attributesOfItem(atPath: file.path)
            guard let bytes = values?[.size] as? Int, let changed = values?[.modificationDate] as? Date else {
                return nil
            }
            (self.bytes, self.changed) = (bytes, changed)
        }
    }

    /// The study that is followed; `nil` where it is not there yet.
    private func watched(in folder: URL) throws -> StudyReport? {
        do {
            let reader = try ReportReader(folder: folder)
            let known = try reader.studies()
            guard let name = studies.first ?? known.first, known.contains(name) else { return nil }
            if studies.isEmpty, known.count > 1 { _ = try Self.onlyStudy(reader) }
            return try StudyReport(name, reader: reader, options: options)
        } catch ResultsError.missing {
            return nil
        }
    }

    /// The one that there is.
    private static func onlyStudy(_ reader: ReportReader) throws -> String {
        let known = try reader.studies()
        guard known.count == 1 else {
            let names = known.prefix(5).map { $0.quotedForShell }.joined(separator: ", ")
            throw ExitCode.usage(
                known.isEmpty
                    ? "There is no study to report; run one first, or name its folder with --results."
                    : "Name a study: \(names)\(known.count > 5 ? ", …" : ""); `\(Program.name) studies` lists all."
            )
        }
        return known[0]
    }

    private func options(_ data: DataSelection) -> StudyReport.Options {
        var options = StudyReport.Options()
        options.firstStep = stepA
        options.secondStep = stepB
        options.paperRegimes = { PaperRegimes.of($0.roadmap) }
        options.reference = { Catalogue.current.note(on: $0) }
        let folder = dataFolder
        options.command = { TypedCommand.run($0, seeds: $1, dataFolder: folder) }
        let needsImages = [.html, .markdown, .json].contains(format)
        if needsImages { options.testImages = TestImages.load(data, directory: dataFolder) }
        return options
    }
}

extension PaperRegimes {
    /// The differences of the first two references that a roadmap has, `nil` where it has fewer.
    ///
    /// - Parameter roadmap: its id.
    static func of(_ roadmap: String) -> PaperRegimes? {
        guard let catalogue = Catalogue.current,
            let study = catalogue.studies.first(where: { $0.roadmap.id == roadmap })
        else { return nil }
        let pair = catalogue.references(of: study).prefix(2)
        guard let first = pair.first, let second = pair.last, pair.count == 2 else { return nil }
        func differences(_ reference: Reference) -> [Double] {
            reference.consecutiveDifferences(in: study.rows(reference.regime))
        }
        return try? PaperRegimes(
            first.accuracies(among: catalogue.regimes), second.accuracies(among: catalogue.regimes),
            consecutive: (differences(first), differences(second)))
    }
}

extension StepTableText {
    /// As wide as 100 columns at most; colour only on a terminal where NO_COLOR is not set.
    static var standardOutput: StepTableText {
        let size = Terminal.size(of: STDOUT_FILENO)
        return StepTableText(
            width: min(100, size?.columns ?? 100), hasColor: Terminal.hasColor(STDOUT_FILENO))
    }
}
