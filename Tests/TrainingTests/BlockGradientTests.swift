import AblateArchitectures
import AblateRandomness
import AblateTraining
import Testing

/// Residual blocks that the roadmap does not have, of layers in any order: the loss changes by the gradient's product
/// with any direction, in all parameters and in the images.
@Suite("Gradients of blocks of one's own")
struct BlockGradientTests {
    /// What stands in the branch and in the shortcut, in words: `norm`, `gelu`, `conv`, `point`, `depthwise`, `scale`.
    struct Block: Sendable, CustomStringConvertible {
        let branch: [String]
        var shortcut: [String] = []
        var activation: String?
        var description: String { "\(branch) + \(shortcut)\(activation.map { ", then \($0)" } ?? "")" }
    }

    static let blocks = [
        Block(branch: ["layer-norm", "point", "gelu", "point"]),
        Block(branch: ["gelu", "conv"]),
        Block(branch: ["batch-norm", "gelu", "conv", "batch-norm", "gelu", "conv"]),
        Block(branch: ["batch-norm", "conv"]),
        Block(branch: ["conv", "gelu"]),
        Block(branch: ["depthwise", "gelu"]),
        Block(branch: ["conv", "batch-norm", "gelu"]),
        Block(branch: ["point", "layer-norm"]),
        Block(branch: ["gelu"]),
        Block(branch: ["layer-norm"]),
        Block(branch: ["layer-norm", "scale"]),
        Block(branch: ["scale"]),
        Block(branch: ["conv", "gelu", "scale"]),
        Block(branch: ["layer-norm", "point"], shortcut: ["layer-norm", "point"]),
        Block(branch: ["gelu", "point"], shortcut: ["gelu"]),
        Block(branch: ["point", "gelu"], shortcut: ["point", "gelu"]),
        Block(branch: ["layer-norm", "point", "gelu"], activation: "gelu"),
        Block(branch: ["point"], shortcut: ["batch-norm"], activation: "gelu"),
    ]

    static let input = Shape(height: 5, width: 6, channels: 3)
    static let shape = Shape(height: 5, width: 6, channels: 8)

    static func layer(_ word: String, _ name: String, _ shape: Shape) -> Layer {
        let operation: Layer.Operation
        switch word {
        case "conv":
            operation = .convolution(
                .init(kernelSize: 3, stride: 1, padding: 1, isDepthwise: false, hasBias: true))
        case "point":
            operation = .convolution(
                .init(kernelSize: 1, stride: 1, padding: 0, isDepthwise: false, hasBias: true))
        case "depthwise":
            operation = .convolution(
                .init(kernelSize: 3, stride: 1, padding: 1, isDepthwise: true, hasBias: true))
        case "layer-norm": operation = .layerNorm
        case "batch-norm": operation = .batchNorm
        case "scale": operation = .layerScale(initial: 0.5)
        default: operation = .gelu
        }
        return Layer(name: name, operation: operation, input: shape, output: shape)
    }

    static func network(_ nodes: [Network.Node]) -> Network {
        let stem = Layer(
            name: "stem",
            operation: .convolution(
                .init(kernelSize: 3, stride: 1, padding: 1, isDepthwise: false, hasBias: true)),
            input: input, output: shape)
        let pooled = Shape(side: 1, channels: shape.channels)
        let head = [
            Layer(name: "pool", operation: .globalAveragePool, input: shape, output: pooled),
            Layer(name: "head", operation: .linear, input: pooled, output: Shape(side: 1, channels: 3)),
        ]
        return Network(
            ConvNet(), input: input, classes: 3, nodes: [.layer(stem)] + nodes + head.map { .layer($0) })
    }

    static func node(_ block: Block, name: String = "block", index: Int = 0) -> Network.Node {
        func layers(_ words: [String], _ part: String) -> [Layer] {
            words.enumerated().map { layer($0.element, "\(name).\(part)\($0.offset)", shape) }
        }
        return .residual(
            .init(
                name: name, index: index, branch: layers(block.branch, "branch").map { .layer($0) },
                shortcut: layers(block.shortcut, "shortcut").map { .layer($0) },
                activation: block.activation.map { layer($0, "\(name).act", shape) }))
    }

    /// Compares slopes along random directions of all parameters and of the images.
    static func expectGradients(
        of network: Network, _ what: String, sweepsEverywhere: Bool = false, dropPath: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let images = 4
        let engine = Engine(
            network, batchSize: images, threads: 2, dropPath: dropPath, imageGradient: true,
            sweepsEverywhere: sweepsEverywhere)
        engine.parameters.initialise(.pyTorchDefault, seed: 3)
        let targets = smoothedTargets([0, 1, 2, 1], classes: 3, smoothing: 0.1)
        let pixels = Generator.images(seed: 2, count: images * network.input.count)
        let factors =
            dropPath ? (0..<network.residualCount).map { _ in [1.25, 0, 1.25, 1.25] as [Float] } : []
        func step(_ pixels: [Float]) -> Double {
            engine.trainingStep(images: pixels, targets: targets, dropPathFactors: factors)
        }
        _ = step(pixels)
        let values = engine.parameters.entries.map(\.value.array) + [pixels]
        let gradients = engine.parameters.entries.map(\.gradient.array) + [engine.imageGradient]
        // All at once, and each tensor alone.
        for chosen in [Array(values.indices)] + values.indices.map({ [$0] }) {
            var random = CounterRandom(seed: 1, role: .mix)
            let direction = values.enumerated().map { index, value in
                value.map { _ in chosen.contains(index) ? Float(random.normal()) : 0 }
            }
            func loss(_ length: Float) -> Double {
                func moved(_ index: Int) -> [Float] {
                    zip(values[index], direction[index]).map { $0 + length * $1 }
                }
                for (index, entry) in engine.parameters.entries.enumerated() {
                    entry.value.assign(moved(index))
                }
                return step(moved(values.count - 1))
            }
            let slope = zip(gradients, direction).reduce(0.0) { $0 + dot($1.0, $1.1) }
            let found = slopeAtZero(step: 4e-3, loss)
            let name =
                chosen.count > 1
                ? "all"
                : chosen[0] == values.count - 1
                    ? "images" : engine.parameters.entries[chosen[0]].parameter.name
            #expect(
                abs(found - slope) < 1e-2 * max(abs(slope), 0.02), "\(what), \(name): \(found) and \(slope)",
                sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: blocks, [false, true]) func oneBlock(block: Block, sweepsEverywhere: Bool) {
        Self.expectGradients(
            of: Self.network([Self.node(block)]), "\(block)", sweepsEverywhere: sweepsEverywhere)
    }

    @Test(arguments: blocks) func theSameWithStochasticDepth(block: Block) {
        Self.expectGradients(of: Self.network([Self.node(block)]), "\(block)", dropPath: true)
    }

    /// Blocks within blocks: first, last, alone, in the shortcut, and between layers.
    @Test(
        arguments: [
            ([], [0], []), (["layer-norm"], [0], []), ([], [1], ["point"]),
            (["point", "gelu"], [0], ["gelu"]),
            ([], [0, 1], []), (["gelu"], [4], ["layer-norm"]), ([], [5], ["batch-norm"]),
            ([], [13], ["scale"]),
        ] as [([String], [Int], [String])], [false, true])
    func blocksWithinBlocks(nest: (before: [String], inner: [Int], after: [String]), dropPath: Bool) {
        func layers(_ words: [String], _ part: String) -> [Network.Node] {
            words.enumerated().map { .layer(Self.layer($0.element, "outer.\(part)\($0.offset)", Self.shape)) }
        }
        let inner = nest.inner.enumerated().map { place, block in
            Self.node(Self.blocks[block], name: "inner\(place)", index: place + 1)
        }
        let branch = layers(nest.before, "before") + inner + layers(nest.after, "after")
        let other = Self.node(Self.blocks[0], name: "other", index: inner.count + 1)
        for (shortcut, name) in [
            ([], "identity"), (layers(["point"], "shortcut"), "projection"), ([other], "block"),
        ] {
            let outer = Network.Node.residual(
                .init(name: "outer", index: 0, branch: branch, shortcut: shortcut))
            Self.expectGradients(of: Self.network([outer]), "\(nest), \(name)", dropPath: dropPath)
        }
    }

    /// Each after every other, so that what one leaves behind is another's beginning.
    @Test func blocksAfterEachOther() {
        for (first, second) in zip(Self.blocks, Self.blocks.reversed()) {
            Self.expectGradients(
                of: Self.network([Self.node(first, name: "a"), Self.node(second, name: "b", index: 1)]),
                "\(first), \(second)")
        }
    }
}
