import AblateRoadmaps
import AblateTables
import AblateWords
import ArgumentParser

struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe",
        abstract: "Shows how networks are trained: every field of a recipe, and where it is from.",
        discussion: """
            EXAMPLES
              \(Program.name) recipe list
              \(Program.name) recipe show enhanced
            """,
        subcommands: [RecipeList.self, RecipeShow.self])
}

struct RecipeList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the recipes that have a name.",
        discussion: """
            EXAMPLES
              \(Program.name) recipe list --format json
            """)

    @OptionGroup var output: FormatOption

    func run() {
        var table = Table(columns: [
            .init("recipe"), .init("title"), .init("optimizer"), .init("epochs"),
            .init("batch_size", "batch size"), .init("learning_rate", "learning rate"),
        ])
        for named in Catalogue.current.recipes {
            table.append([
                .text(named.name), .text(named.title), .text(named.recipe.optimizer.kind.rawValue),
                .integer(named.recipe.epochs), .integer(named.recipe.batchSize),
                .text("\(named.recipe.learningRate)"),
            ])
        }
        print(output.text(of: table))
    }
}

struct RecipeShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints every field of a recipe with its source.",
        discussion: """
            'none' stands for a part that the recipe does without. Any field can be changed for a study: \
            --recipe.FIELD VALUE, where a part takes 'default' or 'none', and a list numbers separated by commas. What \
            is changed becomes part of the study's name and of its runs' identities.

            EXAMPLES
              \(Program.name) recipe show enhanced
              \(Program.name) recipe show small --format json
              \(Program.name) run quick --recipe.augmentation.randomErasing default
              \(Program.name) run quick --recipe original --epochs 3 --recipe.batchSize 64
            """)

    @Argument(
        help: "The recipe: \(Catalogue.current.recipes.map(\.name).joined(separator: ", ")).",
        completion: Completion.recipes)
    var name: String

    @OptionGroup var output: FormatOption

    func run() throws {
        let named = try NamedRecipe.named(name)
        var table = Table(columns: [.init("field"), .init("value"), .init("source")])
        for field in named.recipe.fields {
            table.append([
                .text(field.path), .text(field.value.text), .text(named.source(of: field.path)),
            ])
        }
        print(output.text(of: table))
    }
}

extension NamedRecipe {
    /// - Throws: an exit status of 64 after one sentence on standard error.
    static func named(_ name: String) throws -> NamedRecipe {
        let known = Catalogue.current.recipes
        if let found = known.first(where: { $0.name == name }) { return found }
        throw ExitCode.usage(
            "There is no recipe '\(name)'"
                + NearestNames.ending(
                    name, among: known.map(\.name),
                    listing: "'\(Program.name) recipe list' prints them all"))
    }
}
