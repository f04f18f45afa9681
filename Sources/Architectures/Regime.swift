/// A scale at which the roadmap is walked. Steps take their sizes from here, never from literals.
///
/// `resNet50` and `resNet200` are the paper's two regimes (Tables 10 and 11: 224 px, 1000 classes).
/// `small` is ours, sized so that one machine without an accelerator can train every row.
public struct Regime: Hashable, Sendable {
    /// Kebab-case name, as the command line and the database know it.
    public let id: String
    /// The image the regime is counted for: side in pixels and channels.
    public let input: Shape
    /// Classes of the data that it is counted for.
    public let classes: Int
    /// What the stem divides the image side by.
    public let stemReduction: Int

    /// Step id of the ResNet that the roadmap starts from.
    public let baselineID: String
    /// What a table calls the first row.
    public let baselineTitle: String
    /// Blocks in each stage of the first row.
    public let baselineDepths: [Int]
    /// Channels of the first stage of the first row.
    public let baselineWidth: Int

    /// Depths and width after the stage ratio has changed. Only the ResNet-200 regime widens here too.
    public let depths: [Int]
    /// Channels of the first stage after the stage ratio has changed.
    public let rebalancedWidth: Int
    /// Groups of ResNeXt's convolution; they divide ``rebalancedWidth``.
    public let groups: Int
    /// Width after the depthwise convolution's savings have been spent on channels.
    public let increasedWidth: Int

    /// A scale of that id.
    ///
    /// - Parameters:
    ///   - id: kebab-case; the command line and the database know it.
    ///   - input: the image that the regime is counted for.
    ///   - stemReduction: what the stem divides the image side by, 2 or 4.
    ///   - depths: blocks a stage after the stage ratio has changed; the baseline's when left out.
    ///   - rebalancedWidth: channels of the first stage after that; the baseline's when left out.
    ///   - groups: of a grouped convolution; half of the rebalanced width when left out, or 1.
    ///   - increasedWidth: channels of the first stage after the depthwise convolution's savings have been spent; the
    ///     baseline's when left out.
    public init(
        id: String, input: Shape, classes: Int, stemReduction: Int, baselineID: String,
        baselineTitle: String, baselineDepths: [Int], baselineWidth: Int, depths: [Int]? = nil,
        rebalancedWidth: Int? = nil, groups: Int? = nil, increasedWidth: Int? = nil
    ) {
        self.id = id
        self.input = input
        self.classes = classes
        self.stemReduction = stemReduction
        self.baselineID = baselineID
        self.baselineTitle = baselineTitle
        self.baselineDepths = baselineDepths
        self.baselineWidth = baselineWidth
        self.depths = depths ?? baselineDepths
        self.rebalancedWidth = rebalancedWidth ?? baselineWidth
        self.groups = groups ?? max(1, self.rebalancedWidth / 2)
        self.increasedWidth = increasedWidth ?? baselineWidth
    }

    /// Table 10: ResNet-50 to ConvNeXt-T.
    public static let resNet50 = Regime(
        id: "resnet-50", input: Shape(side: 224, channels: 3), classes: 1000, stemReduction: 4,
        baselineID: "resnet-50", baselineTitle: "ResNet-50", baselineDepths: [3, 4, 6, 3], baselineWidth: 64,
        depths: [3, 3, 9, 3], rebalancedWidth: 64, groups: 32,
        increasedWidth: 96)

    /// Table 11: ResNet-200 to ConvNeXt-B.
    public static let resNet200 = Regime(
        id: "resnet-200", input: Shape(side: 224, channels: 3), classes: 1000, stemReduction: 4,
        baselineID: "resnet-200", baselineTitle: "ResNet-200", baselineDepths: [3, 24, 36, 3],
        baselineWidth: 64, depths: [3, 3, 27, 3], rebalancedWidth: 84,
        groups: 28, increasedWidth: 128)

    /// A quarter of the ResNet-50 regime's width, six or seven blocks, and a stem that halves the side
    /// instead of quartering it: 6 to 13 million MACs a row at 32 px.
    public static let small = Regime(
        id: "small", input: Shape(side: 32, channels: 1), classes: 10, stemReduction: 2,
        baselineID: "resnet-50", baselineTitle: "ResNet-50", baselineDepths: [1, 1, 2, 1], baselineWidth: 16,
        depths: [1, 1, 3, 1], rebalancedWidth: 16, groups: 8, increasedWidth: 24)

    /// Ours and the paper's two.
    public static let all: [Regime] = [.small, .resNet50, .resNet200]
}
