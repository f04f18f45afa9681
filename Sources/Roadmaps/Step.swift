import AblateArchitectures
import AblateRuns

/// One assignment to a field of a row: of its architecture, or of its recipe.
public struct Change<Family: Architecture>: Sendable {
    let apply: @Sendable (inout Configuration<Family>) -> Void

    /// Assigns `value` to the field at `path`: `.set(\.depths, [3, 3, 9, 3])`, `.set(\.recipe.dropPathRate, 0.1)`.
    public static func set<Value: Sendable>(
        _ path: WritableKeyPath<Configuration<Family>, Value> & Sendable, _ value: Value
    ) -> Change {
        Change { $0[keyPath: path] = value }
    }

    /// Gives the row a recipe that is made of the study's, so that both train on equally many images; `{ $0 }` is the
    /// study's own.
    public static func recipe(_ make: @escaping @Sendable (_ studyRecipe: Recipe) -> Recipe) -> Change {
        Change { $0.recipe = make($0.studyRecipe) }
    }
}

/// A named set of assignments to the row before it: one row of a roadmap.
public struct Step<Family: Architecture>: Sendable {
    /// Kebab-case and permanent: command-line argument, database key, file name.
    public let id: String
    /// What a table calls the row.
    public let title: String
    let changes: [Change<Family>]
    /// Ids of steps that cannot stand beside it.
    private(set) var exclusions: [String] = []

    /// A step of that id and title that makes these changes, in their order.
    public init(_ id: String, _ title: String, _ changes: Change<Family>...) {
        self.init(id: id, title: title, changes: changes)
    }

    /// The same step, which those of these ids exclude: no row of a design has both.
    public func excluding(_ ids: String...) -> Step {
        var step = self
        step.exclusions += ids
        return step
    }

    init(id: String, title: String, changes: [Change<Family>]) {
        self.id = id
        self.title = title
        self.changes = changes
    }

    /// The configuration after the step.
    public func applied(to configuration: Configuration<Family>) -> Configuration<Family> {
        var result = configuration
        for change in changes { change.apply(&result) }
        return result
    }
}

/// A row before the roadmap's first: the first row's network, trained by another recipe. What the recipe gives is then
/// the first row's difference to it.
public struct Precursor<Family: Architecture>: Sendable {
    let step: Step<Family>

    /// A row of that id and title with these changes to the roadmap's first.
    public init(_ id: String, _ title: String, _ changes: Change<Family>...) {
        step = Step(id: id, title: title, changes: changes)
    }
}

/// A row that is tried and not adopted: the rows after it build on what was before it.
public struct Branch<Family: Architecture>: Sendable {
    private(set) var step: Step<Family>

    /// The same branch, which steps of these ids exclude: no row of a design has both.
    public func excluding(_ ids: String...) -> Branch {
        var branch = self
        for id in ids { branch.step = branch.step.excluding(id) }
        return branch
    }

    /// A branch of that id and title that makes these changes to the adopted row before it.
    public init(_ id: String, _ title: String, _ changes: Change<Family>...) {
        step = Step(id: id, title: title, changes: changes)
    }
}

/// A row after the roadmap's last, of whatever family: what a row is set against. It is trained like the others and compared
/// with that row alone.
public struct Peer<Family: Architecture>: Sendable {
    /// Kebab-case and permanent, like a step's.
    public let id: String
    /// What a table calls the row.
    public let title: String
    /// Id of the row that is set against it; `nil` for the last one.
    let rival: String?
    let architecture: AnyArchitecture
    let family: any Architecture.Type
    let recipe: @Sendable (Recipe) -> Recipe

    /// A peer of that id and title.
    ///
    /// - Parameters:
    ///   - row: id of the row that is set against it; the roadmap's last when left out.
    ///   - recipe: makes the peer's recipe of the study's; the study's own when left out.
    public init<Other: Architecture>(
        _ id: String, _ title: String, _ architecture: Other, beside row: String? = nil,
        recipe: @escaping @Sendable (_ studyRecipe: Recipe) -> Recipe = { $0 }
    ) {
        self.id = id
        self.title = title
        rival = row
        self.architecture = AnyArchitecture(architecture)
        self.family = Other.self
        self.recipe = recipe
    }
}

/// Alternatives of one field, each tried on the same row; the roadmap goes on from one of them.
public struct Sweep<Family: Architecture>: Sendable {
    /// Kebab-case; an alternative is called `id-value`.
    public let id: String
    /// One step a value, named `id-value`.
    let alternatives: [Step<Family>]
    let adopted: Int

    /// A sweep of the field at `path` over `values`, of which the roadmap goes on from `adoptedValue`.
    ///
    /// - Precondition: `adoptedValue` is among the values.
    /// - Parameter title: what a row of the table is called, given its value.
    public init<Value: Sendable & Equatable>(
        _ id: String, _ path: WritableKeyPath<Configuration<Family>, Value> & Sendable, over values: [Value],
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
    public var adoptedStep: Step<Family> { alternatives[adopted] }
}
