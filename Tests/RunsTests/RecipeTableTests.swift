import AblateExperiments
import AblateRuns
import Foundation
import Testing

/// What the table of a recipe's fields holds is all that there is, and what is derived from it follows.
@Suite struct RecipeTableTests {
    /// A recipe with every part, of one optimizer.
    private static func full(_ kind: Optimizer.Kind) throws -> Recipe {
        var recipe = Recipe.enhanced
        try recipe.set("optimizer", to: kind.rawValue)
        for field in Recipe.table where field.standard != nil { try recipe.set(field.path, to: "default") }
        return recipe
    }

    @Test func theTableHasEveryCodedFieldAndNoOther() throws {
        let coded = try Optimizer.Kind.allCases.flatMap { try Self.full($0).fields.map(\.path) }
        let parts = Recipe.table.filter { field in
            if case .fields = field.domain { true } else { false }
        }
        let plain = Recipe.table.map(\.path).filter { path in !parts.contains { $0.path == path } }
        #expect(Set(plain) == Set(coded))
        #expect(Set(Recipe.table.map(\.path)).count == Recipe.table.count)
        for part in parts { #expect(coded.contains { $0.hasPrefix(part.path + ".") }, "\(part.path)") }
    }

    @Test(arguments: Optimizer.Kind.allCases)
    func everyOptimizerIsCodedAndReadAgain(kind: Optimizer.Kind) throws {
        let recipe = try Self.full(kind)
        #expect(recipe.optimizer.kind == kind && kind.rule.kind == kind)
        #expect(recipe.optimizer == kind.rule.standard.optimizer)
        let coded = try JSONEncoder().encode(recipe)
        #expect(try JSONDecoder().decode(Recipe.self, from: coded) == recipe)
    }

    /// Another value of any field with an effect is another sentence in the report.
    @Test(arguments: Optimizer.Kind.allCases)
    func theSentenceTellsEveryFieldThatHasAnEffect(kind: Optimizer.Kind) throws {
        // Step decay, which the whole recipe has, leaves the cosine's end without effect; crop padding has none beside a
        // random resized crop, where it is refused.
        for field in Recipe.table where field.path != "augmentation.cropPadding" {
            var recipe = try Self.full(kind)
            recipe.dropPathRate = 0.2
            let before = recipe.text
            if recipe.reasonWithoutEffect(field.path) != nil { continue }
            let others = ["none", "3", "0.7", "false", "0.3,0.6", "0.5,0.8"] + field.choices
            let changed = others.contains { value in
                var other = recipe
                guard (try? other.set(field.path, to: value)) != nil, other != recipe else { return false }
                return (try? other.validate(imageSide: 224)) != nil && other.text != before
            }
            #expect(changed, "\(field.path) of \(kind.rawValue)")
        }
    }

    @Test func whatIsToldWithinAnotherHasThatOther() throws {
        for field in Recipe.table {
            guard case .within(let path) = field.told else { continue }
            guard case .words? = Recipe.field(path)?.told else {
                Issue.record("\(field.path) is told by '\(path)', which has no words.")
                continue
            }
        }
    }

    /// Names of recorded studies hold this order.
    @Test func flagsAreInTheOrderInWhichStudiesAreNamed() {
        #expect(
            Recipe.flagged.map(\.flagName) == [
                "epochs", "learning-rate", "batch-size", "weight-decay", "label-smoothing", "drop-path-rate",
                "warmup-fraction", "optimizer", "initialisation", "crop-padding", "horizontal-flip",
            ])
        #expect(Recipe.field("augmentation.horizontalFlip")?.flagNameOff == "no-flip")
    }

    @Test(arguments: [
        (Bounds.from(1), "1 or more", [1, 2.0], [0.9]), (.above(0), "above 0", [0.1], [0, -1]),
        (.within(0...1), "from 0 to 1", [0, 1], [-0.1, 1.1]),
        (.within(0..<1), "from 0 to below 1", [0, 0.99], [1]),
        (.above(0, atMost: 1), "above 0 and at most 1", [1, 0.1], [0, 1.01]),
    ]) func boundsAreHeldAndSaid(bounds: Bounds, text: String, inside: [Double], outside: [Double]) {
        #expect("\(bounds)" == text)
        for value in inside { #expect(bounds.contains(value)) }
        for value in outside + [.nan, .infinity, -.infinity] { #expect(!bounds.contains(value)) }
    }
}

extension RecipeField {
    fileprivate var choices: [String] {
        if case .choice(let names) = domain { names } else { [] }
    }
}
