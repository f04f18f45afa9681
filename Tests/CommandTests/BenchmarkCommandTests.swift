import Foundation
import Testing

/// What is printed, on the smallest steps there are; how fast they were is nobody's business here.
@Suite struct BenchmarkCommandTests {
    private func rows(_ arguments: [String]) throws -> [[String: Any]] {
        let output = try Ablate.run(
            [
                "benchmark", "--batch", "2", "--count", "1", "--image-side", "16", "--threads", "2",
                "--format", "json",
            ]
                + arguments)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardError.contains("Ceiling on 2 threads: "))
        return try #require(
            JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [[String: Any]])
    }

    @Test(arguments: ["training", "evaluation"])
    func `a row a step with rate, spread, share of the ceiling and memory`(mode: String) throws {
        let rows = try rows(["--steps", "kernel-7,resnet-50", "--mode", mode])
        #expect(rows.compactMap { $0["id"] as? String } == ["resnet-50", "kernel-7"])
        for row in rows {
            let rate = try #require(row["images_per_second"] as? [String: Double])
            let (median, min, max) = (try #require(rate["median"]), rate["min"] ?? -1, rate["max"] ?? -1)
            #expect(0 < min && min <= median && median <= max)
            #expect(try #require(row["gflops"] as? Double) > 0)
            #expect((0.0..<1).contains(try #require(row["share_of_ceiling"] as? Double)))
            #expect(try #require(row["peak_memory_bytes"] as? Int) > 1 << 20)
        }
    }

    @Test func `a profile by kind of operation accounts for all products of a step`() throws {
        let rows = try rows(["--steps", "kernel-7", "--profile"])
        let kinds = Set(rows.compactMap { $0["kind"] as? String })
        #expect(kinds.isSuperset(of: ["conv 1×1", "depthwise 7×7", "batch norm", "linear", "optimizer"]))
        #expect(Set(rows.compactMap { $0["direction"] as? String }) == ["forward", "backward", "update"])
        let shares = rows.compactMap { $0["share"] as? Double }
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        // Milliseconds times GFLOP/s are the products; by layer they come to the same.
        func megaflops(_ rows: [[String: Any]]) -> Double {
            rows.reduce(0) {
                $0 + (($1["milliseconds"] as? Double) ?? 0) * (($1["gflops"] as? Double) ?? 0)
            }
        }
        let layers = try self.rows(["--steps", "kernel-7", "--layers"])
        #expect(layers.count > rows.count)
        #expect(abs(megaflops(layers) / megaflops(rows) - 1) < 1e-9)
    }

    @Test(arguments: [
        (["--batch", "0"], "--batch must be 1 or more, but is 0."),
        (["--count", "0"], "--count must be 1 or more, but is 0."),
        (["--threads", "0"], "--threads must be 1 or more, but is 0."),
        (["--steps", "kernel-8"], "There is no step 'kernel-8' in the small regime"),
        (["--mode", "fast"], "--mode must be 'training' or 'evaluation', but is 'fast'."),
    ])
    func `bad values are refused in a sentence`(arguments: [String], expected: String) throws {
        let output = try Ablate.run(["benchmark"] + arguments)
        #expect(output.status == 64)
        #expect(output.standardError.contains(expected), "\(output.standardError)")
        #expect(output.standardOutput.isEmpty)
    }
}
