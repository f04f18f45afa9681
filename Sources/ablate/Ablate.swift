import ArgumentParser

@main
struct Ablate: AsyncParsableCommand {
    static func main() async {
        await main(CommandArguments.rewritten(Array(CommandLine.arguments.dropFirst())))
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
            Query.self, Export.self, Gather.self, DataCommand.self, RecipeCommand.self, Benchmark.self,
            TrainOne.self, BenchmarkOne.self, TimeOne.self,
        ])
}
