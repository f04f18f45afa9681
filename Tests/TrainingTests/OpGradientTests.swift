import AblateArchitectures
import AblateKernels
import AblateRandomness
import Testing

/// Every operation's backward pass by central differences with a random upstream gradient, at odd sizes, both
/// strides and down to one pixel.
@Suite struct OpGradientTests {
    private let executor = Executor(threads: 2, scratch: .init(perWorker: 1 << 18, shared: 1 << 18))

    private func random(_ count: Int, _ seed: Int) -> [Float] {
        var random = CounterRandom(seed: seed, role: .mix, sample: count)
        return (0..<count).map { _ in Float(random.normal()) }
    }

    /// Moves each variable along a random direction: the product of the outputs with the upstream gradient must
    /// change by the product of the variable's gradient with the direction.
    private func expect(
        _ name: String, _ variables: [[Float]], _ gradients: [[Float]], upstream: [Float], step: Float,
        tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation, _ op: ([[Float]]) -> [Float]
    ) {
        for index in variables.indices {
            let direction = random(variables[index].count, 77 + index)
            let slope = dot(gradients[index], direction)
            let found = slopeAtZero(step: step) { step in
                var moved = variables
                moved[index] = zip(variables[index], direction).map { $0 + step * $1 }
                return dot(op(moved), upstream)
            }
            let scale = max(length(gradients[index]) * length(direction) * 0.1, 1e-3)
            #expect(
                abs(found - slope) < tolerance * scale, "\(name), variable \(index): \(found) and \(slope)",
                sourceLocation: sourceLocation)
        }
    }

    struct Sizes: CustomStringConvertible {
        let height: Int
        let width: Int
        let channels: Int
        let kernel: Int
        let stride: Int
        let padding: Int
        var description: String { "\(height)×\(width)×\(channels) k\(kernel) s\(stride) p\(padding)" }
    }

    static let sizes: [Sizes] = [
        Sizes(height: 1, width: 1, channels: 3, kernel: 1, stride: 1, padding: 0),
        Sizes(height: 1, width: 1, channels: 9, kernel: 3, stride: 1, padding: 1),
        Sizes(height: 5, width: 7, channels: 4, kernel: 3, stride: 1, padding: 1),
        Sizes(height: 5, width: 7, channels: 4, kernel: 3, stride: 2, padding: 1),
        Sizes(height: 9, width: 6, channels: 17, kernel: 7, stride: 1, padding: 3),
        Sizes(height: 9, width: 6, channels: 5, kernel: 7, stride: 2, padding: 3),
        Sizes(height: 7, width: 5, channels: 3, kernel: 1, stride: 2, padding: 0),
        Sizes(height: 6, width: 8, channels: 3, kernel: 2, stride: 2, padding: 0),
        Sizes(height: 3, width: 2, channels: 8, kernel: 11, stride: 1, padding: 5),
    ]

    @Test(arguments: sizes) func convolutions(sizes: Sizes) {
        let images = 3
        for isDepthwise in [false, true] {
            let g = ConvolutionGeometry(
                height: sizes.height, width: sizes.width, channels: sizes.channels, kernelSize: sizes.kernel,
                stride: sizes.stride, padding: sizes.padding, outChannels: isDepthwise ? sizes.channels : 6)
            let x = random(images * g.inputCount, 1)
            let area = sizes.kernel * sizes.kernel
            let w = random(area * sizes.channels * (isDepthwise ? 1 : g.outChannels), 2)
            let b = random(g.outChannels, 3)
            let upstream = random(images * g.outputCount, 4)
            func forward(_ v: [[Float]]) -> [Float] {
                let y = Floats(count: upstream.count)
                if isDepthwise {
                    executor.depthwise(
                        g, images: images, Floats(v[0]), weight: Floats(v[1]), bias: Floats(v[2]), into: y)
                } else {
                    executor.convolution(
                        g, images: images, Floats(v[0]), weight: Floats(v[1]), bias: Floats(v[2]), into: y)
                }
                return y.array
            }
            let dx = Floats(count: x.count)
            let dw = Floats(count: w.count)
            let db = Floats(count: b.count)
            let dy = Floats(upstream)
            if isDepthwise {
                executor.depthwiseInputGradient(
                    g, images: images, dy, weight: Floats(w), into: dx, accumulating: false)
                executor.depthwiseWeightGradient(g, images: images, Floats(x), dy, into: dw, bias: db)
            } else {
                executor.convolutionInputGradient(
                    g, images: images, dy, weight: Floats(w), into: dx, accumulating: false)
                executor.convolutionWeightGradient(g, images: images, Floats(x), dy, into: dw, bias: db)
            }
            // Linear in each variable: a wide step has no truncation error.
            expect(
                "\(isDepthwise ? "depthwise" : "dense") \(sizes)", [x, w, b], [dx.array, dw.array, db.array],
                upstream: upstream, step: 1, tolerance: 1e-4, forward)
        }
    }

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

    @Test(arguments: [1, 2, 40], [3, 8, 19]) func norms(rows: Int, channels: Int) {
        let count = rows * channels
        let x = random(count, 1).map { $0 * 1.5 + 0.5 }
        let weight = random(channels, 2)
        let bias = random(channels, 3)
        let upstream = random(count, 4)
        for f in [ActivationFunction.identity, .gelu] where rows > 2 {
            // A GELU's derivative is kept beside the norm; the norm itself has no other activation.
            let kept = Floats(count: count)
            func forward(_ v: [[Float]]) -> ([Float], BatchNormState) {
                let state = BatchNormState(rows: rows, channels: channels, widest: channels, then: .identity)
                executor.gatherMoments(rows: rows, Floats(v[0]), into: state)
                executor.batchNormStatistics(
                    state, weight: Floats(v[1]), bias: Floats(v[2]), runningMean: Floats(count: channels),
                    runningVariance: Floats(count: channels))
                let y = Floats(count: count)
                executor.batchNormApply(
                    rows: rows, Floats(v[0]), state, then: f, into: y, derivative: f == .gelu ? kept : nil)
                return (y.array, state)
            }
            let state = forward([x, weight, bias]).1
            let dx = Floats(upstream)
            let dw = Floats(count: channels)
            let db = Floats(count: channels)
            executor.batchNormSums(rows: rows, Floats(x), state, dx, times: f == .gelu ? kept : nil)
            executor.batchNormGradients(state, weight: dw, bias: db)
            executor.batchNormInputGradient(rows: rows, Floats(x), state, dx, into: dx)
            expect(
                "batch norm with \(f), \(rows)×\(channels)", [x, weight, bias],
                [dx.array, dw.array, db.array],
                upstream: upstream, step: 0.02, tolerance: 2e-3
            ) { forward($0).0 }
        }
        let y = Floats(count: count)
        let mean = Floats(count: rows)
        let rstd = Floats(count: rows)
        func forward(_ v: [[Float]]) -> [Float] {
            executor.layerNorm(
                rows: rows, channels: channels, Floats(v[0]), weight: Floats(v[1]), bias: Floats(v[2]),
                into: y,
                mean: mean, rstd: rstd)
            return y.array
        }
        _ = forward([x, weight, bias])
        let dx = Floats(count: count)
        let dw = Floats(count: channels)
        let db = Floats(count: channels)
        executor.layerNormBackward(
            rows: rows, channels: channels, Floats(x), weight: Floats(weight), mean: mean, rstd: rstd,
            Floats(upstream), into: dx, accumulating: false, weight: dw, bias: db)
        expect(
            "layer norm \(rows)×\(channels)", [x, weight, bias], [dx.array, dw.array, db.array],
            upstream: upstream, step: 0.01, tolerance: 5e-3, forward)
    }

    @Test func activationsAndPooling() {
        // Away from ReLU's kink, and pooled values far enough apart that no step changes which is largest.
        let x = random(6 * 5 * 4, 1).enumerated().map {
            Float($0.offset % 7 - 3) + ($0.element > 0 ? 0.4 : 0.6)
        }
        let upstream = random(x.count, 2)
        for f in [ActivationFunction.relu, .gelu, .sigmoid, .silu] {
            let dx = Floats(count: x.count)
            executor.activateBackward(f, Floats(x), Floats(upstream), into: dx)
            expect("\(f)", [x], [dx.array], upstream: upstream, step: 0.02, tolerance: 1e-3) {
                let y = Floats(count: x.count)
                executor.activate(f, Floats($0[0]), into: y)
                return y.array
            }
        }
        let distinct = (0..<6 * 5 * 4).map { Float($0 * 37 % 120) }
        let g = ConvolutionGeometry(
            height: 6, width: 5, channels: 4, kernelSize: 3, stride: 2, padding: 1, outChannels: 4)
        let which = Floats(count: g.outputCount)
        let pooledUpstream = random(g.outputCount, 3)
        let y = Floats(count: g.outputCount)
        executor.maxPool(g, images: 1, Floats(distinct), into: y, which: which)
        let dx = Floats(count: distinct.count)
        executor.maxPoolBackward(g, images: 1, Floats(pooledUpstream), which: which, into: dx)
        expect("max-pool", [distinct], [dx.array], upstream: pooledUpstream, step: 0.05, tolerance: 1e-3) {
            executor.maxPool(g, images: 1, Floats($0[0]), into: y, which: which)
            return y.array
        }
        let meanUpstream = random(4, 4)
        executor.averagePoolBackward(images: 1, pixels: 30, channels: 4, Floats(meanUpstream), into: dx)
        expect("average pool", [distinct], [dx.array], upstream: meanUpstream, step: 1, tolerance: 1e-3) {
            let mean = Floats(count: 4)
            executor.averagePool(images: 1, pixels: 30, channels: 4, Floats($0[0]), into: mean)
            return mean.array
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

    @Test func lossAndLayerScale() {
        let logits = random(5 * 4, 1)
        let targets: [Float] = (0..<20).map { $0 % 4 == 1 ? 0.7 : 0.1 }
        let gradient = Floats(count: 20)
        _ = executor.crossEntropy(
            rows: 5, classes: 4, Floats(logits), targets: Floats(targets), into: gradient)
        expect("cross-entropy", [logits], [gradient.array], upstream: [0.2], step: 0.05, tolerance: 1e-3) {
            [
                Float(
                    executor.crossEntropy(
                        rows: 5, classes: 4, Floats($0[0]), targets: Floats(targets), into: nil))
            ]
        }
        let x = random(3 * 5 * 7, 2)
        let scale = random(7, 3)
        let factors = Floats([1.25, 0, 1.25])
        let upstream = random(x.count, 4)
        let dx = Floats(count: x.count)
        let ds = Floats(count: 7)
        executor.residualBackward(
            images: 3, pixels: 5, channels: 7, Floats(x), scale: Floats(scale), factors: factors,
            Floats(upstream), into: dx, scale: ds)
        expect(
            "Layer Scale", [x, scale], [dx.array, ds.array], upstream: upstream, step: 1, tolerance: 1e-4
        ) {
            let y = Floats(count: x.count)
            executor.residual(
                images: 3, pixels: 5, channels: 7, Floats($0[0]), .layerScale(Floats($0[1])),
                factors: factors, shortcut: Floats(count: x.count), nil, then: .identity, output: y)
            return y.array
        }
    }
}
