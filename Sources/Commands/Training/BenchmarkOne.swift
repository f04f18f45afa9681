import AblateArchitectures
import AblateRoadmaps
import AblateRunner
import AblateTraining
import AblateWords
import ArgumentParser
import Foundation

extension Throughput.Mode: ExpressibleByArgument {}

/// What is timed, and how: the same for `benchmark` and for the process that it starts for each row.
struct BenchmarkOptions: ParsableArguments {
    @OptionGroup var roadmap: RoadmapOptions

    @Option(name: .customLong("batch"), help: "Images a step. (default: 128 up to 64 px a side, else 8)")
    var batchSize: Int?

    @Option(help: "Pixels a side. (default: the regime's)")
    var imageSide: Int?

    @Option(help: "Steps that count, after two that do not.")
    var count: Int = 7

    @Option(help: "Training steps, or evaluation: forward alone.")
    var mode: Throughput.Mode = .training

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func checkValues() throws {
        try check("batch", batchSize, isValid: { $0 >= 1 }, "1 or more")
        try check("image-side", imageSide, isValid: { $0 >= 1 }, "1 or more")
        try check("count", count, isValid: { $0 >= 1 }, "1 or more")
    }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func network(of row: AnyRoadmap.Row) throws -> Network {
        let regime = try roadmap.resolved().regime
        do {
            return try row.architecture.network(
                input: Shape(side: imageSide ?? regime.input.height, channels: regime.input.channels),
                classes: regime.classes)
        } catch {
            throw ExitCode.usage("\(row.id) cannot be timed: \(error)")
        }
    }

    func resolvedBatchSize(_ network: Network) -> Int {
        batchSize ?? (network.input.height <= 64 ? 128 : 8)
    }

    /// The same choices as words of a command line.
    var arguments: [String] {
        roadmap.arguments + ["--count", "\(count)", "--mode", mode.rawValue]
            + (batchSize.map { ["--batch", "\($0)"] } ?? [])
            + (imageSide.map { ["--image-side", "\($0)"] } ?? [])
    }
}

/// Times one row in a process of its own, so that its peak memory is its own and no row meets the memory that
/// another left behind.
struct BenchmarkOne: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark-one",
        abstract: "Times one row, as '\(Program.name) benchmark' asks; prints JSON.",
        shouldDisplay: false)

    @Argument(help: "The row.")
    var step: String

    @OptionGroup var options: BenchmarkOptions

    @Option(help: "Threads.")
    var threads: Int

    @Flag(help: "Measure where the time goes.")
    var profile = false

    func run() throws {
        try options.checkValues()
        let study = try options.roadmap.resolved()
        let row = try StepNames.row(step, of: study.roadmap, in: study.regime)
        let network = try options.network(of: row)
        let throughput = Throughput.measure(
            network, mode: options.mode, batchSize: options.resolvedBatchSize(network), threads: threads,
            steps: options.count, profiling: profile)
        print(String(decoding: try JSONEncoder().encode(throughput), as: UTF8.self))
    }

    /// Starts this command for one row and waits for its answer.
    ///
    /// - Throws: an exit status after one sentence on standard error: 1, or 128 + signal on a request to stop.
    static func timed(
        _ step: String, _ options: BenchmarkOptions, threads: Int, profiling: Bool, stop: StopRequests
    ) throws -> Throughput {
        do {
            return try TimedProcess.answer(
                Throughput.self,
                ["benchmark-one", step, "--threads", "\(threads)"] + (profiling ? ["--profile"] : [])
                    + options.arguments, stop: stop)
        } catch let failure as TimedProcess.Failure {
            throw ExitCode.failure("\(step) could not be timed: \(failure.reason)")
        }
    }
}
