import AblateDatasets
import AblateRoadmaps
import AblateRunner
import AblateRuns
import AblateWords
import ArgumentParser

/// The flags that say what a study is, and how much of it is meant.
struct StudyOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The study: \(Catalogue.current.studyNames) with what the flags change, or the name of a recorded one.",
            valueName: "study"), completion: Completion.studies)
    var study: String?

    @Option(
        help: """
            What the study is called. (default: the preset's name with what is changed, such as quick-epochs-6)
            """)
    var name: String?

    @Option(
        help: "Scale of the roadmap: \(Catalogue.current.regimes.map(\.id).joined(separator: ", ")).",
        completion: Completion.regimes)
    var regime: String?

    @Option(
        help: "The data set: \(DataFormats.names.joined(separator: ", ")).", completion: Completion.dataSets)
    var dataset: String?

    @Option(recipe: "epochs")
    var epochs: String?

    @Option(
        help: ArgumentHelp(
            "How many seeds (5 for 0 to 4), or which: 3,7 or 0-4 or 0-2,7; 7-7 for seed 7 alone.",
            valueName: "n|list"))
    var seeds: String?

    @Option(help: "Rows to run, by id, separated by commas.", completion: Completion.steps)
    var steps: String?

    @Option(
        help: ArgumentHelp(
            """
            What is asked of the roadmap, designs separated by commas: \(Design.forms.joined(separator: ", ")). \
            Steps that a design does not name are off, or with @last after it on as in the last row. (default: the \
            study's own)
            """, valueName: "design"))
    var design: [String] = []

    @Option(help: "Training images, a class-balanced part of all, or 'all'.")
    var trainImages: ImageCount?

    @Option(help: "Test images, a class-balanced part of all, or 'all'.")
    var testImages: ImageCount?

    @Option(help: "Pixels a side that images are brought to.")
    var imageSide: Int?

    @Flag(
        help:
            "Measure accuracy on training images that are held out, to choose a recipe without the test set.")
    var heldOut = false

    /// The study, with every flag applied to a preset and every value checked.
    ///
    /// - Throws: an exit status of 64 after one sentence on standard error.
    func resolved(_ preset: Study, _ recipe: RecipeOptions) throws -> Study {
        var preset = preset
        if let named = try recipe.named() { preset = preset.with(named.recipe, called: named.name) }
        var study = preset
        if let regime { study.regime = try RegimeOption.regime(named: regime) }
        try check("train-images", trainImages?.number, isValid: { $0 >= 1 }, "1 or more")
        try check("test-images", testImages?.number, isValid: { $0 >= 1 }, "1 or more")
        try check("image-side", imageSide, isValid: { $0 >= 1 }, "1 or more")
        if let epochs { try study.recipe.set("epochs", flag: epochs) }
        study.seeds = try checkedSeeds() ?? study.seeds
        if let trainImages { study.trainImages = trainImages.number }
        if let testImages { study.testImages = testImages.number }
        study.imageSide = imageSide ?? study.imageSide
        study.dataset = dataset ?? study.dataset
        study.heldOut = heldOut
        if let designs = try checkedDesigns() {
            study = study.asking(designs)
            try Self.requireMeaning(designs, of: study)
        }
        try recipe.apply(to: &study.recipe)
        return study.changed(from: preset)
    }

    /// The designs asked for; `nil` for the study's own.
    ///
    /// - Throws: an exit status of 64 after one sentence on standard error.
    func checkedDesigns() throws -> [Design]? {
        if design.isEmpty { return nil }
        do {
            return try Design.designs(in: design.joined(separator: ","))
        } catch {
            throw ExitCode.usage("--design: \(error)")
        }
    }

    /// Refuses designs that mean nothing in a study's roadmap.
    private static func requireMeaning(_ designs: [Design], of study: Study) throws {
        let roadmap = study.roadmap
        for design in designs {
            do {
                _ = try roadmap.resolved(
                    design, by: study.recipe, input: study.regime.input, classes: study.regime.classes)
            } catch {
                throw ExitCode.usage("--design: \(error)")
            }
        }
    }

    /// The rows asked for; `nil` for all.
    ///
    /// - Throws: an exit status of 64 after one sentence on standard error.
    func steps(of study: Study) throws -> [String]? {
        try StepNames.ids(steps, of: study.roadmap, in: study.regime, and: study.rowIDs)
    }

    /// The same of a recorded study.
    func steps(of manifest: StudyManifest) throws -> [String]? {
        try StepNames.ids(steps, among: manifest.steps.map(\.id), of: manifest.name)
    }

    /// The seeds asked for; `nil` for the study's own.
    ///
    /// - Throws: an exit status of 64 after one sentence on standard error.
    func checkedSeeds() throws -> [Int]? {
        guard let seeds else { return nil }
        do {
            return try SeedList.seeds(seeds)
        } catch {
            throw ExitCode.usage(
                "--seeds must be a number of seeds from 1 to \(SeedList.most), or seeds and ranges such as 3,7 or 0-4, but "
                    + "is '\(seeds)': \(error).")
        }
    }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func checkedName() throws -> String? {
        guard let name else { return nil }
        let normalised = StudyName.normalised(name)
        // A name that an older version gave may hold spaces; it is looked up, never made.
        if study.flatMap({ Catalogue.current.study(named: $0) }) != nil {
            try Self.checkName(normalised, "--name")
        }
        return normalised
    }

    /// Refuses a name for a study in one sentence.
    ///
    /// - Parameter place: where it was given: `--name`.
    static func checkName(_ name: String, _ place: String) throws {
        guard !StudyName.isValid(name) else { return }
        throw ExitCode.usage(
            "\(place) must be letters, digits and ._-=+,@ with a letter or digit first, \(StudyName.longest) characters "
                + "at most, but is '\(name)'.")
    }

    /// Flags that were given and change what a study is.
    var declaringFlags: [String] {
        let given: [(String, Bool)] = [
            ("--regime", regime != nil), ("--dataset", dataset != nil), ("--epochs", epochs != nil),
            ("--train-images", trainImages != nil), ("--test-images", testImages != nil),
            ("--image-side", imageSide != nil), ("--held-out", heldOut),
        ]
        return given.filter(\.1).map(\.0)
    }
}

/// A number of images, or `all`.
struct ImageCount: ExpressibleByArgument {
    /// `nil` for all.
    let number: Int?

    init?(argument: String) {
        guard argument == "all" || Int(argument) != nil else { return nil }
        number = Int(argument)
    }
}

/// Refuses a value of a flag in one sentence; a flag that was not given is fine.
func check<Value>(_ flag: String, _ value: Value?, isValid: (Value) -> Bool, _ expected: String) throws {
    guard let value, !isValid(value) else { return }
    throw ExitCode.usage("--\(flag) must be \(expected), but is \(value).")
}
