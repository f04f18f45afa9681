import CAblateKernels

/// What the granted processors can do at most: what used shares and floors are told from.
package struct Ceiling: Hashable, Sendable {
    /// Multiply-adds on registers, counted as two operations each.
    package let flopsPerSecond: Double
    /// Sustained, over arrays that no cache holds; a byte read and a byte written count as two.
    package let bytesPerSecond: Double

    /// Measures for about half a second; the best of several tries, since a ceiling is what nothing exceeds.
    package static func measure(threads: Int) -> Ceiling {
        let executor = Executor(threads: threads)
        return Ceiling(
            flopsPerSecond: best(of: 50) {
                let rounds = 4_000_000
                executor.run(threads) { task, _ in
                    var sink = Float(task)
                    ck_multiply_add(rounds, &sink)
                }
                return Double(threads * ck_multiply_add_flops(rounds))
            },
            bytesPerSecond: {
                let count = 16 << 20
                let from = Floats(count: count)
                let to = Floats(count: count)
                return best(of: 6) {
                    executor.activate(.relu, from, into: to)
                    return Double(2 * 4 * count)
                }
            }())
    }

    private static func best(of tries: Int, _ work: () -> Double) -> Double {
        let clock = ContinuousClock()
        var best = 0.0
        for _ in 0..<tries {
            var amount = 0.0
            let time = clock.measure { amount = work() }
            best = max(best, amount / (time / .seconds(1)))
        }
        return best
    }
}
