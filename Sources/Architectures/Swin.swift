/// A Swin Transformer (Liu et al., arXiv:2103.14030): stages of attention inside windows, every other block of which moves
/// its windows by half of one.
public struct Swin: Architecture {
    /// The family's name.
    public static let family = "swin"

    /// Blocks in each stage. Every stage but the first halves the side and doubles the channels.
    public var depths: [Int]
    /// Channels of the first stage.
    public var width: Int
    /// Attention heads in each stage; they divide its channels.
    public var heads: [Int]
    /// The side of an attention window in pixels. A direction in which one window covers the map has one window, as long
    /// as the map, that is not moved.
    public var windowSize: Int
    /// The side of a patch of the image in pixels.
    public var patchSize: Int
    /// The ratio of wide to narrow channels in a block's perceptron.
    public var mlpRatio: Int = 4

    /// A Swin of those sizes.
    public init(depths: [Int], width: Int, heads: [Int], windowSize: Int = 7, patchSize: Int = 4) {
        self.depths = depths
        self.width = width
        self.heads = heads
        self.windowSize = windowSize
        self.patchSize = patchSize
    }

    /// Every field by its path, with its value as text.
    public var fields: [(name: String, value: String)] {
        func list(_ numbers: [Int]) -> String {
            "(" + numbers.map(String.init).joined(separator: ",") + ")"
        }
        return [
            ("depths", list(depths)), ("width", "\(width)"), ("heads", list(heads)),
            ("windowSize", "\(windowSize)"), ("patchSize", "\(patchSize)"), ("mlpRatio", "\(mlpRatio)"),
        ]
    }

    private static let mostOfAField = 65_536

    /// Checks everything that does not depend on the input.
    ///
    /// - Throws: the first ``ArchitectureError`` in the order of the fields.
    public func validate() throws(ArchitectureError) {
        if depths.isEmpty { throw .noStages }
        if depths.count > ConvNet.maximumStages { throw .tooManyStages(depths.count) }
        for (index, depth) in depths.enumerated() where depth < 1 {
            throw .emptyStage(index: index, depth: depth)
        }
        if width < 1 { throw .width(width) }
        // Beyond them products of sizes could leave 64 bits.
        for (name, value) in [("width", width), ("windowSize", windowSize), ("mlpRatio", mlpRatio)]
        where value > Self.mostOfAField {
            throw .field(name, value: "\(value)", needed: "at most \(Self.mostOfAField)")
        }
        if heads.count != depths.count {
            throw .field(
                "heads", value: "\(heads.count) numbers", needed: "\(depths.count) numbers, one a stage")
        }
        for (name, value) in [("windowSize", windowSize), ("mlpRatio", mlpRatio)] where value < 1 {
            throw .field(name, value: "\(value)", needed: "1 or more")
        }
        if !(1...Layer.largestKernelSize).contains(patchSize) {
            throw .field("patchSize", value: "\(patchSize)", needed: "from 1 to \(Layer.largestKernelSize)")
        }
    }
}
