import AblateResults
import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Removes studies or runs from a results folder and its database.",
        discussion: """
            A study goes with the runs that no other study asks for. A run is named by the first digits of its \
            SHA-256, or as STUDY/STEP with --seed (without, the runs of all its seeds); it goes whoever asks for it, \
            and the next '\(Program.name) run' of such a study trains it again. What a process works on is not removed.

            On a terminal the command says what goes and what stays, and asks. Elsewhere it needs --yes. Killed at any \
            point, it leaves whole runs or none, and goes on when it is given again.

            Exit status: 0 removed, 1 the answer was no, 64 no such study or run, or no terminal to ask on, 75 a run \
            is being trained or the folder changed meanwhile.

            EXAMPLES
              \(Program.name) remove quick --dry-run
              \(Program.name) remove "quick epochs=1"
              \(Program.name) remove quick/kernel-7 --seed 3 --yes
              \(Program.name) remove 3b6a30d2 e0ec4755 --yes
              \(Program.name) remove quick --dry-run --format json | jq 'map(.bytes) | add'
            """)

    @Argument(
        help: ArgumentHelp("Studies, steps as STUDY/STEP, or runs.", valueName: "study-or-run"),
        completion: Completion.recorded)
    var names: [String]

    @Option(help: "The run of that seed alone, of each step that is named.")
    var seed: Int?

    @Flag(name: [.long, .customShort("y")], help: "Do not ask.")
    var yes = false

    @Flag(
        name: [.long, .customShort("n")], help: "Say what would go and what would stay, and change nothing.")
    var dryRun = false

    @OptionGroup var output: FormatOption

    @OptionGroup var results: ResultsOptions

    func run() throws {
        let folder = try results.existingFolder()
        do {
            if !dryRun { try folder.deleteLeftovers() }
            let removal = try removal(in: folder)
            let text = RemovalText(removal, folder: folder.url.path)
            if dryRun {
                print(text.plan(as: output.format, width: output.width))
                return
            }
            try confirm(text)
            try remove(removal, from: folder)
            print(text.outcome(as: output.format, width: output.width))
        } catch let status as ExitCode {
            throw status
        } catch {
            throw ExitCode.failure(error)
        }
    }

    private func removal(in folder: ResultsFolder) throws -> Removal {
        let catalogue = RunCatalogue(folder, recorded: try ResultsDatabase.recorded(in: folder.url))
        let subjects = try names.map { try catalogue.subject($0, seed: seed) }
        if seed != nil, !subjects.contains(where: { if case .step = $0 { true } else { false } }) {
            throw ExitCode.usage("--seed goes with a step (STUDY/STEP), and none is named.")
        }
        return try Removal(subjects, of: catalogue, in: folder)
    }

    /// - Throws: an exit status after one sentence where the answer is no, or cannot be asked for.
    private func confirm(_ text: RemovalText) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw ExitCode.usage(
                "\(text.sentence) Nothing was removed, since there is no terminal to ask on; give --yes to remove it, "
                    + "or --dry-run to see every run.")
        }
        StandardError.say(text.sentence)
        try? FileHandle.standardError.write(contentsOf: Data("Remove? [y/N] ".utf8))
        let answer = (readLine() ?? "").lowercased()
        guard ["y", "yes"].contains(answer) else { throw ExitCode.failure("Nothing was removed.") }
    }

    private func remove(_ removal: Removal, from folder: ResultsFolder) throws {
        let database = try ResultsDatabase.existing(in: folder.url)
        let line = ProgressLine()
        try folder.remove(
            removal, again: { try self.removal(in: folder) },
            forget: { removal, setAside in
                guard let database else { return try setAside() }
                try database.forget(
                    studies: removal.studies, runs: removal.going.map(\.key), preparing: setAside)
            },
            onDeletion: { line.show("deleting: \($0) of \(Units.plural(removal.going.count, "run"))") })
        line.clear()
        try database?.close()
    }
}
