import AblateWords

/// What there is to know of an optimizer outside of an engine: names, settings, memory, words.
package protocol OptimizerRule: Hashable, Sendable {
    static var kind: Optimizer.Kind { get }
    /// The name that papers print.
    static var title: String { get }
    /// Arrays as large as the weights that it keeps from one iteration to the next.
    static var stateArrays: Int { get }
    /// Its settings, which are fields of the recipe that has it.
    static var fields: [OptimizerField<Self>] { get }
    /// The usual settings.
    static var standard: Self { get }
    /// The enum's case of it.
    var optimizer: Optimizer { get }
    /// The optimizer with its learning rate, for a sentence.
    func text(learningRate: Double) -> String
}

/// A setting of an optimizer.
package struct OptimizerField<Rule>: Sendable {
    /// The name in a recipe's coded form.
    package let name: String
    /// The name in a sentence.
    let symbol: String
    let bounds: Bounds
    let value: any WritableKeyPath<Rule, Double> & Sendable

    init(
        _ name: String, _ symbol: String, _ bounds: Bounds,
        _ value: any WritableKeyPath<Rule, Double> & Sendable
    ) {
        self.name = name
        self.symbol = symbol
        self.bounds = bounds
        self.value = value
    }
}

extension OptimizerRule {
    /// The settings by their names.
    var values: [String: Double] {
        Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, self[keyPath: $0.value]) })
    }

    static var standardValues: [String: Double] { standard.values }

    /// The settings' fields in a recipe.
    static var recipeFields: [RecipeField] {
        fields.map { RecipeField($0.name, .number($0.bounds), told: .within("optimizer")) }
    }

    /// An optimizer of the settings that `value` finds by their names.
    static func optimizer(_ value: (String) throws -> Double) rethrows -> Optimizer {
        var rule = standard
        for field in fields { rule[keyPath: field.value] = try value(field.name) }
        return rule.optimizer
    }

    /// Its name, the learning rate, and what is not as usual.
    package func text(learningRate: Double) -> String {
        let unusual = Self.fields.filter { self[keyPath: $0.value] != Self.standard[keyPath: $0.value] }
        let parts = unusual.map { "\($0.symbol) \(self[keyPath: $0.value])" }
        return "\(Self.title) with \(Units.list(["learning rate \(learningRate)"] + parts))"
    }
}
