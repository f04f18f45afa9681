extension ConvNet {
    static let maximumStages = 8
    /// Beyond it products of sizes could leave 64 bits.
    private static let widestStage = 65_536

    /// Checks everything that does not depend on the input.
    ///
    /// - Throws: the first ``ArchitectureError`` in the order of the fields.
    public func validate() throws(ArchitectureError) {
        if depths.isEmpty { throw .noStages }
        if depths.count > Self.maximumStages { throw .tooManyStages(depths.count) }
        for (index, depth) in depths.enumerated() where depth < 1 {
            throw .emptyStage(index: index, depth: depth)
        }
        if width < 1 { throw .width(width) }
        if let stageWidths,
            stageWidths.count != depths.count
                || !stageWidths.allSatisfy((1...Self.widestStage).contains)
        {
            throw .field(
                "stageWidths", value: Self.text(stageWidths),
                needed: "\(depths.count) channel counts from 1 to \(Self.widestStage), one a stage")
        }
        switch stem {
        case .resNet:
            if stemReduction != 2 && stemReduction != 4 { throw .stemReduction(stemReduction) }
        case .patchify:
            // Its kernel is the reduction.
            if !(1...Layer.largestKernelSize).contains(stemReduction) {
                throw .patchReduction(stemReduction)
            }
        }
        if !(1...Layer.largestKernelSize).contains(block.kernelSize) || block.kernelSize.isMultiple(of: 2) {
            throw .kernelSize(block.kernelSize)
        }
        switch (block.convolution, block.groups) {
        case (.grouped, nil): throw .groupsMissing
        case (_, let groups?) where groups < 1: throw .groups(groups)
        default: break
        }
        if let layerScale, !layerScale.isFinite || layerScale == 0 { throw .layerScale(layerScale) }
    }

    /// Checks that every map of the network keeps at least one pixel.
    func validate(input: Shape, classes: Int) throws(ArchitectureError) {
        if classes < 1 { throw .classes(classes) }
        if input.channels < 1 { throw .inputChannels(input.channels) }
        let needed = smallestSide
        if input.height < needed || input.width < needed { throw .inputTooSmall(input, neededSide: needed) }
    }

    /// The smallest image side in pixels that leaves every map a pixel. Padded strides never lose the last
    /// one; patches do.
    public var smallestSide: Int {
        let patches = downsampling == .separate ? 1 << (depths.count - 1) : 1
        guard stem == .resNet else { return stemReduction * patches }
        // The pool turns s pixels into ⌈s / 2⌉, and so does the 7×7 convolution of the larger stem.
        var side = patches
        for _ in 0..<(stemReduction / 2) { side = 2 * side - 1 }
        return max(side, 1)
    }
}
