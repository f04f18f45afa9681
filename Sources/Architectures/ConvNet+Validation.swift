/// Why an architecture means nothing, as a sentence with what was expected and found.
public enum ArchitectureError: Error, Hashable, Sendable, CustomStringConvertible {
    case noStages
    case emptyStage(index: Int, depth: Int)
    case tooManyStages(Int)
    case width(Int)
    case stemReduction(Int)
    case kernelSize(Int)
    case layerScale(Double)
    case classes(Int)
    case inputTooSmall(Shape, neededSide: Int)
    case inputChannels(Int)

    /// The sentence.
    public var description: String {
        switch self {
        case .noStages: "An architecture needs at least one stage, but depths is empty."
        case .emptyStage(let index, let depth):
            "Every stage needs at least one block, but depths[\(index)] is \(depth)."
        case .tooManyStages(let count):
            "At most \(ConvNet.maximumStages) stages are supported, but depths has \(count) entries."
        case .width(let width): "The width must be a channel count of 1 or more, but is \(width)."
        case .stemReduction(let reduction):
            "The stem can divide the image side by 2 or 4, but stemReduction is \(reduction)."
        case .kernelSize(let size):
            "The block's kernel size must be odd, so that padding keeps the side, and from 1 to "
                + "\(ConvNet.largestKernelSize), but is \(size)."
        case .layerScale(let value):
            "Layer Scale must start from a finite number other than zero, but starts from \(value)."
        case .classes(let classes): "A classifier needs at least 1 class, but \(classes) were asked for."
        case .inputTooSmall(let shape, let side):
            "The input of \(shape) vanishes before the last stage; this architecture needs at least "
                + "\(side) px a side."
        case .inputChannels(let channels): "An image needs at least 1 channel, but has \(channels)."
        }
    }
}

extension ConvNet {
    static let maximumStages = 8
    /// Of the engine's kernels.
    static let largestKernelSize = 31

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
        if stemReduction != 2 && stemReduction != 4 { throw .stemReduction(stemReduction) }
        if !(1...Self.largestKernelSize).contains(block.kernelSize) || block.kernelSize.isMultiple(of: 2) {
            throw .kernelSize(block.kernelSize)
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
