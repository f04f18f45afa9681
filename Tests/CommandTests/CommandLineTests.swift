import Foundation
import Testing

/// What is wrong on a command line is told in a sentence, with what was perhaps meant.
@Suite struct CommandLineTests {
    @Test(
        arguments: [
            (["rnu"], "There is no command 'rnu'; did you mean 'run' ('ablate --help' tells them all)?"),
            (["frobnicate"], "There is no command 'frobnicate'; 'ablate --help' tells them all."),
            (
                ["data", "lst"],
                "There is no command 'data lst'; did you mean 'list' ('ablate data --help' tells them all)?"
            ),
            (
                ["run", "quick", "--epoch", "1"],
                "'ablate run' has no flag '--epoch'; did you mean '--epochs' ('ablate run "
            ),
            (
                ["run", "quick", "--foo"],
                "'ablate run' has no flag '--foo'; 'ablate run --help' tells them all."
            ),
            (
                ["list", "--format", "jsn"],
                "--format must be 'table', 'json', 'csv', 'markdown' or 'latex', but is 'jsn'; did "
            ),
            (
                ["list", "--format", "pdf"],
                "--format must be 'table', 'json', 'csv', 'markdown' or 'latex', but is 'pdf'."
            ),
            (
                ["run", "quick", "--epochs", "x"],
                "--epochs must be a whole number, but is 'x'."
            ),
            (
                ["run", "quick", "--epochs"],
                "--epochs needs a value (passes over the training images); 'ablate run --help' "
            ),
            (
                ["show"],
                "'ablate show' needs <step> (the row's id, as 'ablate list' prints it); 'ablate show --help' tells "
            ),
            (
                ["show", "gelu", "kernel-7"],
                "'ablate show' takes no argument 'kernel-7'; 'ablate show --help' tells more."
            ),
            (
                ["show", "gelu", "a", "b"],
                "'ablate show' takes no arguments 'a' and 'b'; 'ablate show --help' tells more."
            ),
            (
                ["list", "--regime", "smal"],
                "There is no regime 'smal' among 'small', 'resnet-50' and 'resnet-200'; did you mean"
            ),
            (
                ["list", "--regime", "vit"],
                "There is no regime 'vit' among 'small', 'resnet-50' and 'resnet-200'."
            ),
            (
                ["plan", "quick", "--dataset", "cifar10"],
                "There is no data set 'cifar10'; did you mean 'cifar-10'"
            ),
            (["plan", "quick", "--recipe", "smal"], "There is no recipe 'smal'; did you mean 'small'"),
            (
                ["plan", "quick", "--recipe", "foo"],
                "There is no recipe 'foo'; 'ablate recipe list' prints them all."
            ),
            (
                ["plan", "quick", "--recipe.foo", "1"],
                "A recipe has no field 'foo'; 'ablate recipe show enhanced' prints them"
            ),
            (
                ["plan", "quick", "--recipe.dropPathRate"],
                "--recipe.dropPathRate needs a value, as in --recipe.dropPathRate VALUE; "
            ),
            (
                ["plan", "quick", "--recipe.dropPathRate", "--epochs", "3"],
                "--recipe.dropPathRate needs a value, as in --recipe.dropPathRate VALUE; "
            ),
            (["query", "dletas"], "There is no query 'dletas'; did you mean 'deltas'"),
            (["query", "foo"], "There is no query 'foo'; 'ablate query --list' names them all."),
            (
                ["plan", "zzz"],
                "There is no study 'zzz'; 'quick', 'roadmap', 'worth', 'beyond', 'family' and 'isotropic' come with Ablate"
            ),
            (
                ["show", "foo"],
                "There is no step 'foo' in the small regime; 'ablate list --regime small' prints them all."
            ),
            (["data", "fetch", "foo"], "There is no data set 'foo' to fetch; there are 'fashion-mnist'"),
        ] as [([String], String)])
    func mistakesAreOneSentence(_ arguments: [String], _ beginning: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ablate-none").path
        let needsNone = ["plan", "run", "query"].contains(arguments[0])
        let output = try Ablate.run(arguments + (needsNone ? ["--results", folder] : []))
        #expect(output.status == 64)
        #expect(output.standardOutput.isEmpty)
        #expect(output.standardError.hasPrefix(beginning), "\(output.standardError)")
        #expect(output.standardError.count { $0 == "\n" } == 1)
    }

    @Test func negativeValuesOfRecipeFieldsAreValues() throws {
        let output = try Ablate.run(["plan", "quick", "--recipe.learningRate", "-1"])
        #expect(output.standardError.contains("learningRate"))
        #expect(!output.standardError.contains("needs a value"))
    }
}
