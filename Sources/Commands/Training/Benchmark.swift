import AblateKernels
import AblateRunner
import AblateWords
import ArgumentParser

struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Times whole training steps: forward, loss, backward and AdamW.",
        discussion: """
            Medians over the counted steps, on random images, each row in a process of its own. GFLOP/s are 6 for \
            each MAC: what convolutions and linear layers need, forwards and backwards (2 for evaluation). The \
            ceiling is what multiply-adds on registers reach on the same threads, measured first. Let nothing \
            else run meanwhile.

            EXAMPLES
              \(Program.name) benchmark
              \(Program.name) benchmark --regime resnet-50 --batch 8 --steps resnet-50,kernel-7
              \(Program.name) benchmark --steps kernel-7 --profile
              \(Program.name) benchmark --mode evaluation --threads 1 --format json
            """)

    @OptionGroup var options: BenchmarkOptions
    @OptionGroup var output: FormatOption

    @Option(help: "Rows to time, by id, separated by commas. (default: all)", completion: Completion.steps)
    var steps: String?

    @Option(help: "Threads. (default: the processors granted)")
    var threads: Int?

    @Flag(
        help: """
            Print where the time of a step goes, by kind of operation and direction, and the least that the \
            machine's ceilings would allow.
            """)
    var profile = false

    @Flag(help: "Print where the time of a step goes, by layer and direction.")
    var layers = false

    func run() throws {
        try options.checkValues()
        try ThreadLimit.require(threads: threads, processors: Executor.grantedCPUs)
        MemoryShortage.require(threads: 1)
        let study = try options.roadmap.resolved()
        let chosen = try StepNames.ids(steps, of: study.roadmap, in: study.regime)
        let rows = study.roadmap.withoutPrecursors().rows.filter { chosen?.contains($0.id) ?? true }
        // Before anything is timed, so that what cannot be is refused at once.
        for row in rows { _ = try options.network(of: row) }
        let threads = threads ?? Executor.grantedCPUs
        let stop = StopRequests.listen()
        let ceiling = Ceiling.measure(threads: threads)
        StandardError.say(
            "Ceiling on \(Units.plural(threads, "thread")): "
                + "\(Int(ceiling.flopsPerSecond * 1e-9)) GFLOP/s, \(Int(ceiling.bytesPerSecond * 1e-9)) GB/s."
        )
        let profiling = profile || layers
        var table = profiling ? BenchmarkTable.profile : BenchmarkTable.throughput
        for row in rows {
            StandardError.say(row.id)
            let throughput = try BenchmarkOne.timed(
                row.id, options, threads: threads, profiling: profiling, stop: stop)
            if let profile = throughput.profile {
                let rows = layers ? profile.rows : profile.byKind
                BenchmarkTable.append(
                    rows, of: row.id, steps: options.count, total: profile.seconds, ceiling, to: &table)
            } else {
                BenchmarkTable.append(throughput, of: row.id, ceiling, to: &table)
            }
        }
        print(output.text(of: table))
    }
}
