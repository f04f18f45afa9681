/// The definition is that of timm's and the authors' code: layer norms with ε 1e-5, queries, keys and values from one
/// layer with biases, patch merging with a norm before its layer. What does not divide is filled up with zeros, after the
/// norm where a window asks for it, so that the pixels that are added are seen as the biases make them.
extension Swin {
    private static let epsilon = 1e-5

    /// The network that it denotes for images of `input` in so many classes.
    ///
    /// - Throws: ``ArchitectureError`` when it means nothing.
    public func network(input: Shape, classes: Int) throws(ArchitectureError) -> Network {
        try validate()
        if input.height < 1 || input.width < 1 { throw .inputTooSmall(input, neededSide: 1) }
        var builder = NetworkBuilder(input: input)
        builder.sequence("stem") { stem in
            stem.pad("pad", toMultiplesOf: patchSize, patchSize)
            stem.convolution(
                "conv", to: width, kernelSize: patchSize, stride: patchSize, padding: 0, hasBias: true)
            stem.layerNorm("norm", epsilon: Self.epsilon)
        }
        for stage in depths.indices {
            builder.sequence("stages.\(stage)") { builder in
                if stage > 0 { builder.sequence("downsampling", addMerging) }
                for index in 0..<depths[stage] {
                    builder.sequence("blocks.\(index)") { block in
                        addBlock(&block, heads: heads[stage], isShifted: !index.isMultiple(of: 2))
                    }
                }
            }
        }
        builder.sequence("head") { head in
            head.layerNorm("norm", epsilon: Self.epsilon)
            head.globalAveragePool("pool")
            head.linear("linear", to: classes)
        }
        return try builder.network(classes: classes)
    }

    private func addMerging(_ builder: inout NetworkBuilder) {
        let channels = builder.shape.channels
        builder.patchMerging("merge")
        builder.layerNorm("norm", epsilon: Self.epsilon)
        builder.linear("linear", to: 2 * channels, hasBias: false)
    }

    private func addBlock(_ block: inout NetworkBuilder, heads: Int, isShifted: Bool) {
        let shape = block.shape
        let rows = Window(side: shape.height, atMost: windowSize, isShifted: isShifted)
        let columns = Window(side: shape.width, atMost: windowSize, isShifted: isShifted)
        block.residual { branch in
            branch.layerNorm("norm1", epsilon: Self.epsilon)
            branch.pad("pad", toMultiplesOf: rows.side, columns.side)
            branch.linear("qkv", to: 3 * shape.channels)
            branch.windowedAttention(
                "attention",
                Layer.WindowedAttention(
                    heads: heads, windowHeight: rows.side, windowWidth: columns.side, shiftHeight: rows.shift,
                    shiftWidth: columns.shift),
                height: shape.height, width: shape.width)
            branch.linear("proj", to: shape.channels)
        }
        block.residual(depth: .asBefore) { branch in
            branch.layerNorm("norm2", epsilon: Self.epsilon)
            branch.linear("mlp1", to: mlpRatio * shape.channels)
            branch.activation("act", .gelu)
            branch.linear("mlp2", to: shape.channels)
        }
    }

    /// Windows in one direction.
    private struct Window {
        let side: Int
        let shift: Int

        init(side mapSide: Int, atMost windowSize: Int, isShifted: Bool) {
            side = min(mapSide, windowSize)
            shift = isShifted && mapSide > windowSize ? windowSize / 2 : 0
        }
    }
}

extension Swin {
    /// Swin-T: 28.3 million parameters and 4.49 GMACs at 224 px.
    public static let tiny = Swin(depths: [2, 2, 6, 2], width: 96, heads: [3, 6, 12, 24])
    /// Swin-S: 49.6 million parameters and 8.75 GMACs at 224 px.
    public static let small = Swin(depths: [2, 2, 18, 2], width: 96, heads: [3, 6, 12, 24])
    /// Swin-B: 87.8 million parameters and 15.43 GMACs at 224 px.
    public static let base = Swin(depths: [2, 2, 18, 2], width: 128, heads: [4, 8, 16, 32])
    /// Swin-L: 196.5 million parameters and 34.5 GMACs at 224 px.
    public static let large = Swin(depths: [2, 2, 18, 2], width: 192, heads: [6, 12, 24, 48])
}
