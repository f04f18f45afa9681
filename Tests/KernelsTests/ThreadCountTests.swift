import AblateKernels
import Testing

/// Single passes have the same bits at any number of threads, on maps that are cut into several tasks.
struct ThreadCountTests {
    private func expectSameBits(
        _ name: String, scratch: Executor.Scratch = .none, sourceLocation: SourceLocation = #_sourceLocation,
        _ pass: (Executor) -> [Floats]
    ) {
        let alone = pass(Executor(threads: 1, scratch: scratch)).map { $0.array.map(\.bitPattern) }
        for threads in [2, 3, 4] {
            let found = pass(Executor(threads: threads, scratch: scratch)).map { $0.array.map(\.bitPattern) }
            #expect(found == alone, "\(name), \(threads) threads", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [(32, 128, 128, 1), (32, 256, 128, 2), (4, 320, 320, 1), (64, 64, 128, 1)])
    func groupedConvolutions(groups: Int, channels: Int, columns: Int, stride: Int) {
        let images = 3
        let g = GroupedGeometry(
            ConvolutionGeometry(
                height: 28, width: 19, channels: channels, kernelSize: 3, stride: stride, padding: 1,
                outChannels: columns), groups: groups)
        let x = Floats(randomFloats(images * g.dense.inputCount, seed: 1))
        let dy = Floats(randomFloats(images * g.dense.outputCount, seed: 2))
        let weight = Floats(randomFloats(g.weightCount, seed: 3))
        let bias = Floats(randomFloats(columns, seed: 4))
        expectSameBits(
            "\(channels) → \(columns) in \(groups)", scratch: Executor.groupedScratch(g, images: images)
        ) {
            let (y, dx) = (Floats(count: dy.count), Floats(count: x.count))
            let (dw, db) = (Floats(count: weight.count), Floats(count: columns))
            $0.groupedConvolution(g, images: images, x, weight: weight, bias: bias, into: y)
            $0.groupedWeightGradient(g, images: images, x, dy, into: dw, bias: db)
            $0.groupedInputGradient(g, images: images, dy, weight: weight, into: dx, accumulating: false)
            return [y, dw, db, dx]
        }
    }

    @Test func responseNorms() {
        let (images, pixels, channels) = (3, 900, 200)
        let count = images * pixels * channels
        let x = Floats(randomFloats(count, seed: 1))
        let upstream = randomFloats(count, seed: 2)
        let weight = Floats(randomFloats(channels, seed: 3))
        expectSameBits(
            "response norm", scratch: Executor.responseNormScratch(images: images, channels: channels)
        ) {
            let y = Floats(count: count)
            let (lengths, means) = (Floats(count: images * channels), Floats(count: images))
            $0.responseNorm(
                images: images, pixels: pixels, channels: channels, x, weight: weight, bias: weight, into: y,
                lengths: lengths, means: means)
            let (dx, dw, db) = (Floats(upstream), Floats(count: channels), Floats(count: channels))
            $0.responseNormBackward(
                images: images, pixels: pixels, channels: channels, x, weight: weight, lengths: lengths,
                means: means, dx, into: dx, weight: dw, bias: db)
            return [y, lengths, means, dx, dw, db]
        }
    }

    @Test func gates() {
        let (images, pixels, channels) = (3, 900, 200)
        let count = images * pixels * channels
        let x = Floats(randomFloats(count, seed: 1))
        let upstream = randomFloats(count, seed: 2)
        let s = Floats(randomFloats(images * channels, seed: 3))
        expectSameBits("gate", scratch: Executor.gateScratch(images: images, channels: channels)) {
            let (y, dx, ds) = (Floats(count: count), Floats(count: count), Floats(count: s.count))
            $0.gate(images: images, pixels: pixels, channels: channels, x, by: s, into: y)
            $0.gateBackward(
                images: images, pixels: pixels, channels: channels, x, by: s, Floats(upstream), into: dx,
                accumulating: false, gate: ds)
            return [y, dx, ds]
        }
        expectSameBits("gate by pixel") {
            let (dx, ds) = (Floats(count: count), Floats(count: count))
            $0.gateBackward(x, by: x, Floats(upstream), into: dx, accumulating: false, gate: ds)
            return [dx, ds]
        }
    }
}
