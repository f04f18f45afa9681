import AblateRunner
import AblateRuns
import AblateWords
import ArgumentParser
import Foundation

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells which runs of a study are done, running, failed or missing.",
        discussion: """
            Takes the flags of '\(Program.name) run' that say what the study is, or its name. It only reads, also while other processes \
            run the study. 'interrupted' runs were stopped or killed and go on with the next '\(Program.name) run'. Times \
            left are estimates from the rate so far.

            JSON is an object with the study, the counts, the seconds left and an array of runs; CSV has the runs \
            alone. Exit status: 0 whatever the state is.

            EXAMPLES
              \(Program.name) status quick
              \(Program.name) status roadmap --seeds 2 --results /data/ablate
              \(Program.name) status quick --watch
              \(Program.name) status quick --format json | jq '.counts'
              \(Program.name) status quick --format json | jq '.runs[] | select(.log) | .log'
            """)

    @OptionGroup var study: StudyOptions
    @OptionGroup(title: "Recipe") var recipe: RecipeOptions
    @OptionGroup var output: FormatOption

    @Flag(help: "Print it again and again, until no run is under way or to come.")
    var watch = false

    @OptionGroup var results: ResultsOptions

    @OptionGroup(title: "Data") var dataPlace: DataPlaceOptions

    func run() throws {
        if watch && output.format != .table {
            throw ExitCode.usage(
                "--watch prints tables, so --format \(output.format.rawValue) cannot stand beside it.")
        }
        let folder = try results.folder()
        let asked = try AskedStudy(study, recipe, in: folder)
        do {
            let plan = try StudyPlan.recorded(asked, in: folder, dataPlace: dataPlace)
            if watch { return try follow(plan, in: folder) }
            print(Self.text(plan, try StudyStatus(of: plan, in: folder)).rendered(as: output.format))
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.failure(error)
        }
    }

    private static func text(_ plan: StudyPlan, _ status: StudyStatus) -> StatusText {
        StatusText(
            study: plan.manifest.name, status: status, width: Terminal.size(of: STDOUT_FILENO)?.columns)
    }

    /// In place on a terminal; else one after the other, where anything has changed.
    private func follow(_ plan: StudyPlan, in folder: ResultsFolder) throws {
        let isInPlace = Terminal.isAddressable(STDOUT_FILENO)
        var last = ""
        while true {
            let status = try StudyStatus(of: plan, in: folder)
            let text = Self.text(plan, status).rendered(as: .table)
            if text != last {
                // From the upper left corner on, and what is left of the text before it goes.
                print(isInPlace ? "\u{1B}[H\u{1B}[2J\(text)" : text + "\n")
                fflush(nil)
                last = text
            }
            let isOver = status.rows.allSatisfy { row in
                switch row.state {
                case .done, .failed: true
                case .running, .interrupted, .missing: false
                }
            }
            if isOver { return }
            sleep(2)
        }
    }
}
