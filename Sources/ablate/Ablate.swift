import ArgumentParser
import Foundation
import Kernels
import Runner

@main
struct Ablate: ParsableCommand {
    static func main() {
        StandardOutput.guardDescriptors()
        MemoryShortage.onShortage = { sentence in
            StandardError.say(sentence)
            Foundation.exit(71)
        }
        Foundation.exit(StandardOutput.finish(status()))
    }

    /// Carries out the command line.
    ///
    /// - Returns: the exit status, after what there is to say was said.
    private static func status() -> Int32 {
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
        commandName: "ablate",
        abstract: "Runs an architecture ablation for real and records accuracy and MACs in SQLite.",
        discussion: """
            EXAMPLES
              ablate plan quick
              ablate run quick
              ablate status quick
              ablate list --regime resnet-50
              ablate show kernel-7
              ablate query deltas
              ablate compare move-up kernel-7
              ablate report quick
              ablate query "SELECT id, macs, top1_mean, n FROM v_step ORDER BY position"
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
