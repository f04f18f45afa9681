import ArgumentParser

@main
struct Ablate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ablate",
        abstract: "Runs an architecture ablation for real and records accuracy and MACs in SQLite.",
        subcommands: [
            Run.self, List.self, Show.self, Verify.self, Query.self, Gather.self, Benchmark.self, TrainOne.self,
        ])
}
