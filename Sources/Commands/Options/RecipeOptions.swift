import AblateRoadmaps
import AblateRuns
import AblateWords
import ArgumentParser

/// The flags that change how every row is trained: those of the recipe's table under names of their own, and any other
/// field by its path.
struct RecipeOptions: ParsableArguments {
    @Option(
        name: .customLong("recipe"),
        help:
            "A recipe by name: \(Catalogue.current.recipes.map(\.name).joined(separator: ", ")). (default: the study's)",
        completion: Completion.recipes)
    var recipeName: String?

    @Option(
        name: .customLong("recipe-field"),
        help: ArgumentHelp(
            "Any field of the recipe, also as --recipe.FIELD VALUE; '\(Program.name) recipe show' prints them. Repeatable.",
            valueName: "field=value"))
    var fields: [String] = []

    @Option(recipe: "learningRate") var learningRate: String?
    @Option(recipe: "batchSize") var batchSize: String?
    @Option(recipe: "weightDecay") var weightDecay: String?
    @Option(recipe: "labelSmoothing") var labelSmoothing: String?
    @Option(recipe: "dropPathRate") var dropPathRate: String?
    @Option(recipe: "warmupFraction") var warmupFraction: String?
    @Option(recipe: "optimizer") var optimizer: String?
    @Option(recipe: "initialisation") var initialisation: String?
    @Option(recipe: "augmentation.cropPadding") var cropPadding: String?

    @Flag(help: ArgumentHelp(Recipe.field("augmentation.horizontalFlip")?.flag?.help ?? ""))
    var flip: Flip?

    enum Flip: EnumerableFlag {
        case horizontalFlip
        case noFlip
    }

    /// What was given of the flags, by the path of the field.
    private var given: [(path: String, value: String)] {
        let all: [(String, String?)] = [
            // The optimizer before its settings, of which the usual ones come with it.
            ("optimizer", optimizer), ("learningRate", learningRate), ("batchSize", batchSize),
            ("weightDecay", weightDecay), ("labelSmoothing", labelSmoothing), ("dropPathRate", dropPathRate),
            ("warmupFraction", warmupFraction), ("initialisation", initialisation),
            ("augmentation.cropPadding", cropPadding),
            ("augmentation.horizontalFlip", flip.map { "\($0 == .horizontalFlip)" }),
        ]
        return all.compactMap { path, value in value.map { (path, $0) } }
    }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func apply(to recipe: inout Recipe) throws {
        for (path, value) in given { try recipe.set(path, flag: value) }
        let fields = try fields.map(Self.parsed)
        for (path, value) in fields.filter({ $0.path == "optimizer" })
            + fields.filter({ $0.path != "optimizer" })
        {
            do {
                try recipe.set(path, to: value)
            } catch {
                throw ExitCode.usage("\(error)")
            }
        }
    }

    private static func parsed(_ field: String) throws -> (path: String, value: String) {
        guard let equals = field.firstIndex(of: "=") else {
            throw ExitCode.usage(
                "--recipe.\(field) needs a value, as in --recipe.\(field) VALUE; '\(Program.name) recipe show enhanced' "
                    + "prints every field with one.")
        }
        return (String(field[..<equals]), String(field[field.index(after: equals)...]))
    }

    /// Those that were given.
    var flags: [String] {
        let general = [("--recipe", recipeName != nil), ("--recipe-field", !fields.isEmpty)]
        return general.filter(\.1).map(\.0)
            + given.compactMap { Recipe.field($0.path) }.map { field in
                guard case .truth = field.domain else { return "--\(field.flagName)" }
                return "--\(field.flagName) or --\(field.flagNameOff)"
            }
    }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func named() throws -> NamedRecipe? {
        guard let recipeName else { return nil }
        return try NamedRecipe.named(recipeName)
    }
}

extension Option where Value == String? {
    /// The flag of a recipe's field, made from the recipe's table.
    init(recipe path: String) {
        guard let field = Recipe.field(path), let flag = field.flag else {
            preconditionFailure("The recipe's table has no flag for '\(path)'.")
        }
        var help = flag.help
        var completion: CompletionKind?
        if case .choice(let names) = field.domain {
            help += " (values: \(names.joined(separator: ", ")))"
            completion = .list(names)
        }
        self.init(
            name: .customLong(field.flagName), help: ArgumentHelp(help, valueName: field.flagName),
            completion: completion)
    }
}

extension Recipe {
    /// Sets a field as its flag does, and refuses in the flag's words.
    ///
    /// - Throws: an exit status of 64 after one sentence on standard error.
    mutating func set(_ path: String, flag value: String) throws {
        guard let field = Self.field(path) else { preconditionFailure("A recipe has no field '\(path)'.") }
        var changed = self
        do {
            try changed.set(path, to: value)
            if let expected = changed.complaint(path) {
                throw ExitCode.usage(
                    "--\(field.flagName) must be \(expected), but is \(field.text(of: changed.value(path))).")
            }
        } catch RecipeError.malformed(_, let expected, let found) {
            throw ExitCode.usage("--\(field.flagName) must be \(expected), but is '\(found)'.")
        } catch let error as RecipeError {
            throw ExitCode.usage("\(error)")
        }
        self = changed
    }
}
