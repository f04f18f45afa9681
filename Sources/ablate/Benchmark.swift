import Architectures
import ArgumentParser
import Experiments
import Kernels
import Training

struct Benchmark: ParsableCommand {
    @Option var steps: String?
    @Option var threads: Int = Executor.grantedCPUs
    @Option var batch: Int = 128
    @Option var count: Int = 7
    @Flag var profile = false
    func run() throws {
        let regime = Regime.small
        for v in Roadmap.convNeXt(regime).variants
        where steps.map({ $0.split(separator: ",").map(String.init).contains(v.id) }) ?? true {
            let n = try Network(v.architecture, input: regime.input, classes: regime.classes)
            let t = Throughput.measure(
                n, batchSize: batch, threads: threads, steps: count, profiling: profile)
            print(v.id, Int(t.imagesPerSecond), "images/s", Int(t.gigaflopsPerSecond), "GFLOP/s")
            if let p = t.profile {
                for r in p.rows {
                    print(
                        "   \(r.name)  fwd \(Int(r.forwardSeconds / Double(count) * 1e6))  bwd \(Int(r.backwardSeconds / Double(count) * 1e6)) us"
                    )
                }
            }
        }
    }
}
