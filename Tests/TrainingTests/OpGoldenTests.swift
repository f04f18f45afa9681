import AblateKernels
import Testing

/// Single operations, forward and backward, against PyTorch in double precision.
@Suite struct OpGoldenTests {
    struct Header: Decodable {
        let cases: [Case]
    }

    struct Case: Decodable {
        let name: String
        let op: String
        let kernelSize: Int?
        let stride: Int?
        let padding: Int?
        let hasBias: Bool?
        let groups: Int?
        let heads: Int?
        let window: [Int]?
        let shift: [Int]?
    }

    /// Of the roadmap's rows, and of what branches, peers and other families have.
    private let goldens: [Golden<Header>]
    let executor = Executor(threads: 2, scratch: .init(perWorker: 1 << 18, shared: 1 << 18))

    init() throws { goldens = try ["ops", "ops-blocks"].map(Golden<Header>.init) }

    /// The tensor of that name; `nil` where no file has it.
    private func found(_ name: String) -> [Float]? { goldens.lazy.compactMap { $0.tensor(name) }.first }

    func tensor(_ testCase: Case, _ name: String) throws -> [Float] {
        try #require(found("\(testCase.name).\(name)"), "\(testCase.name).\(name)")
    }

    func expect(_ found: Floats, _ testCase: Case, _ name: String) throws {
        let error = relativeError(found.array, try tensor(testCase, name))
        #expect(error < 1e-4, "\(testCase.name) \(name): \(error)")
    }

    func cases(_ op: String) throws -> [Case] {
        let cases = goldens.flatMap(\.header.cases).filter { $0.op == op }
        try #require(!cases.isEmpty, "No case of \(op).")
        return cases
    }

    /// `[N, H, W, C]` of a tensor.
    func shape(_ testCase: Case, _ name: String) throws -> [Int] {
        try #require(goldens.lazy.compactMap { $0.shape("\(testCase.name).\(name)") }.first)
    }

    func geometry(_ testCase: Case) throws -> (ConvolutionGeometry, images: Int) {
        let input = try shape(testCase, "input")
        let output = try shape(testCase, "output")
        let geometry = ConvolutionGeometry(
            height: input[1], width: input[2], channels: input[3],
            kernelSize: try #require(testCase.kernelSize), stride: try #require(testCase.stride),
            padding: try #require(testCase.padding), outChannels: output[3])
        #expect([geometry.outHeight, geometry.outWidth] == Array(output[1...2]), "\(testCase.name)")
        return (geometry, input[0])
    }

    @Test func denseConvolution() throws {
        for c in try cases("convolution") {
            let (g, images) = try geometry(c)
            let x = Floats(try tensor(c, "input"))
            let w = Floats(try tensor(c, "weight"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let bias = c.hasBias == true ? Floats(try tensor(c, "bias")) : nil
            let y = Floats(count: dy.count)
            executor.convolution(g, images: images, x, weight: w, bias: bias, into: y)
            try expect(y, c, "output")
            let dw = Floats(count: w.count)
            let db = bias.map { Floats(count: $0.count) }
            executor.convolutionWeightGradient(g, images: images, x, dy, into: dw, bias: db)
            try expect(dw, c, "weightGradient")
            if let db { try expect(db, c, "biasGradient") }
            try expectInputGradient(c, count: x.count) { dx, accumulating in
                executor.convolutionInputGradient(
                    g, images: images, dy, weight: w, into: dx, accumulating: accumulating)
            }
            guard g.isPointwise else { continue }
            try expectInputGradient(c, count: x.count) { dx, accumulating in
                dw.fill(.nan)
                executor.convolutionSweep(
                    g, images: images, x, dy, weight: w, into: dw, bias: db, input: dx,
                    accumulating: accumulating)
            }
            try expect(dw, c, "weightGradient")
            if let db { try expect(db, c, "biasGradient") }
        }
    }

    @Test func depthwiseConvolution() throws {
        for c in try cases("depthwise") {
            let (g, images) = try geometry(c)
            let x = Floats(try tensor(c, "input"))
            let w = Floats(try tensor(c, "weight"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let bias = c.hasBias == true ? Floats(try tensor(c, "bias")) : nil
            let y = Floats(count: dy.count)
            executor.depthwise(g, images: images, x, weight: w, bias: bias, into: y)
            try expect(y, c, "output")
            let dw = Floats(count: w.count)
            let db = bias.map { Floats(count: $0.count) }
            executor.depthwiseWeightGradient(g, images: images, x, dy, into: dw, bias: db)
            try expect(dw, c, "weightGradient")
            if let db { try expect(db, c, "biasGradient") }
            try expectInputGradient(c, count: x.count) { dx, accumulating in
                executor.depthwiseInputGradient(
                    g, images: images, dy, weight: w, into: dx, accumulating: accumulating)
            }
        }
    }

    /// Overwriting forgets what was there; accumulating adds to it.
    func expectInputGradient(
        _ c: Case, count: Int, _ compute: (_ dx: Floats, _ accumulating: Bool) -> Void
    ) throws {
        let dx = Floats(count: count)
        dx.fill(.nan)
        compute(dx, false)
        try expect(dx, c, "inputGradient")
        let twice = Floats(dx.array)
        compute(twice, true)
        #expect(relativeError(twice.array, dx.array.map { 2 * $0 }) < 1e-5, "\(c.name)")
    }

    @Test func batchNorm() throws {
        for c in try cases("batchNorm") {
            let shape = try shape(c, "input")
            let channels = shape[3]
            let rows = shape[0] * shape[1] * shape[2]
            let x = Floats(try tensor(c, "input"))
            let weight = Floats(try tensor(c, "weight"))
            let mean = Floats(try tensor(c, "runningMeanBefore"))
            let variance = Floats(try tensor(c, "runningVarianceBefore"))
            let state = BatchNormState(rows: rows, channels: channels, widest: channels, then: .identity)
            executor.gatherMoments(rows: rows, x, into: state)
            executor.batchNormStatistics(
                state, weight: weight, bias: Floats(try tensor(c, "bias")), runningMean: mean,
                runningVariance: variance)
            let y = Floats(count: x.count)
            executor.batchNormApply(rows: rows, x, state, into: y)
            try expect(y, c, "output")
            try expect(mean, c, "runningMean")
            try expect(variance, c, "runningVariance")
            let dx = Floats(try tensor(c, "outputGradient"))
            let dw = Floats(count: channels)
            let db = Floats(count: channels)
            executor.batchNormSums(rows: rows, x, state, dx)
            executor.batchNormGradients(state, weight: dw, bias: db)
            executor.batchNormInputGradient(rows: rows, x, state, dx, into: dx)
            try expect(dx, c, "inputGradient")
            try expect(dw, c, "weightGradient")
            try expect(db, c, "biasGradient")
        }
        for c in try cases("batchNormEvaluation") {
            let shape = try shape(c, "input")
            let rows = shape[0] * shape[1] * shape[2]
            let state = BatchNormState(rows: rows, channels: shape[3], widest: shape[3], then: .identity)
            executor.batchNormRunning(
                state, weight: Floats(try tensor(c, "weight")), bias: Floats(try tensor(c, "bias")),
                runningMean: Floats(try tensor(c, "runningMean")),
                runningVariance: Floats(try tensor(c, "runningVariance")))
            let x = Floats(try tensor(c, "input"))
            let y = Floats(count: x.count)
            executor.batchNormApply(rows: rows, x, state, into: y)
            try expect(y, c, "output")
        }
    }

    @Test func layerNorm() throws {
        for c in try cases("layerNorm") {
            let shape = try shape(c, "input")
            let channels = try #require(shape.last)
            let rows = shape.dropLast().reduce(1, *)
            let x = Floats(try tensor(c, "input"))
            let weight = Floats(try tensor(c, "weight"))
            let y = Floats(count: x.count)
            let mean = Floats(count: rows)
            let rstd = Floats(count: rows)
            executor.layerNorm(
                rows: rows, channels: channels, x, weight: weight, bias: Floats(try tensor(c, "bias")),
                into: y,
                mean: mean, rstd: rstd)
            try expect(y, c, "output")
            let dx = Floats(try tensor(c, "outputGradient"))
            let dw = Floats(count: channels)
            let db = Floats(count: channels)
            executor.layerNormBackward(
                rows: rows, channels: channels, x, weight: weight, mean: mean, rstd: rstd, dx, into: dx,
                accumulating: false, weight: dw, bias: db)
            try expect(dx, c, "inputGradient")
            try expect(dw, c, "weightGradient")
            try expect(db, c, "biasGradient")
        }
    }

    @Test func activations() throws {
        for (op, f) in [
            ("relu", ActivationFunction.relu), ("gelu", .gelu), ("sigmoid", .sigmoid), ("silu", .silu),
        ] {
            for c in try cases(op) {
                let x = Floats(try tensor(c, "input"))
                let y = Floats(count: x.count)
                executor.activate(f, x, into: y)
                try expect(y, c, "output")
                let isGrid = found("\(c.name).derivative") != nil
                let dx = Floats(
                    isGrid ? [Float](repeating: 1, count: x.count) : try tensor(c, "outputGradient"))
                executor.activateBackward(f, x, dx, into: dx)
                try expect(dx, c, isGrid ? "derivative" : "inputGradient")
                // With the derivative kept on the way.
                let kept = Floats(x.array)
                let z = Floats(count: x.count)
                executor.activateKeeping(f, kept, into: z)
                #expect(z.array == y.array)
                dx.assign(isGrid ? [Float](repeating: 1, count: x.count) : try tensor(c, "outputGradient"))
                executor.multiply(kept, dx, into: dx)
                try expect(dx, c, isGrid ? "derivative" : "inputGradient")
                // Each value on its own, where the relative error of the whole would hide the tails.
                if isGrid {
                    for (input, (found, expected)) in zip(
                        x.array, zip(y.array, try tensor(c, "output")))
                    {
                        #expect(abs(found - expected) <= 2e-6 * abs(expected) + 1e-30, "\(op)(\(input))")
                    }
                }
            }
        }
    }

    @Test func pooling() throws {
        for c in try cases("maxPool") {
            let (g, images) = try geometry(c)
            let x = Floats(try tensor(c, "input"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let y = Floats(count: dy.count)
            let which = Floats(count: dy.count)
            executor.maxPool(g, images: images, x, into: y, which: which)
            try expect(y, c, "output")
            let dx = Floats(count: x.count)
            executor.maxPoolBackward(g, images: images, dy, which: which, into: dx)
            try expect(dx, c, "inputGradient")
        }
        for c in try cases("globalAveragePool") {
            let shape = try shape(c, "input")
            let x = Floats(try tensor(c, "input"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let y = Floats(count: dy.count)
            let pixels = shape[1] * shape[2]
            executor.averagePool(images: shape[0], pixels: pixels, channels: shape[3], x, into: y)
            try expect(y, c, "output")
            let dx = Floats(count: x.count)
            executor.averagePoolBackward(images: shape[0], pixels: pixels, channels: shape[3], dy, into: dx)
            try expect(dx, c, "inputGradient")
        }
    }

    @Test func linear() throws {
        for c in try cases("linear") {
            let input = try shape(c, "input")
            let output = try shape(c, "output")
            let g = ConvolutionGeometry(
                height: 1, width: 1, channels: input[1], kernelSize: 1, stride: 1, padding: 0,
                outChannels: output[1])
            let x = Floats(try tensor(c, "input"))
            let w = Floats(try tensor(c, "weight"))
            let dy = Floats(try tensor(c, "outputGradient"))
            let bias = found("\(c.name).bias").map { Floats($0) }
            let y = Floats(count: dy.count)
            executor.convolution(g, images: input[0], x, weight: w, bias: bias, into: y)
            try expect(y, c, "output")
            let dw = Floats(count: w.count)
            let db = bias.map { Floats(count: $0.count) }
            executor.convolutionWeightGradient(g, images: input[0], x, dy, into: dw, bias: db)
            try expect(dw, c, "weightGradient")
            if let db { try expect(db, c, "biasGradient") }
            try expectInputGradient(c, count: x.count) { dx, accumulating in
                executor.convolutionInputGradient(
                    g, images: input[0], dy, weight: w, into: dx, accumulating: accumulating)
            }
        }
    }

    @Test func layerScaleAndAddition() throws {
        for c in try cases("layerScale") {
            let shape = try shape(c, "input")
            let x = Floats(try tensor(c, "input"))
            let scale = Floats(try tensor(c, "weight"))
            let zero = Floats(count: x.count)
            let y = Floats(count: x.count)
            executor.residual(
                images: shape[0], pixels: shape[1] * shape[2], channels: shape[3], x,
                .layerScale(scale), factors: nil, shortcut: zero, nil, then: .identity, output: y)
            try expect(y, c, "output")
            let dx = Floats(count: x.count)
            let ds = Floats(count: scale.count)
            executor.residualBackward(
                images: shape[0], pixels: shape[1] * shape[2], channels: shape[3], x, scale: scale,
                factors: nil,
                Floats(try tensor(c, "outputGradient")), into: dx, scale: ds)
            try expect(dx, c, "inputGradient")
            try expect(ds, c, "weightGradient")
        }
        for c in try cases("add") {
            let shape = try shape(c, "left")
            let left = Floats(try tensor(c, "left"))
            let y = Floats(count: left.count)
            executor.residual(
                images: shape[0], pixels: shape[1] * shape[2], channels: shape[3], left, .none,
                factors: nil, shortcut: Floats(try tensor(c, "right")), nil, then: .identity, output: y)
            try expect(y, c, "output")
        }
    }

    @Test func crossEntropy() throws {
        for c in try cases("softmaxCrossEntropy") {
            let shape = try shape(c, "logits")
            let logits = Floats(try tensor(c, "logits"))
            let gradient = Floats(count: logits.count)
            let sum = executor.crossEntropy(
                rows: shape[0], classes: shape[1], logits, targets: Floats(try tensor(c, "targets")),
                into: gradient)
            let loss = Double(try tensor(c, "loss")[0])
            #expect(abs(sum / Double(shape[0]) - loss) < 1e-6 * max(1, loss), "\(c.name)")
            try expect(gradient, c, "logitsGradient")
        }
    }

    /// A dropped branch passes nothing on; a kept one is scaled up.
    @Test func stochasticDepthScalesEachImage() {
        let x = Floats([1, 2, 3, 4])
        let shortcut = Floats([10, 20, 30, 40])
        let factors = Floats([0, 2])
        let y = Floats(count: 4)
        executor.residual(
            images: 2, pixels: 1, channels: 2, x, .none, factors: factors, shortcut: shortcut, nil,
            then: .identity, output: y)
        #expect(y.array == [10, 20, 36, 48])
        let dx = Floats(count: 4)
        executor.residualBackward(
            images: 2, pixels: 1, channels: 2, x, scale: nil, factors: factors, Floats([1, 1, 1, 1]),
            into: dx,
            scale: nil)
        #expect(dx.array == [0, 0, 2, 2])
    }
}
