import AblateKernels
import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

struct TrainOne: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-one",
        abstract: "Trains one attempt, as '\(Program.name) run' begins it.",
        discussion: """
            Reads ATTEMPT_FOLDER/attempt.json, goes on from the newest good checkpoint in the folder, appends to \
            events.jsonl, and writes result.json or failure.json last. Standard output has one JSON object a \
            line: {"progress": …}, {"epoch": …}, {"remark": "…"} and {"failure": "…"}. SIGINT, SIGTERM and a \
            closed standard output stop it after the current batch with a checkpoint, and at once while it reads \
            the data.

            Exit status: 0 finished, 1 failed, 75 another process trains the attempt, 128 + signal stopped; of \
            sysexits.h where the folder or the data is not to be used: 65 contents, 66 not there, 74 not to be \
            written.
            """,
        shouldDisplay: false)

    @Argument(help: "Folder of the attempt.")
    var attemptFolder: String

    @Option(help: "Threads.")
    var threads: Int

    @OptionGroup(title: "Data") var dataPlace: DataPlaceOptions

    func run() throws {
        try check("threads", threads, isValid: { (1...1024).contains($0) }, "from 1 to 1024")
        // Of the surroundings, not of the attempt, which stays open.
        MemoryShortage.onShortage = { sentence in
            AttemptTraining.tell(failure: sentence)
            StandardError.say(sentence)
            Foundation.exit(71)
        }
        do {
            let folder = try AttemptFolder(reading: attemptFolder)
            let training = AttemptTraining(
                folder: folder, threads: threads, engine: Trainer(dataPlace: dataPlace),
                stop: .system)
            let ending = try training.run()
            if case .failed(let reason) = ending { throw ExitCode.failure(reason) }
            throw ExitCode(ending.exitStatus)
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.failure(error)
        }
    }
}
