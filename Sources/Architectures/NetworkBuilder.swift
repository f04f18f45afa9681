/// Walks an architecture from the image to the logits, resolving shapes and names.
///
/// Natural meanings of the combinations that the paper does not visit:
/// - `spatialPosition == .first` in a bottleneck: the spatial convolution works on the channels that enter
///   the block, then 1×1 to C and 1×1 to 4C.
/// - A dense spatial convolution in an inverted block connects all 4C (or, moved up, all entering) channels.
/// - Norm or activation `once` in a block whose spatial convolution is in the middle: after that
///   convolution, which is the second.
/// - Separate downsampling of bottlenecks: the convolution between stages widens to the next stage's 4C, so
///   that only the first stage's first block, whose input is the stem's, still needs a projection.
/// - `stemNorm` with ResNet's stem, and `downsamplingNorm` with in-block downsampling: those places have
///   their norm already; nothing is added.
struct NetworkBuilder {
    private let architecture: ConvNet
    private var shape: Shape
    private var nodes: [Network.Node] = []
    private var residualCount = 0

    static func nodes(of architecture: ConvNet, input: Shape, classes: Int) -> [Network.Node] {
        var builder = NetworkBuilder(architecture: architecture, shape: input)
        builder.addStem()
        for stage in architecture.depths.indices {
            builder.addDownsampling(before: stage)
            for index in 0..<architecture.depths[stage] {
                builder.addBlock(stage: stage, index: index)
            }
        }
        builder.addHead(classes: classes)
        return builder.nodes
    }

    private init(architecture: ConvNet, shape: Shape) {
        self.architecture = architecture
        self.shape = shape
    }

    private mutating func add(_ layer: Layer) {
        nodes.append(.layer(layer))
        shape = layer.output
    }

    private mutating func addStem() {
        let reduction = architecture.stemReduction
        switch architecture.stem {
        case .resNet:
            let kernelSize = reduction == 4 ? 7 : 3
            add(
                .convolution(
                    "stem.conv", shape, to: architecture.width, kernelSize: kernelSize, stride: reduction / 2,
                    padding: kernelSize / 2))
            add(.norm("stem.norm", shape, architecture.norm))
            add(Layer(name: "stem.act", operation: .relu, input: shape, output: shape))
            add(.maxPool("stem.pool", shape, kernelSize: 3, stride: 2, padding: 1))
        case .patchify:
            add(
                .convolution(
                    "stem.conv", shape, to: architecture.width, kernelSize: reduction, stride: reduction,
                    hasBias: true))
            if architecture.stemNorm { add(.norm("stem.norm", shape, architecture.norm)) }
        }
    }

    private mutating func addDownsampling(before stage: Int) {
        guard architecture.downsampling == .separate, stage > 0 else { return }
        let name = "stages.\(stage).downsampling"
        if architecture.downsamplingNorm { add(.norm("\(name).norm", shape, architecture.norm)) }
        add(
            .convolution(
                "\(name).conv", shape, to: architecture.stageChannels(stage), kernelSize: 2, stride: 2,
                hasBias: true))
    }

    private mutating func addBlock(stage: Int, index: Int) {
        let block = architecture.block
        let name = "stages.\(stage).blocks.\(index)"
        let strided = architecture.downsampling == .inBlock && stage > 0 && index == 0
        let stride = strided ? 2 : 1
        let output = architecture.stageChannels(stage)
        let spatial = block.spatialPosition == .first ? 0 : 1
        let channels = block.convolutionChannels(
            entering: shape.channels, stageWidth: architecture.width << stage)

        var branch: [Layer] = []
        var inner = shape
        for position in 0..<3 {
            let isSpatial = position == spatial
            let conv = Layer.convolution(
                "\(name).conv\(position + 1)", inner, to: channels[position],
                kernelSize: isSpatial ? block.kernelSize : 1, stride: isSpatial ? stride : 1,
                padding: isSpatial ? block.kernelSize / 2 : 0,
                isDepthwise: isSpatial && block.convolution == .depthwise, hasBias: block.biases)
            branch.append(conv)
            inner = conv.output
            if block.normPlacement == .everywhere || isSpatial {
                branch.append(.norm("\(name).norm\(position + 1)", inner, architecture.norm))
            }
            let activates =
                switch block.activationPlacement {
                case .everywhere: position < 2
                case .once: position == 1
                }
            if activates { branch.append(.activation("\(name).act\(position + 1)", inner, block.activation)) }
        }
        if let initial = architecture.layerScale {
            branch.append(
                Layer(
                    name: "\(name).layer_scale", operation: .layerScale(initial: initial), input: inner,
                    output: inner))
        }

        var shortcut: [Layer] = []
        if strided || shape.channels != output {
            let conv = Layer.convolution(
                "\(name).shortcut.conv", shape, to: output, kernelSize: 1, stride: stride)
            shortcut = [conv, .norm("\(name).shortcut.norm", conv.output, architecture.norm)]
        }
        nodes.append(
            .residual(
                Network.Residual(
                    name: name, index: residualCount, branch: branch.map { .layer($0) },
                    shortcut: shortcut.map { .layer($0) },
                    activation: block.activationPlacement == .everywhere
                        ? .activation("\(name).act", inner, block.activation) : nil)))
        residualCount += 1
        shape = inner
    }

    private mutating func addHead(classes: Int) {
        add(
            Layer(
                name: "head.pool", operation: .globalAveragePool, input: shape,
                output: Shape(side: 1, channels: shape.channels)))
        if architecture.finalNorm { add(.norm("head.norm", shape, .layerNorm)) }
        add(
            Layer(
                name: "head.linear", operation: .linear, input: shape,
                output: Shape(side: 1, channels: classes)))
    }
}

extension Block {
    /// Output channels of the block's three convolutions in order.
    fileprivate func convolutionChannels(entering input: Int, stageWidth: Int) -> [Int] {
        let wide = Block.expansion * stageWidth
        return switch (shape, spatialPosition) {
        case (.bottleneck, .middle): [stageWidth, stageWidth, wide]
        case (.bottleneck, .first): [input, stageWidth, wide]
        case (.inverted, .middle): [wide, wide, stageWidth]
        case (.inverted, .first): [input, wide, stageWidth]
        }
    }
}

extension Layer {
    fileprivate static func convolution(
        _ name: String, _ input: Shape, to channels: Int, kernelSize: Int, stride: Int, padding: Int = 0,
        isDepthwise: Bool = false, hasBias: Bool = false
    ) -> Layer {
        Layer(
            name: name,
            operation: .convolution(
                Convolution(
                    kernelSize: kernelSize, stride: stride, padding: padding, isDepthwise: isDepthwise,
                    hasBias: hasBias)),
            input: input,
            output: input.windowed(
                kernelSize: kernelSize, stride: stride, padding: padding, channels: channels))
    }

    fileprivate static func maxPool(
        _ name: String, _ input: Shape, kernelSize: Int, stride: Int, padding: Int
    ) -> Layer {
        Layer(
            name: name, operation: .maxPool(kernelSize: kernelSize, stride: stride, padding: padding),
            input: input,
            output: input.windowed(
                kernelSize: kernelSize, stride: stride, padding: padding, channels: input.channels))
    }

    fileprivate static func norm(_ name: String, _ shape: Shape, _ norm: Norm) -> Layer {
        let operation: Operation =
            switch norm {
            case .batchNorm: .batchNorm
            case .layerNorm: .layerNorm
            }
        return Layer(name: name, operation: operation, input: shape, output: shape)
    }

    fileprivate static func activation(_ name: String, _ shape: Shape, _ activation: Activation) -> Layer {
        let operation: Operation =
            switch activation {
            case .relu: .relu
            case .gelu: .gelu
            }
        return Layer(name: name, operation: operation, input: shape, output: shape)
    }
}

extension Shape {
    /// The map that a sliding window leaves: ⌊(side + 2·padding − kernel) / stride⌋ + 1 on each side.
    func windowed(kernelSize: Int, stride: Int, padding: Int, channels: Int) -> Shape {
        Shape(
            height: (height + 2 * padding - kernelSize) / stride + 1,
            width: (width + 2 * padding - kernelSize) / stride + 1, channels: channels)
    }
}
