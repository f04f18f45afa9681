import AblateArchitectures
import AblateKernels
import AblateRandomness
import Testing

/// Every operation's backward pass by central differences with a random upstream gradient, at odd sizes, both
/// strides and down to one pixel.
@Suite struct OpGradientTests {
    let executor = Executor(threads: 2, scratch: .init(perWorker: 1 << 18, shared: 1 << 18))

    func random(_ count: Int, _ seed: Int) -> [Float] {
        var random = CounterRandom(seed: seed, role: .mix, sample: count)
        return (0..<count).map { _ in Float(random.normal()) }
    }

    /// Moves each variable along a random direction: the product of the outputs with the upstream gradient must
    /// change by the product of the variable's gradient with the direction.
    func expect(
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
