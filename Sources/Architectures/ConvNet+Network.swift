/// Walks the architecture from the image to the logits.
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
/// - `responseNorm` stands after the second convolution and what follows it, whose channels ConvNeXt V2 weighs.
extension ConvNet {
    /// The network that it denotes for images of `input` in so many classes.
    public func network(input: Shape, classes: Int) throws(ArchitectureError) -> Network {
        try validate()
        try validate(input: input, classes: classes)
        var builder = NetworkBuilder(input: input)
        builder.sequence("stem", addStem)
        for stage in depths.indices {
            builder.sequence("stages.\(stage)") { builder in
                if downsampling == .separate && stage > 0 {
                    builder.sequence("downsampling") { addDownsampling(to: stage, &$0) }
                }
                for index in 0..<depths[stage] {
                    addBlock("blocks.\(index)", stage: stage, isFirst: index == 0, to: &builder)
                }
            }
        }
        builder.sequence("head") { head in
            head.globalAveragePool("pool")
            if finalNorm { head.layerNorm("norm") }
            head.linear("linear", to: classes)
        }
        return try builder.network(classes: classes)
    }

    private func addStem(_ builder: inout NetworkBuilder) {
        switch stem {
        case .resNet:
            let kernelSize = stemReduction == 4 ? 7 : 3
            builder.convolution("conv", to: stageWidth(0), kernelSize: kernelSize, stride: stemReduction / 2)
            builder.norm("norm", norm)
            builder.activation("act", .relu)
            builder.maxPool("pool", kernelSize: 3, stride: 2, padding: 1)
        case .patchify:
            builder.convolution(
                "conv", to: stageWidth(0), kernelSize: stemReduction, stride: stemReduction, padding: 0,
                hasBias: true)
            if stemNorm { builder.norm("norm", norm) }
        }
    }

    private func addDownsampling(to stage: Int, _ builder: inout NetworkBuilder) {
        if downsamplingNorm { builder.norm("norm", norm) }
        builder.convolution(
            "conv", to: stageChannels(stage), kernelSize: 2, stride: 2, padding: 0, hasBias: true)
    }

    private func addBlock(_ name: String, stage: Int, isFirst: Bool, to builder: inout NetworkBuilder) {
        let isStrided = downsampling == .inBlock && stage > 0 && isFirst
        let stride = isStrided ? 2 : 1
        let (input, output) = (builder.shape.channels, stageChannels(stage))
        builder.residual(
            name, activation: block.activationPlacement == .everywhere ? block.activation : nil,
            branch: { addBranch(to: &$0, stageWidth: stageWidth(stage), stride: stride) },
            shortcut: { shortcut in
                guard isStrided || input != output else { return }
                shortcut.sequence("shortcut") { shortcut in
                    shortcut.convolution("conv", to: output, kernelSize: 1, stride: stride)
                    shortcut.norm("norm", norm)
                }
            })
    }

    private func addBranch(to branch: inout NetworkBuilder, stageWidth: Int, stride: Int) {
        let channels = block.convolutionChannels(entering: branch.shape.channels, stageWidth: stageWidth)
        let spatial = block.spatialPosition == .first ? 0 : 1
        for position in 0..<3 {
            let isSpatial = position == spatial
            branch.convolution(
                "conv\(position + 1)", to: channels[position], kernelSize: isSpatial ? block.kernelSize : 1,
                stride: isSpatial ? stride : 1, groups: isSpatial ? groups(of: branch.shape) : 1,
                hasBias: block.biases)
            if block.normPlacement == .everywhere || isSpatial {
                branch.norm("norm\(position + 1)", norm)
            }
            let activates =
                switch block.activationPlacement {
                case .everywhere: position < 2
                case .once: position == 1
                }
            if activates { branch.activation("act\(position + 1)", block.activation) }
            if block.responseNorm && position == 1 { branch.globalResponseNorm("response_norm") }
        }
        if let layerScale { branch.layerScale("layer_scale", initial: layerScale) }
    }

    /// Groups of a block's spatial convolution on a map.
    private func groups(of map: Shape) -> Int {
        switch block.convolution {
        case .dense: 1
        case .grouped: block.groups ?? 1
        case .depthwise: map.channels
        }
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
