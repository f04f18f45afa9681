/// One assignment to a field of an architecture.
public struct Change: Sendable {
    let apply: @Sendable (inout Architecture) -> Void

    /// Assigns `value` to the field at `path`.
    public static func set<Value: Sendable>(
        _ path: WritableKeyPath<Architecture, Value> & Sendable, _ value: Value
    ) -> Change {
        Change { $0[keyPath: path] = value }
    }
}

/// A named set of assignments to the architecture before it: one row of a roadmap.
public struct Step: Sendable {
    /// Kebab-case and permanent: command-line argument, database key, file name.
    public let id: String
    public let title: String
    let changes: [Change]

    public init(_ id: String, _ title: String, _ changes: Change...) {
        self.id = id
        self.title = title
        self.changes = changes
    }

    init(id: String, title: String, changes: [Change]) {
        self.id = id
        self.title = title
        self.changes = changes
    }

    public func applied(to architecture: Architecture) -> Architecture {
        var result = architecture
        for change in changes { change.apply(&result) }
        return result
    }
}

/// Alternatives of one field, each tried on the same architecture; the roadmap goes on from one of them.
public struct Sweep: Sendable {
    public let id: String
    /// One step a value, named `id-value`.
    let alternatives: [Step]
    let adopted: Int

    /// - Parameter title: what a row of the table is called, given its value.
    public init<Value: Sendable & Equatable>(
        _ id: String, _ path: WritableKeyPath<Architecture, Value> & Sendable, over values: [Value],
        adopting adoptedValue: Value, title: (Value) -> String
    ) {
        guard let adopted = values.firstIndex(of: adoptedValue) else {
            preconditionFailure("Sweep '\(id)' adopts \(adoptedValue), which is not among \(values).")
        }
        self.id = id
        self.adopted = adopted
        self.alternatives = values.map { value in
            Step(id: "\(id)-\(value)", title: title(value), changes: [.set(path, value)])
        }
    }

    /// The alternative that the roadmap goes on from.
    public var adoptedStep: Step { alternatives[adopted] }
}
