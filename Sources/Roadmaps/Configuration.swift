import AblateArchitectures
import AblateRuns

/// What a row of a roadmap is: an architecture, and the recipe that it is trained by.
///
/// Fields of the architecture are fields of the configuration: `\.block.kernelSize` is
/// `\.architecture.block.kernelSize`.
@dynamicMemberLookup
public struct Configuration<Family: Architecture>: Hashable, Sendable {
    /// The network, as a value.
    public var architecture: Family
    /// How it is trained; rows of one recipe are compared by their networks alone.
    public var recipe: Recipe
    /// The recipe that the study gives to all its rows.
    public let studyRecipe: Recipe

    /// A configuration by the study's recipe.
    public init(_ architecture: Family, recipe: Recipe) {
        self.architecture = architecture
        self.recipe = recipe
        self.studyRecipe = recipe
    }

    /// The fields in which this configuration differs from `other`: the architecture's in declaration order, then the
    /// recipe's as `recipe.FIELD`.
    public func changes(from other: Configuration) -> [FieldChange] {
        architecture.changes(from: other.architecture) + recipe.fieldChanges(from: other.recipe)
    }

    /// A field of the architecture.
    public subscript<Value>(dynamicMember path: WritableKeyPath<Family, Value>) -> Value {
        get { architecture[keyPath: path] }
        set { architecture[keyPath: path] = newValue }
    }
}
