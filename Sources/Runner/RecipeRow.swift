import AblateRuns

/// A row that has the network of one of the roadmap's and another recipe. It stands before the roadmap, and that row's
/// difference to it is what the recipe gives.
public struct RecipeRow: Sendable {
    /// Kebab-case and permanent, like a step's.
    public let id: String
    public let title: String
    /// The row whose network it is.
    public let stepID: String
    /// Made of the study's, so that both train on equally many images.
    public let recipe: @Sendable (Recipe) -> Recipe

    public init(
        _ id: String, _ title: String, of stepID: String, recipe: @escaping @Sendable (Recipe) -> Recipe
    ) {
        self.id = id
        self.title = title
        self.stepID = stepID
        self.recipe = recipe
    }
}
