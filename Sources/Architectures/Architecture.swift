/// What can be ablated: a value with named fields that denotes a network.
///
/// A family of networks is a type that conforms. Its coded form is part of a run's identity, so fields keep their names.
public protocol Architecture: Hashable, Codable, Sendable {
    /// The family's name, in kebab-case and permanent: identities hold it.
    static var family: String { get }

    /// Every field by its path as a step names it (`block.kernelSize`), with its value as text, in declaration order.
    var fields: [(name: String, value: String)] { get }

    /// The network that it denotes for images of `input` in so many classes.
    ///
    /// - Throws: ``ArchitectureError`` when it means nothing, or nothing at this input.
    func network(input: Shape, classes: Int) throws(ArchitectureError) -> Network
}

extension Architecture {
    /// The fields in which this architecture differs from `other`, in declaration order.
    public func changes(from other: Self) -> [FieldChange] {
        zip(other.fields, fields).filter { $0.value != $1.value }
            .map { FieldChange(field: $0.name, before: $0.value, after: $1.value) }
    }
}

/// One field in which two architectures or recipes differ.
public struct FieldChange: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Path of the field as a step names it (`block.kernelSize`).
    public let field: String
    /// The value of the row that it is compared with, as text; `none` where it has no such field.
    public let before: String
    /// The value now, as text; `none` where there is no such field.
    public let after: String

    /// A change of the field at `field`, with both values as text.
    public init(field: String, before: String, after: String) {
        self.field = field
        self.before = before
        self.after = after
    }

    /// As people read it: `block.kernelSize 3 → 7`.
    public var description: String { "\(field) \(before) → \(after)" }
}
