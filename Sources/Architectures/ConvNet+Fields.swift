extension ConvNet {
    /// Every field by its path, with its value as text. A test holds this list against the coded form, so a
    /// new field cannot be forgotten here.
    public var fields: [(name: String, value: String)] {
        [
            ("depths", Self.text(depths)),
            ("width", "\(width)"),
            ("stageWidths", stageWidths.map(Self.text) ?? "none"),
            ("stem", stem.rawValue),
            ("stemReduction", "\(stemReduction)"),
            ("stemNorm", "\(stemNorm)"),
            ("block.shape", block.shape.rawValue),
            ("block.spatialPosition", block.spatialPosition.rawValue),
            ("block.convolution", block.convolution.rawValue),
            ("block.groups", block.groups.map(String.init) ?? "none"),
            ("block.kernelSize", "\(block.kernelSize)"),
            ("block.biases", "\(block.biases)"),
            ("block.activation", block.activation.rawValue),
            ("block.activationPlacement", block.activationPlacement.rawValue),
            ("block.normPlacement", block.normPlacement.rawValue),
            ("block.responseNorm", "\(block.responseNorm)"),
            ("norm", norm.rawValue),
            ("downsampling", downsampling.rawValue),
            ("downsamplingNorm", "\(downsamplingNorm)"),
            ("finalNorm", "\(finalNorm)"),
            ("layerScale", layerScale.map { "\($0)" } ?? "none"),
        ]
    }

    /// As a field has a number for each stage: `(3,4,6,3)`.
    static func text(_ numbers: [Int]) -> String {
        "(" + numbers.map(String.init).joined(separator: ",") + ")"
    }
}
