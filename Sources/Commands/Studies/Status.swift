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
              \(Program.name) status quick --format json | jq '.counts'
              \(Program.name) status quick --format json | jq '.runs[] | select(.log) | .log'
            """)

    @OptionGroup var study: StudyOptions
    @OptionGroup(title: "Recipe") var recipe: RecipeOptions
    @OptionGroup var output: FormatOption

    @OptionGroup var results: ResultsOptions

    @OptionGroup(title: "Data") var dataPlace: DataPlaceOptions

    func run() throws {
        let folder = try results.folder()
        let asked = try AskedStudy(study, recipe, in: folder)
        let text: StatusText
        do {
            let plan = try StudyPlan.recorded(asked, in: folder, dataPlace: dataPlace)
            text = StatusText(
                study: plan.manifest.name, status: try StudyStatus(of: plan, in: folder),
                width: Terminal.size(of: STDOUT_FILENO)?.columns)
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.failure(error)
        }
        print(text.rendered(as: output.format))
    }
}
