import AblateCommands
import AblateWords
import Foundation
import Testing

struct RecipeCommandTests {
    @Test func fieldsBecomeAnOptionOfTheParser() {
        #expect(
            CommandArguments.rewritten([
                "run", "quick", "--recipe.beta2", "0.99", "--recipe", "small", "--recipe.optimizer=sgd",
                "--seeds",
                "2", "--", "--recipe.x", "1",
            ]) == [
                "run", "quick", "--recipe-field=beta2=0.99", "--recipe", "small",
                "--recipe-field=optimizer=sgd",
                "--seeds", "2", "--", "--recipe.x", "1",
            ])
        #expect(CommandArguments.rewritten(["--recipe.beta2"]) == ["--recipe-field=beta2"])
    }

    @Test func negativeNumbersAreValues() {
        #expect(
            CommandArguments.rewritten(["run", "quick", "--epochs", "-1"]) == ["run", "quick", "--epochs=-1"])
        #expect(CommandArguments.rewritten(["--held-out", "-x"]) == ["--held-out", "-x"])
    }

    @Test(arguments: ["small", "enhanced", "original", "small-original"])
    func everyFieldHasASource(name: String) throws {
        let output = try Ablate.run(["recipe", "show", name, "--format", "json"])
        #expect(output.status == 0)
        let fields = try #require(
            try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [[String: Any]])
        #expect(fields.count > 20)
        for field in fields { #expect((field["source"] as? String)?.isEmpty == false, "\(field)") }
    }

    @Test(arguments: [
        (["recipe", "show", "enhnced"], "There is no recipe 'enhnced'; did you mean 'enhanced'"),
        (["plan", "quick", "--recipe", "smal"], "There is no recipe 'smal'; did you mean 'small'"),
        (
            ["plan", "quick", "--recipe.dropPathRate", "x"],
            "recipe.dropPathRate must be a number, but is 'x'."
        ),
        (
            ["plan", "quick", "--recipe.dropPathRate"],
            "--recipe.dropPathRate needs a value, as in --recipe.dropPathRate VALUE; 'ablate recipe show enhanced' "
                + "prints every field with one."
        ),
        (["plan", "quick", "--epochs", "-1"], "--epochs must be 1 or more, but is -1."),
        (
            ["status", "quick", "--results", "/dev/null"],
            "--results must name a folder, but '/dev/null' is a file."
        ),
        (
            ["query", "steps", "--results", "/dev/null"],
            "--results must name a folder, but '/dev/null' is a file."
        ),
        (
            ["plan", "quick", "--dataset", "cifar"],
            "There is no data set 'cifar'; did you mean 'cifar-10' or 'cifar-100' (known: fash"
        ),
    ]) func mistakesAreOneSentence(arguments: [String], sentence: String) throws {
        let output = try Ablate.run(arguments)
        #expect(output.status == 64)
        #expect(output.standardError.hasPrefix(sentence), "\(output.standardError)")
        #expect(output.standardError.filter { $0 == "\n" }.count == 1)
    }
}
