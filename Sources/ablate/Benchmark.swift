import Architectures
import ArgumentParser
import Experiments
import Kernels
import Reports
import Training

struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Times whole training steps: forward, loss, backward and AdamW.",
        discussion: """
            Medians over the counted steps, on random images. GFLOP/s are 6 for each MAC: what convolutions and \
            linear layers need, forwards and backwards. Let nothing else run meanwhile.

            EXAMPLES
              ablate benchmark
              ablate benchmark --regime resnet-50 --batch-size 8 --steps resnet-50,kernel-7
              ablate benchmark --steps kernel-7 --profile
            """)

    @OptionGroup var regime: RegimeOption
    @OptionGroup var output: FormatOption

    @Option(help: "Rows to time, by id, separated by commas. (default: all)")
    var steps: String?

    @Option(help: "Images a step. (default: 128 up to 64 px a side, else 8)")
    var batchSize: Int?

    @Option(help: "Pixels a side. (default: the regime's)")
    var imageSide: Int?

    @Option(help: "Threads. (default: the processors granted)")
    var threads: Int?

    @Option(help: "Steps that count, after two that do not.")
    var count: Int = 7

    @Flag(help: "Print where the time of a step goes, by layer.")
    var profile = false

    func run() throws {
        try check("batch-size", batchSize, isValid: { $0 >= 1 }, "1 or more")
        try check("threads", threads, isValid: { (1...1024).contains($0) }, "from 1 to 1024")
        try check("count", count, isValid: { $0 >= 1 }, "1 or more")
        let regime = try regime.regime()
        let roadmap = Roadmap.convNeXt(regime)
        let chosen = try StepNames.ids(steps, of: roadmap, in: regime)
        var table = profile ? Self.profileTable : Self.table
        for variant in roadmap.variants where chosen?.contains(variant.id) ?? true {
            StandardError.say(variant.id)
            let network = try network(of: variant, regime)
            let throughput = Throughput.measure(
                network, batchSize: batchSize ?? (network.input.height <= 64 ? 128 : 8),
                threads: threads ?? Executor.grantedCPUs, steps: count, profiling: profile)
            if let profile = throughput.profile {
                append(profile, of: variant.id, to: &table)
            } else {
                table.append([
                    .text(variant.id), .integer(network.macs), .real(throughput.imagesPerSecond, decimals: 0),
                    .real(throughput.secondsPerStep * 1e3, decimals: 1),
                    .real(throughput.gigaflopsPerSecond, decimals: 0),
                ])
            }
        }
        print(table.rendered(as: output.format))
    }

    private static let table = Table(columns: [
        .init("step"), .init("macs", "MACs"), .init("images_per_second", "images/s"),
        .init("milliseconds", "ms/step"), .init("gigaflops_per_second", "GFLOP/s"),
    ])

    private static let profileTable = Table(columns: [
        .init("step"), .init("layer"), .init("forward_microseconds", "forward µs"),
        .init("backward_microseconds", "backward µs"), .init("share", "share %"),
    ])

    private func network(of variant: Roadmap.Variant, _ regime: Regime) throws -> Network {
        do {
            return try Network(
                variant.architecture,
                input: Shape(side: imageSide ?? regime.input.height, channels: regime.input.channels),
                classes: regime.classes)
        } catch {
            throw ExitCode.usage("\(variant.id) cannot be timed: \(error)")
        }
    }

    private func append(_ profile: OperationProfile, of step: String, to table: inout Table) {
        let total = profile.rows.reduce(0) { $0 + $1.forwardSeconds + $1.backwardSeconds }
        for row in profile.rows {
            table.append([
                .text(step), .text(row.name), .real(row.forwardSeconds / Double(count) * 1e6, decimals: 0),
                .real(row.backwardSeconds / Double(count) * 1e6, decimals: 0),
                .fraction((row.forwardSeconds + row.backwardSeconds) / total, decimals: 1),
            ])
        }
    }
}
