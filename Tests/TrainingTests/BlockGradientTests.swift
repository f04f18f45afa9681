import AblateArchitectures
import AblateRandomness
import AblateTraining
import Testing

/// Residual blocks that the roadmap does not have, of layers in any order: the loss changes by the gradient's product
/// with any direction, in all parameters and in the images.
@Suite("Gradients of blocks of one's own")
struct BlockGradientTests {
    /// What stands in the branch and in the shortcut, in words: see ``add(_:_:to:)``.
    struct Block: Sendable, CustomStringConvertible {
        let branch: [String]
        var shortcut: [String] = []
        var activation: Activation?
        var description: String {
            "\(branch) + \(shortcut)\(activation.map { ", then \($0)" } ?? "")"
        }
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
        Block(branch: ["layer-norm", "point", "gelu"], activation: .gelu),
        Block(branch: ["point"], shortcut: ["batch-norm"], activation: .gelu),
        Block(branch: ["conv"]),
        Block(branch: ["point"]),
        Block(branch: ["linear"]),
        Block(branch: ["depthwise"]),
        Block(branch: ["grouped"]),
        Block(branch: ["silu", "point", "sigmoid"]),
        Block(branch: ["batch-norm", "silu", "conv", "batch-norm"], activation: .silu),
        Block(branch: ["grouped", "batch-norm", "silu", "grouped"], activation: .gelu),
        Block(branch: ["point", "batch-norm", "gelu", "grouped"], shortcut: ["grouped"]),
        Block(branch: ["response-norm", "point"]),
        Block(branch: ["conv", "gelu", "response-norm"]),
        Block(branch: ["scale", "conv"]),
        Block(branch: ["gate"]),
        Block(branch: ["conv", "batch-norm", "gelu", "gate", "point", "batch-norm"]),
        Block(branch: ["layer-norm", "map-gate", "gate"], shortcut: ["gate"]),
        Block(branch: ["attention"]),
        Block(branch: ["layer-norm", "shifted", "point"], shortcut: ["point"]),
    ]

    static let input = Shape(height: 5, width: 6, channels: 3)
    static let channels = 8

    /// Adds what a word says, which keeps the shape.
    static func add(_ word: String, _ name: String, to builder: inout NetworkBuilder) {
        let shape = builder.shape
        switch word {
        case "conv": builder.convolution(name, to: shape.channels, kernelSize: 3, hasBias: true)
        case "grouped": builder.convolution(name, to: shape.channels, kernelSize: 3, groups: 4)
        case "point": builder.convolution(name, to: shape.channels, kernelSize: 1, hasBias: true)
        case "linear": builder.linear(name, to: shape.channels)
        case "depthwise": builder.depthwise(name, kernelSize: 3, hasBias: true)
        case "layer-norm": builder.layerNorm(name)
        case "batch-norm": builder.norm(name, .batchNorm)
        case "response-norm": builder.globalResponseNorm(name)
        case "scale": builder.layerScale(name, initial: 0.5)
        case "gate":
            builder.gate(name) { gate in
                gate.globalAveragePool("pool")
                gate.linear("linear", to: shape.channels)
                gate.activation("sigmoid", .sigmoid)
            }
        case "map-gate":
            builder.gate(name) { gate in
                gate.linear("linear", to: shape.channels)
                gate.activation("sigmoid", .sigmoid)
            }
        case "attention", "shifted":
            builder.sequence(name) { part in
                part.pad("pad", toMultiplesOf: 3, 4)
                part.linear("qkv", to: 3 * shape.channels)
                part.windowedAttention(
                    "attention",
                    Layer.WindowedAttention(
                        heads: 2, windowHeight: 3, windowWidth: 4, shiftHeight: word == "shifted" ? 1 : 0,
                        shiftWidth: word == "shifted" ? 2 : 0),
                    height: shape.height, width: shape.width)
            }
        default:
            guard let activation = Activation(rawValue: word) else {
                preconditionFailure("No layer '\(word)'.")
            }
            builder.activation(name, activation)
        }
    }

    static func add(_ words: [String], _ part: String, to builder: inout NetworkBuilder) {
        for (index, word) in words.enumerated() { add(word, "\(part)\(index)", to: &builder) }
    }

    static func network(
        channels: Int = channels, _ body: (inout NetworkBuilder) -> Void
    ) throws -> Network {
        var builder = NetworkBuilder(input: input)
        builder.convolution("stem", to: channels, kernelSize: 3, hasBias: true)
        body(&builder)
        builder.globalAveragePool("pool")
        builder.linear("head", to: 3)
        return try builder.network(classes: 3)
    }

    static func add(_ block: Block, name: String = "block", to builder: inout NetworkBuilder) {
        builder.residual(
            name, activation: block.activation, branch: { add(block.branch, "branch", to: &$0) },
            shortcut: { add(block.shortcut, "shortcut", to: &$0) })
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
            dropPath ? network.residuals.map { _ in [1.25, 0, 1.25, 1.25] as [Float] } : []
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

    @Test(arguments: blocks, [false, true]) func oneBlock(block: Block, sweepsEverywhere: Bool) throws {
        Self.expectGradients(
            of: try Self.network { Self.add(block, to: &$0) }, "\(block)",
            sweepsEverywhere: sweepsEverywhere)
    }

    @Test(arguments: blocks) func theSameWithStochasticDepth(block: Block) throws {
        Self.expectGradients(
            of: try Self.network { Self.add(block, to: &$0) }, "\(block)", dropPath: true)
    }

    /// Of more channels than a kernel takes at once: gradients that lie in one map would be read after they are written.
    @Test(arguments: ["conv", "point", "linear", "depthwise", "grouped"], [false, true])
    func oneWideOperation(word: String, sweepsEverywhere: Bool) throws {
        let network = try Self.network(channels: 72) { Self.add(Block(branch: [word]), to: &$0) }
        Self.expectGradients(of: network, word, sweepsEverywhere: sweepsEverywhere)
    }

    /// Where nobody asks for the images' gradient, as in training, the parameters' are the same.
    @Test(arguments: [
        Block(branch: ["layer-norm", "point"]), Block(branch: ["layer-norm"], shortcut: ["layer-norm"]),
        Block(branch: ["gelu", "conv"]), Block(branch: ["point"]), Block(branch: ["gate"]),
        Block(branch: ["attention"]), Block(branch: ["batch-norm", "gelu", "point"], shortcut: ["gelu"]),
        Block(branch: ["response-norm"], shortcut: ["scale"], activation: .gelu),
    ]) func aBlockAtTheImage(block: Block) throws {
        var builder = NetworkBuilder(input: Shape(height: 5, width: 6, channels: 8))
        builder.residual(
            "outer",
            branch: { outer in
                Self.add(block, name: "inner", to: &outer)
                Self.add(["layer-norm"], "after", to: &outer)
            }, shortcut: { Self.add(block, name: "other", to: &$0) })
        builder.globalAveragePool("pool")
        builder.linear("head", to: 3)
        let network = try builder.network(classes: 3)
        func gradients(ofImages: Bool) -> [[Float]] {
            let engine = Engine(network, batchSize: 4, threads: 2, imageGradient: ofImages)
            engine.parameters.initialise(.pyTorchDefault, seed: 3)
            _ = engine.trainingStep(
                images: Generator.images(seed: 2, count: 4 * network.input.count),
                targets: smoothedTargets([0, 1, 2, 1], classes: 3, smoothing: 0.1))
            return engine.parameters.entries.map(\.gradient.array)
        }
        for (asked, found) in zip(gradients(ofImages: true), gradients(ofImages: false)) {
            #expect(relativeError(found, asked) < 1e-6 || length(asked) < 1e-6)
        }
        Self.expectGradients(of: network, "\(block)")
    }

    /// Gates, patch merging and padding where the image is, and grouped convolutions of other numbers of channels.
    @Test(arguments: [
        ["map-gate"], ["gate"], ["attention"], ["response-norm"], ["silu"], ["scale"], ["layer-norm"],
    ]) func atTheImage(words: [String]) throws {
        var builder = NetworkBuilder(input: Shape(height: 5, width: 7, channels: 4))
        Self.add(words, "first", to: &builder)
        builder.pad("pad", toMultiplesOf: 3, 3)
        builder.patchMerging("merge")
        builder.convolution("grouped", to: 6, kernelSize: 3, stride: 2, groups: 2, hasBias: true)
        builder.globalAveragePool("pool")
        builder.linear("head", to: 3)
        Self.expectGradients(of: try builder.network(classes: 3), "\(words)")
    }

    /// Blocks within blocks: first, last, alone, in the shortcut, and between layers.
    @Test(
        arguments: [
            ([], [0], []), (["layer-norm"], [0], []), ([], [1], ["point"]),
            (["point", "gelu"], [0], ["gelu"]),
            ([], [0, 1], []), (["gelu"], [4], ["layer-norm"]), ([], [5], ["batch-norm"]),
            ([], [13], ["scale"]), (["gate"], [0], ["gate"]), ([], [32], ["map-gate"]),
        ] as [([String], [Int], [String])], [false, true])
    func blocksWithinBlocks(nest: (before: [String], inner: [Int], after: [String]), dropPath: Bool) throws {
        func branch(_ builder: inout NetworkBuilder) {
            Self.add(nest.before, "before", to: &builder)
            for (place, block) in nest.inner.enumerated() {
                Self.add(Self.blocks[block], name: "inner\(place)", to: &builder)
            }
            Self.add(nest.after, "after", to: &builder)
        }
        let shortcuts: [(name: String, add: (inout NetworkBuilder) -> Void)] = [
            ("identity", { _ in }), ("projection", { Self.add(["point"], "shortcut", to: &$0) }),
            ("block", { Self.add(Self.blocks[0], name: "other", to: &$0) }),
        ]
        for shortcut in shortcuts {
            let network = try Self.network { builder in
                builder.residual("outer", branch: branch, shortcut: shortcut.add)
            }
            Self.expectGradients(of: network, "\(nest), \(shortcut.name)", dropPath: dropPath)
        }
    }

    /// Each after every other, so that what one leaves behind is another's beginning.
    @Test func blocksAfterEachOther() throws {
        for (first, second) in zip(Self.blocks, Self.blocks.reversed()) {
            Self.expectGradients(
                of: try Self.network { builder in
                    Self.add(first, name: "a", to: &builder)
                    Self.add(second, name: "b", to: &builder)
                }, "\(first), \(second)")
        }
    }
}
