/// One field in which two architectures differ.
public struct FieldChange: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Path of the field as a step names it (`block.kernelSize`).
    public let field: String
    public let before: String
    public let after: String

    public init(field: String, before: String, after: String) {
        self.field = field
        self.before = before
        self.after = after
    }

    public var description: String { "\(field) \(before) → \(after)" }
}

extension Architecture {
    /// Every field by its path, with its value as text. A test holds this list against the coded form, so a
    /// new field cannot be forgotten here.
    public var fields: [(name: String, value: String)] {
        [
            ("depths", "(" + depths.map(String.init).joined(separator: ",") + ")"),
            ("width", "\(width)"),
            ("stem", stem.rawValue),
            ("stemReduction", "\(stemReduction)"),
            ("stemNorm", "\(stemNorm)"),
            ("block.shape", block.shape.rawValue),
            ("block.spatialPosition", block.spatialPosition.rawValue),
            ("block.convolution", block.convolution.rawValue),
            ("block.kernelSize", "\(block.kernelSize)"),
            ("block.biases", "\(block.biases)"),
            ("block.activation", block.activation.rawValue),
            ("block.activationPlacement", block.activationPlacement.rawValue),
            ("block.normPlacement", block.normPlacement.rawValue),
            ("norm", norm.rawValue),
            ("downsampling", downsampling.rawValue),
            ("downsamplingNorm", "\(downsamplingNorm)"),
            ("finalNorm", "\(finalNorm)"),
            ("layerScale", layerScale.map { "\($0)" } ?? "none"),
        ]
    }

    /// The fields in which this architecture differs from `other`, in declaration order.
    public func changes(from other: Architecture) -> [FieldChange] {
        zip(other.fields, fields).filter { $0.value != $1.value }
            .map { FieldChange(field: $0.name, before: $0.value, after: $1.value) }
    }
}
