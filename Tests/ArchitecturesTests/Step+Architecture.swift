import AblateRoadmaps
import AblateRuns

extension Step {
    /// What the step makes of an architecture, whatever the recipe.
    func applied(to architecture: Family) -> Family {
        let recipe = Recipe(
            epochs: 1, batchSize: 1, learningRate: 1, augmentation: Augmentation(horizontalFlip: false))
        return applied(to: Configuration(architecture, recipe: recipe)).architecture
    }
}
