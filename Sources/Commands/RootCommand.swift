import AblateRunner
import AblateWords
import ArgumentParser
import Foundation

/// What is parsed first: the program's own name.
struct RootCommand: ParsableCommand {
    /// Carries out the command line.
    ///
    /// - Returns: the exit status, after what there is to say was said.
    static func status() -> Int32 {
        do {
            try requireFiles()
            let typed = try StartArguments.checked()
            // A shell that asks for completions counts the words as they were typed.
            let isCompletion = typed.first == "---completion"
            let arguments = isCompletion ? typed : CommandArguments.rewritten(typed)
            var command = try parseAsRoot(arguments)
            try command.run()
            return ExitCode.success.rawValue
        } catch {
            let status = exitCode(for: error)
            let full = fullMessage(for: error)
            switch status {
            case _ where full.isEmpty: break
            // Help, the version and completion scripts are answers; they come as errors too.
            case .success: print(full == configuration.version ? ProgramVersion.current.text : full)
            case .validationFailure:
                let mistake = CommandLineMistake(message: message(for: error), fullMessage: full)
                StandardError.say(mistake.sentence)
            default: StandardError.say(full)
            }
            return status.rawValue
        }
    }

    private static func requireFiles() throws {
        do {
            try OpenFiles.require(OpenFiles.neededByAnyCommand)
        } catch {
            throw ExitCode.failure(error)
        }
    }

    static let configuration = CommandConfiguration(
        commandName: Program.name,
        abstract: "Runs an architecture ablation for real and records accuracy and MACs in SQLite.",
        discussion: """
            EXAMPLES
              \(Program.name) plan quick
              \(Program.name) run quick
              \(Program.name) status quick
              \(Program.name) list --regime resnet-50
              \(Program.name) show kernel-7
              \(Program.name) query deltas
              \(Program.name) compare move-up kernel-7
              \(Program.name) report quick
              \(Program.name) query "SELECT id, macs, top1_mean, n FROM v_step ORDER BY position"
            """,
        version: ProgramVersion.number,
        subcommands: [
            Plan.self, Run.self, Status.self, Compare.self, Report.self, List.self, Show.self, Verify.self,
            Query.self, Export.self, Studies.self, Rename.self, Gather.self, Remove.self, Rerun.self,
            Clean.self, DataCommand.self,
            RecipeCommand.self, Benchmark.self,
            TrainOne.self, BenchmarkOne.self, TimeOne.self,
        ])
}
