/// An architecture of some family, for whom it does not matter which: rows of a study, identities of runs.
///
/// Its coded form is the family's own, with the family's name under `family`; ``ConvNet``'s is without, as there was no
/// other once. One of a family that this program does not have is kept as it was coded, and denotes no network here.
public struct AnyArchitecture: Sendable {
    /// The family's name.
    public let family: String
    private let content: Content

    private enum Content: Sendable {
        case known(any Architecture)
        case unknown(JSONValue)
    }

    /// That architecture.
    public init(_ architecture: some Architecture) {
        self.init(family: type(of: architecture).family, .known(architecture))
    }

    private init(family: String, _ content: Content) {
        self.family = family
        self.content = content
    }

    /// The architecture as a value of its family; `nil` where it is of another.
    public func typed<Family: Architecture>(as _: Family.Type = Family.self) -> Family? {
        if case .known(let architecture) = content { architecture as? Family } else { nil }
    }

    /// The architecture as one whose stages can each be given a width; `nil` where its family is of another kind.
    var scalableByStage: (any WidthScalable)? {
        if case .known(let architecture) = content { architecture as? any WidthScalable } else { nil }
    }

    /// Whether this program has the family.
    package var isKnown: Bool {
        if case .known = content { true } else { false }
    }

    /// Every field by its path with its value as text; of an unknown family in the order of names.
    public var fields: [(name: String, value: String)] {
        switch content {
        case .known(let architecture): architecture.fields
        case .unknown(let value):
            value.flattened.map { (name: $0.key, value: $0.value.text) }.sorted { $0.name < $1.name }
        }
    }

    /// The network that it denotes for images of `input` in so many classes.
    ///
    /// - Throws: ``ArchitectureError`` when it means nothing, or nothing at this input, or this program does not have its
    ///   family.
    public func network(input: Shape, classes: Int) throws(ArchitectureError) -> Network {
        switch content {
        case .known(let architecture): try architecture.network(input: input, classes: classes)
        case .unknown:
            throw .unknownFamily(family, known: ArchitectureFamilies.known.map { $0.family })
        }
    }

    /// The fields in which this architecture differs from `other`, in declaration order. Of two families it is first the
    /// family, then what both have and differ in, then what only one has: the other's value is `none`.
    public func changes(from other: AnyArchitecture) -> [FieldChange] {
        let (before, after) = (other.fields, fields)
        func value(_ name: String, _ fields: [(name: String, value: String)]) -> String? {
            fields.first { $0.name == name }?.value
        }
        var changes: [FieldChange] = []
        if family != other.family {
            changes.append(FieldChange(field: "family", before: other.family, after: family))
        }
        for field in after where (value(field.name, before) ?? "none") != field.value {
            changes.append(
                FieldChange(
                    field: field.name, before: value(field.name, before) ?? "none", after: field.value))
        }
        for field in before where value(field.name, after) == nil && field.value != "none" {
            changes.append(FieldChange(field: field.name, before: field.value, after: "none"))
        }
        return changes
    }
}

extension AnyArchitecture: Hashable {
    /// Whether both are one architecture of one family.
    public static func == (a: AnyArchitecture, b: AnyArchitecture) -> Bool {
        switch (a.content, b.content) {
        case (.known(let a), .known(let b)): AnyHashable(a) == AnyHashable(b)
        case (.unknown(let x), .unknown(let y)): a.family == b.family && x == y
        default: false
        }
    }

    /// Feeds the architecture.
    public func hash(into hasher: inout Hasher) {
        switch content {
        case .known(let architecture): hasher.combine(AnyHashable(architecture))
        case .unknown(let value): hasher.combine(value)
        }
    }
}

extension AnyArchitecture: Codable {
    private enum FamilyKey: String, CodingKey { case family }

    /// Reads an architecture of the family that it names.
    ///
    /// - Throws: `DecodingError` where its family is known and does not read it.
    public init(from decoder: any Decoder) throws {
        let named = try decoder.container(keyedBy: FamilyKey.self).decodeIfPresent(
            String.self, forKey: .family)
        let family = named ?? ConvNet.family
        if let type = ArchitectureFamilies.type(of: family) {
            self.init(try type.init(from: decoder))
            return
        }
        guard case .object(var members) = try JSONValue(from: decoder) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "An architecture is an object."))
        }
        members["family"] = nil
        self.init(family: family, .unknown(.object(members)))
    }

    /// Writes the family's own form, and its name.
    public func encode(to encoder: any Encoder) throws {
        switch content {
        case .known(let architecture): try architecture.encode(to: encoder)
        case .unknown(let value): try value.encode(to: encoder)
        }
        guard family != ConvNet.family else { return }
        var container = encoder.container(keyedBy: FamilyKey.self)
        try container.encode(family, forKey: .family)
    }
}

/// The families that this program can read and build.
package enum ArchitectureFamilies {
    /// Those that come with Ablate, and those that the program's catalogue adds, once, before its first command is parsed.
    package private(set) nonisolated(unsafe) static var known: [any Architecture.Type] = [
        ConvNet.self, Swin.self,
    ]

    /// Adds families; one that is there already is left.
    ///
    /// - Precondition: no two families have one name.
    package static func add(_ types: [any Architecture.Type]) {
        for type in types {
            if let other = self.type(of: type.family) {
                precondition(
                    other == type, "Two families of architectures are called \(type.family).")
            } else {
                known.append(type)
            }
        }
    }

    /// The family of that name; `nil` where this program does not have it.
    static func type(of family: String) -> (any Architecture.Type)? { known.first { $0.family == family } }
}
