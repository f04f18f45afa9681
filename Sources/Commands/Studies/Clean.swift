import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

struct Clean: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Frees the disk of what nobody needs any more.",
        discussion: """
            What a run leaves is its final weights, in the file 'weights' beside result.json: a line of JSON that \
            names the tensors, the tensors as little-endian float32, and a SHA-256. Runs that earlier versions \
            finished, or that ended on a full disk, still hold the optimizer's state too, twice as much with AdamW: of \
            these the weights are written, read back with the SHA-256 that result.json names, and then the checkpoints \
            go. The rest that goes: checkpoints of attempts that failed, diverged or were given up; folders in which \
            no attempt began; and what killed processes left. Results, epochs, logs and the database stay as they \
            are, and so do runs that are interrupted or being trained.

            Exit status: 0 cleaned, 65 the weights of a finished run are not in its checkpoints, which then stay.

            EXAMPLES
              \(Program.name) clean --dry-run
              \(Program.name) clean
              \(Program.name) clean --quarantine --results /data/ablate
              \(Program.name) clean --dry-run --format json | jq 'map(.bytes) | add'
            """)

    @Flag(
        name: [.long, .customShort("n")], help: "Say what would go and how much it frees, and change nothing."
    )
    var dryRun = false

    @Flag(help: "Remove attempts that could not be read, too.")
    var quarantine = false

    @OptionGroup var output: FormatOption

    @OptionGroup var results: ResultsOptions

    func run() throws {
        let folder = try results.existingFolder()
        let cleaning = Cleaning(folder, includesQuarantine: quarantine)
        var text = CleaningText(cleaning, isDryRun: dryRun)
        var reasons: [String] = []
        if !dryRun {
            let line = ProgressLine()
            do {
                for (index, item) in cleaning.going.enumerated() {
                    line.show("cleaning: \(index) of \(cleaning.going.count), \(item.path)")
                    switch try folder.clean(item, by: Trainer(dataPlace: DataPlaceOptions())) {
                    case .freed(let bytes): text.note(item, freed: bytes)
                    case .passedOver: break
                    case .kept(let reason): reasons.append(reason)
                    }
                }
            } catch {
                line.clear()
                throw ExitCode.failure(error)
            }
            line.clear()
        }
        for reason in reasons { StandardError.say(reason) }
        print(text.rendered(as: output.format, width: output.width))
        if !reasons.isEmpty { throw ExitCode(65) }
    }
}
