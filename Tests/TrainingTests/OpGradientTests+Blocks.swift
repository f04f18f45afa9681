import AblateArchitectures
import AblateKernels
import AblateRandomness
import Testing

/// Operations that the roadmap has no row of, but its branches, peers and other families.
extension OpGradientTests {
    @Test(arguments: [(2, 4, 6), (3, 6, 9), (8, 32, 32), (4, 8, 4), (5, 5, 10), (2, 66, 34)])
    func groupedConvolutions(groups: Int, channels: Int, columns: Int) {
        let images = 3
        for (kernel, stride) in [(1, 1), (3, 1), (3, 2), (2, 3)] {
            let g = GroupedGeometry(
                ConvolutionGeometry(
                    height: 7, width: 5, channels: channels, kernelSize: kernel, stride: stride,
                    padding: kernel / 2, outChannels: columns), groups: groups)
            let x = random(images * g.dense.inputCount, 1)
            let w = random(g.weightCount, 2)
            let b = random(columns, 3)
            let upstream = random(images * g.dense.outputCount, 4)
            let dx = Floats(count: x.count)
            let dw = Floats(count: w.count)
            let db = Floats(count: b.count)
            let dy = Floats(upstream)
            executor.groupedInputGradient(
                g, images: images, dy, weight: Floats(w), into: dx, accumulating: false)
            executor.groupedWeightGradient(g, images: images, Floats(x), dy, into: dw, bias: db)
            expect(
                "\(kernel)×\(kernel) s\(stride) in \(groups) groups", [x, w, b],
                [dx.array, dw.array, db.array],
                upstream: upstream, step: 1, tolerance: 1e-4
            ) { v in
                let y = Floats(count: upstream.count)
                executor.groupedConvolution(
                    g, images: images, Floats(v[0]), weight: Floats(v[1]), bias: Floats(v[2]), into: y)
                return y.array
            }
        }
    }

    @Test(arguments: [1, 2, 40], [3, 8, 19]) func responseNorms(pixels: Int, channels: Int) {
        let images = 3
        let x = random(images * pixels * channels, 1)
        let weight = random(channels, 2)
        let bias = random(channels, 3)
        let upstream = random(x.count, 4)
        let lengths = Floats(count: images * channels)
        let means = Floats(count: images)
        func forward(_ v: [[Float]]) -> [Float] {
            let y = Floats(count: x.count)
            executor.responseNorm(
                images: images, pixels: pixels, channels: channels, Floats(v[0]), weight: Floats(v[1]),
                bias: Floats(v[2]), into: y, lengths: lengths, means: means)
            return y.array
        }
        _ = forward([x, weight, bias])
        let dx = Floats(upstream)
        let dw = Floats(count: channels)
        let db = Floats(count: channels)
        executor.responseNormBackward(
            images: images, pixels: pixels, channels: channels, Floats(x), weight: Floats(weight),
            lengths: lengths, means: means, dx, into: dx, weight: dw, bias: db)
        expect(
            "response norm \(pixels)×\(channels)", [x, weight, bias], [dx.array, dw.array, db.array],
            upstream: upstream, step: 0.002, tolerance: 5e-3, forward)
    }

    /// A channel of zeros, and an image of nothing else, have no length to divide by.
    @Test func responseNormOfZerosHasAFiniteGradient() {
        var x = random(2 * 3 * 4, 1)
        for i in x.indices where i < 12 || i % 4 == 1 { x[i] = 0 }
        let (y, lengths, means) = (Floats(count: 24), Floats(count: 8), Floats(count: 2))
        let weight = Floats(random(4, 2))
        executor.responseNorm(
            images: 2, pixels: 3, channels: 4, Floats(x), weight: weight, bias: Floats(count: 4), into: y,
            lengths: lengths, means: means)
        let upstream = random(24, 3)
        let (dx, dw, db) = (Floats(upstream), Floats(count: 4), Floats(count: 4))
        executor.responseNormBackward(
            images: 2, pixels: 3, channels: 4, Floats(x), weight: weight, lengths: lengths, means: means, dx,
            into: dx, weight: dw, bias: db)
        for array in [y, dx, dw].map(\.array) { #expect(array.allSatisfy { $0.isFinite }) }
        // What passes by the norm is left.
        for i in x.indices where i < 12 || i % 4 == 1 { #expect(dx[i] == upstream[i] && y[i] == 0) }
    }

    @Test func gates() {
        let (images, pixels, channels) = (3, 12, 5)
        let x = random(images * pixels * channels, 1)
        let upstream = random(x.count, 2)
        let dy = Floats(upstream)
        let dx = Floats(count: x.count)
        for isByPixel in [false, true] {
            let s = random(isByPixel ? x.count : images * channels, 3)
            let ds = Floats(count: s.count)
            if isByPixel {
                executor.gateBackward(Floats(x), by: Floats(s), dy, into: dx, accumulating: false, gate: ds)
            } else {
                executor.gateBackward(
                    images: images, pixels: pixels, channels: channels, Floats(x), by: Floats(s), dy,
                    into: dx, accumulating: false, gate: ds)
            }
            expect(
                "gate", [x, s], [dx.array, ds.array], upstream: upstream, step: 1, tolerance: 1e-4
            ) { v in
                let y = Floats(count: x.count)
                if isByPixel {
                    executor.multiply(Floats(v[0]), Floats(v[1]), into: y)
                } else {
                    executor.gate(
                        images: images, pixels: pixels, channels: channels, Floats(v[0]), by: Floats(v[1]),
                        into: y)
                }
                return y.array
            }
        }
    }

    @Test func rearrangements() {
        let (images, channels) = (3, 5)
        let x = random(images * 12 * channels, 1)
        let dx = Floats(count: x.count)
        for rearrangement in [Executor.Rearrangement.padding(height: 6, width: 4), .patchMerging] {
            let out = rearrangement.output(height: 4, width: 3, channels: channels)
            let upstream = random(images * out.height * out.width * out.channels, 4)
            executor.rearrangeBackward(
                rearrangement, images: images, height: 4, width: 3, channels: channels, Floats(upstream),
                into: dx)
            expect(
                "\(rearrangement)", [x], [dx.array], upstream: upstream, step: 1, tolerance: 1e-4
            ) { v in
                let y = Floats(count: upstream.count)
                executor.rearrange(
                    rearrangement, images: images, height: 4, width: 3, channels: channels, Floats(v[0]),
                    into: y)
                return y.array
            }
        }
    }

    @Test(arguments: [0, 1]) func windowedAttention(shift: Int) {
        let images = 2
        let g = WindowedAttentionGeometry(
            height: 6, width: 8, outHeight: 5, outWidth: 7, channels: 10, heads: 2, windowHeight: 3,
            windowWidth: 4, shiftHeight: shift, shiftWidth: 2 * shift)
        let x = random(images * g.inputCount, 1)
        let bias = random(g.biasCount, 2)
        let upstream = random(images * g.outputCount, 3)
        let statistics = Floats(count: images * g.statisticsCount)
        func forward(_ v: [[Float]]) -> [Float] {
            let y = Floats(count: upstream.count)
            executor.windowedAttention(
                g, images: images, Floats(v[0]), positionBias: Floats(v[1]), into: y, statistics: statistics)
            return y.array
        }
        _ = forward([x, bias])
        let dx = Floats(count: x.count)
        let db = Floats(count: bias.count)
        executor.windowedAttentionBackward(
            g, images: images, Floats(x), positionBias: Floats(bias), statistics: statistics,
            Floats(upstream), into: dx, positionBias: db)
        expect(
            "attention shifted by \(shift)", [x, bias], [dx.array, db.array], upstream: upstream, step: 0.02,
            tolerance: 2e-3, forward)
    }
}
