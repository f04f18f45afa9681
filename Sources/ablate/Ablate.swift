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
            let arguments = CommandArguments.rewritten(try StartArguments.checked())
            var command = try parseAsRoot(arguments)
            try command.run()
            return ExitCode.success.rawValue
        } catch {
            let status = exitCode(for: error)
            let message = fullMessage(for: error)
            // Help, the version and completion scripts are answers; they come as errors too.
            if !message.isEmpty { status.isSuccess ? print(message) : StandardError.say(message) }
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
        version: "0.1.0",
        subcommands: [
            Plan.self, Run.self, Status.self, Compare.self, Report.self, List.self, Show.self, Verify.self,
            Query.self, Export.self, Studies.self, Rename.self, Gather.self, Remove.self, Rerun.self,
            Clean.self, DataCommand.self,
            RecipeCommand.self, Benchmark.self,
            TrainOne.self, BenchmarkOne.self, TimeOne.self,
        ])
}
