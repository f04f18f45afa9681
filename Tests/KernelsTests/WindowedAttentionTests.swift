import AblateKernels
import CAblateKernels
import Testing

/// Attention within windows: each instruction set against the plain reference, and the same bits however many threads.
@Suite struct WindowedAttentionTests {
    struct Sizes: CustomStringConvertible {
        let map: (Int, Int)
        let output: (Int, Int)
        let window: (Int, Int)
        let shift: (Int, Int)
        let heads: Int
        let depth: Int

        var geometry: WindowedAttentionGeometry {
            WindowedAttentionGeometry(
                height: map.0, width: map.1, outHeight: output.0, outWidth: output.1,
                channels: heads * depth,
                heads: heads, windowHeight: window.0, windowWidth: window.1, shiftHeight: shift.0,
                shiftWidth: shift.1)
        }

        var description: String {
            "\(map) → \(output) in windows of \(window) shifted by \(shift), \(heads) heads of \(depth)"
        }
    }

    /// Regions of fewer tokens, of as many and of more than a vector has lanes, heads likewise.
    static let sizes: [Sizes] = [
        Sizes(map: (14, 14), output: (14, 14), window: (7, 7), shift: (0, 0), heads: 3, depth: 32),
        Sizes(map: (14, 14), output: (13, 12), window: (7, 7), shift: (3, 3), heads: 2, depth: 32),
        Sizes(map: (14, 7), output: (9, 7), window: (7, 7), shift: (3, 0), heads: 2, depth: 20),
        Sizes(map: (7, 21), output: (7, 17), window: (7, 7), shift: (0, 6), heads: 1, depth: 48),
        Sizes(map: (8, 12), output: (8, 12), window: (4, 4), shift: (2, 2), heads: 6, depth: 8),
        Sizes(map: (8, 8), output: (5, 8), window: (4, 4), shift: (1, 3), heads: 5, depth: 16),
        Sizes(map: (4, 9), output: (3, 7), window: (2, 3), shift: (1, 2), heads: 3, depth: 5),
        Sizes(map: (8, 8), output: (8, 8), window: (8, 8), shift: (4, 4), heads: 1, depth: 70),
        Sizes(map: (12, 12), output: (12, 11), window: (12, 12), shift: (0, 0), heads: 1, depth: 33),
        Sizes(map: (3, 2), output: (3, 2), window: (1, 1), shift: (0, 0), heads: 2, depth: 1),
    ]

    private struct Results: Equatable {
        var y: [Float]
        var statistics: [Float]
        var inputGradient: [Float]
        var biasGradient: [Float]
    }

    /// Both passes on random operands, over whatever memory held before.
    private func results(
        _ g: WindowedAttentionGeometry, images: Int, _ executor: Executor
    ) -> Results {
        let qkv = Floats(randomFloats(images * g.inputCount, seed: 1))
        let bias = Floats(randomFloats(g.biasCount, seed: 2))
        let dy = Floats(randomFloats(images * g.outputCount, seed: 3))
        let y = Floats(count: dy.count)
        let statistics = Floats(count: images * g.statisticsCount)
        let dqkv = Floats(count: qkv.count)
        let dBias = Floats(count: bias.count)
        for floats in [y, statistics, dqkv, dBias] { floats.fill(.nan) }
        executor.windowedAttention(
            g, images: images, qkv, positionBias: bias, into: y, statistics: statistics)
        executor.windowedAttentionBackward(
            g, images: images, qkv, positionBias: bias, statistics: statistics, dy, into: dqkv,
            positionBias: dBias)
        return Results(
            y: y.array, statistics: statistics.array, inputGradient: dqkv.array, biasGradient: dBias.array)
    }

    @Test(arguments: sizes) func kernelsAgree(sizes: Sizes) {
        let g = sizes.geometry
        let images = 2
        // The set is chosen for the calling thread alone.
        let executor = Executor(
            threads: 1, scratch: Executor.windowedAttentionScratch(g, images: images))
        expectAgreement("attention on \(sizes)") {
            let found = results(g, images: images, executor)
            // A token that sees itself alone has no gradient but rounding.
            let biasGradient = sizes.window == (1, 1) ? [] : [found.biasGradient]
            return [found.y, found.statistics, found.inputGradient] + biasGradient
        }
    }

    @Test(arguments: sizes) func bitsDoNotDependOnTheNumberOfThreads(sizes: Sizes) {
        let g = sizes.geometry
        let images = 9
        let scratch = Executor.windowedAttentionScratch(g, images: images)
        let one = results(g, images: images, Executor(threads: 1, scratch: scratch))
        let numbers = one.y + one.statistics + one.inputGradient + one.biasGradient
        #expect(numbers.allSatisfy { !$0.isNaN })
        for threads in [2, 3, 4] {
            let other = results(g, images: images, Executor(threads: threads, scratch: scratch))
            #expect(other == one, "\(threads) threads")
        }
    }

    /// What pads the map is seen, so its keys and values learn although nobody asks for its output.
    @Test func croppedTokensAreSeen() {
        let g = WindowedAttentionGeometry(
            height: 2, width: 1, outHeight: 1, outWidth: 1, channels: 1, heads: 1, windowHeight: 2,
            windowWidth: 1, shiftHeight: 0, shiftWidth: 0)
        let executor = Executor(threads: 1, scratch: Executor.windowedAttentionScratch(g, images: 1))
        let qkv = Floats([0, 1, 2, 5, -1, 4])
        let (y, statistics) = (Floats(count: 1), Floats(count: 4))
        let (dqkv, bias, dBias) = (Floats(count: 6), Floats(count: 3), Floats(count: 3))
        executor.windowedAttention(g, images: 1, qkv, positionBias: bias, into: y, statistics: statistics)
        #expect(y.array == [3])
        executor.windowedAttentionBackward(
            g, images: 1, qkv, positionBias: bias, statistics: statistics, Floats([1]), into: dqkv,
            positionBias: dBias)
        #expect(dqkv.array == [-1, 0, 0.5, 0, 0, 0.5])
        #expect(dBias.array == [0.5, -0.5, 0])
    }

    /// Fewer images than planned may make more blocks.
    @Test func smallerBatchesFitTheScratchOfALargerOne() {
        let most = 24
        let g = WindowedAttentionGeometry(
            height: 8, width: 8, outHeight: 8, outWidth: 8, channels: 8, heads: 2, windowHeight: 4,
            windowWidth: 2, shiftHeight: 1, shiftWidth: 1)
        let executor = Executor(threads: 2, scratch: Executor.windowedAttentionScratch(g, images: most))
        for images in 1...most { _ = results(g, images: images, executor) }
    }
}
