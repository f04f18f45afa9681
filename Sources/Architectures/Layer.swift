/// One leaf of a network: what it does, between which shapes, under which name.
public struct Layer: Hashable, Sendable {
    /// Dotted path, unique in the network; parameters are named below it (`stages.0.blocks.1.conv2.weight`).
    public let name: String
    /// What it does.
    public let operation: Operation
    /// The shape that enters, of one image.
    public let input: Shape
    /// The shape that leaves, of one image.
    public let output: Shape

    package init(name: String, operation: Operation, input: Shape, output: Shape) {
        self.name = name
        self.operation = operation
        self.input = input
        self.output = output
    }

    /// The kinds of layers.
    public enum Operation: Hashable, Sendable {
        /// Dense, grouped or depthwise.
        case convolution(Convolution)
        /// Fully connected on the channels of each pixel.
        case linear(hasBias: Bool = true)
        /// Batch statistics in training, running ones in evaluation; ε 1e-5, momentum 0.1.
        case batchNorm
        /// Over the channels of each pixel.
        case layerNorm(epsilon: Double = Norm.layerNormEpsilon)
        /// Global Response Normalization (Woo et al., "ConvNeXt V2", arXiv:2301.00808): each channel weighed by its
        /// length over the map against the mean of all channels' lengths, and added to what entered.
        case globalResponseNorm
        /// A function of each value.
        case activation(Activation)
        /// A learned factor for each channel, all equal to `initial` at first.
        case layerScale(initial: Double)
        /// The maximum over square windows.
        case maxPool(kernelSize: Int, stride: Int, padding: Int)
        /// The mean over the map.
        case globalAveragePool
        /// Of queries, keys and values that lie beside each other in the channels.
        case windowedAttention(WindowedAttention)
        /// Each pixel of the output holds the channels of 2×2 of the input: of its first column from above, then of its
        /// second. An odd side is filled up with zeros at its end.
        case patchMerging
        /// Zeros below and to the right.
        case padding
    }

    /// The geometry of a convolution; square kernels, the same padding on all sides.
    public struct Convolution: Hashable, Sendable {
        /// The side of the kernel in pixels.
        public let kernelSize: Int
        /// The step from one output pixel to the next, in pixels.
        public let stride: Int
        /// Pixels of zeros on each side.
        public let padding: Int
        /// Equal parts of the channels, each connected to its own part of the input's alone; 1 for a dense convolution.
        public let groups: Int
        /// Whether each output channel has a learned addend.
        public let hasBias: Bool

        /// A convolution of those sizes.
        public init(kernelSize: Int, stride: Int, padding: Int, groups: Int = 1, hasBias: Bool) {
            self.kernelSize = kernelSize
            self.stride = stride
            self.padding = padding
            self.groups = groups
            self.hasBias = hasBias
        }
    }

    /// Multi-head attention inside windows (Liu et al., "Swin Transformer", arXiv:2103.14030) of a map whose channels are
    /// queries, keys and values, a third each. Rows and columns that the output lacks are seen and not asked for.
    public struct WindowedAttention: Hashable, Sendable {
        /// Equal parts of the channels that attend each for itself.
        public let heads: Int
        /// Rows of a window; they divide the input's.
        public let windowHeight: Int
        /// Columns of a window; they divide the input's.
        public let windowWidth: Int
        /// Rows by which the windows are moved down; pixels that only meet around the map's edge do not see each other.
        public let shiftHeight: Int
        /// Columns by which the windows are moved to the right.
        public let shiftWidth: Int

        /// Attention in windows of those sizes.
        public init(heads: Int, windowHeight: Int, windowWidth: Int, shiftHeight: Int, shiftWidth: Int) {
            self.heads = heads
            self.windowHeight = windowHeight
            self.windowWidth = windowWidth
            self.shiftHeight = shiftHeight
            self.shiftWidth = shiftWidth
        }

        /// Pixels of a window.
        public var windowPixels: Int { windowHeight * windowWidth }
        /// Ways in which two pixels of a window can lie to each other.
        public var relativePositions: Int { (2 * windowHeight - 1) * (2 * windowWidth - 1) }
    }
}

extension Layer {
    /// Whether it is a convolution in which each channel sees itself alone.
    public var isDepthwise: Bool {
        guard case .convolution(let convolution) = operation else { return false }
        return convolution.groups > 1 && convolution.groups == input.channels
            && convolution.groups == output.channels
    }

    /// A word for tables: `conv 3×3 s2`, `conv 3×3 g32`, `depthwise 7×7`, `batch-norm` …
    public var kind: String {
        switch operation {
        case .convolution(let convolution):
            let k = convolution.kernelSize
            let stride = convolution.stride == 1 ? "" : " s\(convolution.stride)"
            let groups = convolution.groups == 1 || isDepthwise ? "" : " g\(convolution.groups)"
            return "\(isDepthwise ? "depthwise" : "conv") \(k)×\(k)\(stride)\(groups)"
        case .linear: return "linear"
        case .batchNorm: return Norm.batchNorm.rawValue
        case .layerNorm: return Norm.layerNorm.rawValue
        case .globalResponseNorm: return "global-response-norm"
        case .activation(let activation): return activation.rawValue
        case .layerScale: return "layer-scale"
        case .maxPool(let kernelSize, let stride, _): return "max-pool \(kernelSize)×\(kernelSize) s\(stride)"
        case .globalAveragePool: return "average-pool"
        case .windowedAttention(let attention):
            let isShifted = attention.shiftHeight + attention.shiftWidth > 0
            return
                "attention \(attention.windowHeight)×\(attention.windowWidth)\(isShifted ? " shifted" : "") h\(attention.heads)"
        case .patchMerging: return "patch-merging"
        case .padding: return "padding"
        }
    }
}
