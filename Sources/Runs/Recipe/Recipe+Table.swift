import AblateArchitectures
import AblateWords
import Foundation

extension Recipe {
    /// Every field and every part that there is, in the order in which a report tells them.
    package static let table: [RecipeField] =
        general + optimizers + schedules + weights + augmentations

    /// The field of that path.
    package static func field(_ path: String) -> RecipeField? { byPath[path] }

    private static let byPath = Dictionary(uniqueKeysWithValues: table.map { ($0.path, $0) })

    /// Fields that have a flag, in the order in which they are named.
    package static let flagged = table.filter { $0.flag != nil }.sorted {
        ($0.flag?.place ?? 0) < ($1.flag?.place ?? 0)
    }

    private static let general = [
        RecipeField(
            "epochs", .whole(.from(1)), flag: .init(help: "Passes over the training images.", place: 0),
            told: .words { Units.plural($0.epochs, "epoch") }),
        RecipeField(
            "batchSize", .whole(.from(1)), flag: .init(help: "Images an iteration.", place: 2),
            told: .words { "batch \($0.batchSize)" }),
        RecipeField(
            "optimizer", .choice(Optimizer.Kind.allCases.map(\.rawValue)),
            flag: .init(help: "The optimizer.", place: 7),
            told: .words { $0.optimizer.rule.text(learningRate: $0.learningRate) }),
        RecipeField(
            "learningRate", .number(.above(0)),
            flag: .init(help: "Peak learning rate, for a whole batch.", place: 1), told: .within("optimizer")),
    ]

    /// Settings that two optimizers have are one field.
    private static let optimizers = Optimizer.Kind.allCases.flatMap { $0.rule.recipeFields }
        .reduce(into: [RecipeField]()) { fields, field in
            if !fields.contains(where: { $0.path == field.path }) { fields.append(field) }
        }

    private static let schedules = [
        RecipeField(
            "warmupFraction", .number(.within(0...1)),
            flag: .init(
                help: "Share of all iterations over which the learning rate rises, from 0 to 1.", place: 6),
            told: .words { recipe in
                let share = recipe.warmupFraction
                let warmup =
                    share > 0
                    ? "warm-up over \(perCent(share)) % of the iterations, then " : "no warm-up, "
                return warmup + recipe.schedule.rule.text
            }),
        RecipeField("finalLearningRate", .number(.from(0)), told: .within("warmupFraction")),
        RecipeField("stepDecay", .fields, standard: coded(StepDecay()), told: .within("warmupFraction")),
        RecipeField("stepDecay.factor", .number(.above(0, atMost: 1)), told: .within("warmupFraction")),
        RecipeField(
            "stepDecay.milestones",
            .numbers(expected: "ascending shares of the run, from 0 to 1") {
                $0.allSatisfy((0...1).contains) && zip($0, $0.dropFirst()).allSatisfy(<)
            }, told: .within("warmupFraction")),
    ]

    private static let weights = [
        RecipeField(
            "weightDecay", .number(.from(0)),
            flag: .init(help: "Weight decay, on tensors of two or more dimensions.", place: 3),
            told: .words { recipe in
                guard recipe.weightDecay > 0 else { return "no weight decay" }
                let scope = recipe.weightDecayScope?.text ?? "tensors of two or more dimensions"
                return "weight decay \(recipe.weightDecay) on \(scope)"
            }),
        RecipeField(
            "weightDecayScope", .choice(WeightDecayScope.allCases.map(\.rawValue)),
            standard: coded(WeightDecayScope.everyTensor), told: .within("weightDecay")),
        RecipeField(
            "labelSmoothing", .number(.within(0..<1)),
            flag: .init(help: "Label smoothing, from 0 to below 1.", place: 4),
            told: .words { $0.labelSmoothing > 0 ? "label smoothing \($0.labelSmoothing)" : nil }),
        RecipeField(
            "dropPathRate", .number(.within(0..<1)),
            flag: .init(help: "Stochastic depth: rate of the last block, from 0 to below 1.", place: 5),
            told: .words { $0.dropPathRate > 0 ? "stochastic depth \($0.dropPathRate)" : nil }),
        RecipeField(
            "weightAverage", .fields, standard: coded(WeightAverage()),
            told: .words { recipe in
                recipe.weightAverage.map {
                    "tested with the moving average of the weights, decay \($0.decay)"
                }
            }),
        RecipeField("weightAverage.decay", .number(.within(0..<1)), told: .within("weightAverage")),
        RecipeField(
            "initialisation", .choice(Initialisation.allCases.map(\.rawValue)),
            flag: .init(help: "How weights begin.", place: 8),
            told: .words { "initialisation \($0.initialisation.rawValue)" }),
    ]

    static func coded(_ value: some Encodable) -> JSONValue {
        do {
            return try JSONValue(encoding: value)
        } catch {
            preconditionFailure("A recipe holds a number that JSON cannot write.")
        }
    }

    static func perCent(_ share: Double) -> String { String(format: "%.3g", share * 100) }
}

extension WeightDecayScope {
    fileprivate var text: String {
        switch self {
        case .everyTensor: "every tensor"
        }
    }
}
