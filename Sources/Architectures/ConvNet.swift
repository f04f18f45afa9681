/// A network of the family that leads from ResNet to ConvNeXt, as a value: every choice that the paper's roadmap changes is
/// one field, with ResNet's answer as its default.
///
/// An architecture says nothing of image size or class count; together with an input shape it becomes a
/// ``Network``. Its coded form is part of a run's identity, so fields keep their names.
public struct ConvNet: Architecture {
    /// The family's name. It is left out of the coded form, in which there was one family once.
    public static let family = "convnet"

    /// Blocks in each stage. Every stage but the first halves the side and doubles the channels.
    public var depths: [Int]
    /// C₁, the channels of the first stage; stage *s* (from zero) is built on `width × 2ˢ`, unless ``stageWidths`` says
    /// otherwise.
    public var width: Int
    /// C of each stage, where they do not double; `nil` for `width × 2ˢ`. The stem has the first one's, and ``width`` is
    /// without effect beside it.
    public var stageWidths: [Int]?

    /// How the image enters the network.
    public var stem: Stem = .resNet
    /// What the stem divides the image side by: 4 in the paper, 2 for small images, 16 in isotropic networks. ResNet's stem
    /// can 4 and 2 alone.
    public var stemReduction: Int = 4
    /// A norm after the patchify stem's convolution. ResNet's stem has its norm in any case.
    public var stemNorm: Bool = false

    /// What every stage is made of.
    public var block = Block()

    /// The kind of every norm but the one after pooling (see ``finalNorm``).
    public var norm: Norm = .batchNorm
    /// Where the side is halved between stages.
    public var downsampling: Downsampling = .inBlock
    /// A norm before each separate downsampling convolution; without effect when ``downsampling`` is
    /// `inBlock`, where the shortcut's projection carries its own norm.
    public var downsamplingNorm: Bool = false
    /// Layer norm after global average pooling, whatever ``norm`` is: one pixel an image gives batch norm
    /// no spatial extent to average over.
    public var finalNorm: Bool = false
    /// Initial value of the learned per-channel factor on each residual branch; `nil` for none.
    public var layerScale: Double?

    /// A ResNet of those depths and that width, on which steps build.
    public init(depths: [Int] = [3, 4, 6, 3], width: Int = 64) {
        self.depths = depths
        self.width = width
    }

    /// The ResNet (version 1.5: strides on the 3×3 convolutions) that a regime's roadmap starts from.
    public static func resNet(_ regime: Regime) -> ConvNet {
        var architecture = ConvNet(depths: regime.baselineDepths, width: regime.baselineWidth)
        architecture.stemReduction = regime.stemReduction
        return architecture
    }

    /// C of stage `stage` (from zero): what its blocks, and the stem before the first, are built on.
    package func stageWidth(_ stage: Int) -> Int { stageWidths.map { $0[stage] } ?? width << stage }

    /// Channels that leave stage `stage` (from zero).
    public func stageChannels(_ stage: Int) -> Int {
        let channels = stageWidth(stage)
        return block.shape == .bottleneck ? Block.expansion * channels : channels
    }
}

/// How the image enters the network.
public enum Stem: String, Hashable, Codable, Sendable, CaseIterable {
    /// Convolution without bias, norm, ReLU, 3×3 max-pool of stride 2 (padding 1). The convolution is 7×7
    /// of stride 2 where the stem reduces by 4, and 3×3 of stride 1 where it reduces by 2.
    case resNet = "resnet"
    /// One convolution with bias over non-overlapping patches: kernel and stride are the reduction.
    case patchify
}

/// The kind of a normalisation layer.
public enum Norm: String, Hashable, Codable, Sendable, CaseIterable {
    /// Over batch and pixels for each channel; ε 1e-5, momentum 0.1.
    case batchNorm = "batch-norm"
    /// Over the channels of each pixel; ε 1e-6.
    case layerNorm = "layer-norm"

    /// What ConvNeXt adds to a layer norm's variance.
    public static let layerNormEpsilon = 1e-6
}

/// Where the feature map is halved between stages.
public enum Downsampling: String, Hashable, Codable, Sendable, CaseIterable {
    /// Stride 2 on the spatial convolution of a stage's first block and on its shortcut's projection.
    case inBlock = "in-block"
    /// A 2×2 convolution of stride 2 with bias between stages; all blocks keep their side.
    case separate
}

/// A residual block: two 1×1 convolutions and one spatial convolution.
public struct Block: Hashable, Codable, Sendable {
    /// The ratio of wide to narrow channels in a block, in ResNet's bottleneck and ConvNeXt's alike.
    public static let expansion = 4

    /// Which part of the block is wide.
    public var shape: BlockShape = .bottleneck
    /// Where the spatial convolution stands.
    public var spatialPosition: SpatialPosition = .middle
    /// How the spatial convolution connects channels.
    public var convolution: SpatialConvolution = .dense
    /// Equal parts of a grouped spatial convolution's channels; without effect in the other kinds.
    public var groups: Int?
    /// Side of the spatial convolution's kernel in pixels; odd, padded to keep the side.
    public var kernelSize: Int = 3
    /// Biases on the block's three convolutions. The shortcut's projection never has one.
    public var biases: Bool = false
    /// The non-linearity.
    public var activation: Activation = .relu
    /// Where the block is activated.
    public var activationPlacement: ActivationPlacement = .everywhere
    /// Where the block is normalised.
    public var normPlacement: NormPlacement = .everywhere
    /// Global Response Normalization after the second convolution and its activation, as in ConvNeXt V2.
    public var responseNorm: Bool = false

    /// ResNet's bottleneck.
    public init() {}
}

/// Which part of a block is wide. C is the entered stage's width.
public enum BlockShape: String, Hashable, Codable, Sendable, CaseIterable {
    /// C in the middle, 4C where blocks meet.
    case bottleneck
    /// 4C in the middle, C where blocks meet.
    case inverted
}

/// Where the spatial convolution stands among a block's three.
public enum SpatialPosition: String, Hashable, Codable, Sendable, CaseIterable {
    /// Between the 1×1 convolutions, on the middle channels.
    case middle
    /// Before them, on the channels that enter the block: in an inverted block this moves the depthwise
    /// convolution up to the narrow part; in a bottleneck it moves it to the wide one.
    case first
}

/// The connectivity of the spatial convolution.
public enum SpatialConvolution: String, Hashable, Codable, Sendable, CaseIterable {
    case dense
    /// In ``Block/groups`` parts, as in ResNeXt (Xie et al., arXiv:1611.05431).
    case grouped
    /// As many groups as channels.
    case depthwise
}

/// A non-linearity. ResNet's stem keeps its ReLU whatever a block's is.
public enum Activation: String, Hashable, Codable, Sendable, CaseIterable {
    case relu
    /// x · Φ(x) with the exact error function.
    case gelu
    /// x · σ(x), also called swish.
    case silu
    /// σ(x) = 1 / (1 + e⁻ˣ), from 0 to 1: the usual end of a gate.
    case sigmoid
}

/// Where a block is activated.
public enum ActivationPlacement: String, Hashable, Codable, Sendable, CaseIterable {
    /// After the first and second convolution and after the addition.
    case everywhere
    /// Once, after the second convolution: between the two 1×1 convolutions once the spatial convolution
    /// has moved up.
    case once
}

/// Where a block is normalised. The norm on a shortcut's projection always stays.
public enum NormPlacement: String, Hashable, Codable, Sendable, CaseIterable {
    /// After each of the three convolutions.
    case everywhere
    /// Once, after the spatial convolution.
    case once
}
