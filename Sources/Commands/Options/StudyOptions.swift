import AblateDatasets
import AblateRoadmaps
import AblateRunner
import AblateRuns
import AblateWords
import ArgumentParser

extension Optimizer: ExpressibleByArgument {}
extension Initialisation: ExpressibleByArgument {}

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

    @Option(help: "Passes over the training images.")
    var epochs: Int?

    @Option(
        help: ArgumentHelp(
            "How many seeds (5 for 0 to 4), or which: 3,7 or 0-4 or 0-2,7; 7-7 for seed 7 alone.",
            valueName: "n|list"))
    var seeds: String?

    @Option(help: "Rows to run, by id, separated by commas.", completion: Completion.steps)
    var steps: String?

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
        try check("epochs", epochs, isValid: { $0 >= 1 }, "1 or more")
        try check("train-images", trainImages?.number, isValid: { $0 >= 1 }, "1 or more")
        try check("test-images", testImages?.number, isValid: { $0 >= 1 }, "1 or more")
        try check("image-side", imageSide, isValid: { $0 >= 1 }, "1 or more")
        study.recipe.epochs = epochs ?? study.recipe.epochs
        study.seeds = try checkedSeeds() ?? study.seeds
        if let trainImages { study.trainImages = trainImages.number }
        if let testImages { study.testImages = testImages.number }
        study.imageSide = imageSide ?? study.imageSide
        study.dataset = dataset ?? study.dataset
        study.heldOut = heldOut
        try recipe.apply(to: &study.recipe)
        return study.changed(from: preset)
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

/// The flags that change how every row is trained.
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

    @Option(help: "Peak learning rate, for a whole batch.")
    var learningRate: Double?

    @Option(help: "Images a step.")
    var batchSize: Int?

    @Option(help: "Weight decay, on tensors of two or more dimensions.")
    var weightDecay: Double?

    @Option(help: "Label smoothing, from 0 to below 1.")
    var labelSmoothing: Double?

    @Option(help: "Stochastic depth: rate of the last block, from 0 to below 1.")
    var dropPathRate: Double?

    @Option(help: "Share of all steps over which the learning rate rises, from 0 to 1.")
    var warmupFraction: Double?

    @Option(help: "The optimizer.")
    var optimizer: Optimizer?

    @Option(help: "How weights begin.")
    var initialisation: Initialisation?

    @Option(help: "Pixels of padding before a random crop; 0 for no cropping.")
    var cropPadding: Int?

    @Flag(help: "Mirror training images at random, or never.")
    var flip: Flip?

    enum Flip: EnumerableFlag {
        case horizontalFlip
        case noFlip
    }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func apply(to recipe: inout Recipe) throws {
        try check("learning-rate", learningRate, isValid: { $0 > 0 && $0.isFinite }, "above 0")
        try check("batch-size", batchSize, isValid: { $0 >= 1 }, "1 or more")
        try check("weight-decay", weightDecay, isValid: { $0 >= 0 && $0.isFinite }, "0 or more")
        try check("label-smoothing", labelSmoothing, isValid: { (0..<1).contains($0) }, "from 0 to below 1")
        try check("drop-path-rate", dropPathRate, isValid: { (0..<1).contains($0) }, "from 0 to below 1")
        try check("warmup-fraction", warmupFraction, isValid: { (0...1).contains($0) }, "from 0 to 1")
        try check("crop-padding", cropPadding, isValid: { $0 >= 0 }, "0 or more")
        recipe.learningRate = learningRate ?? recipe.learningRate
        recipe.batchSize = batchSize ?? recipe.batchSize
        recipe.weightDecay = weightDecay ?? recipe.weightDecay
        recipe.labelSmoothing = labelSmoothing ?? recipe.labelSmoothing
        recipe.dropPathRate = dropPathRate ?? recipe.dropPathRate
        recipe.warmupFraction = warmupFraction ?? recipe.warmupFraction
        recipe.optimizer = optimizer ?? recipe.optimizer
        recipe.initialisation = initialisation ?? recipe.initialisation
        recipe.augmentation.cropPadding = cropPadding ?? recipe.augmentation.cropPadding
        if let flip { recipe.augmentation.horizontalFlip = flip == .horizontalFlip }
        for field in fields {
            guard let equals = field.firstIndex(of: "=") else {
                throw ExitCode.usage(
                    "--recipe.\(field) needs a value, as in --recipe.\(field) VALUE; '\(Program.name) recipe show enhanced' "
                        + "prints every field with one.")
            }
            do {
                try recipe.set(String(field[..<equals]), to: String(field[field.index(after: equals)...]))
            } catch {
                throw ExitCode.usage("\(error)")
            }
        }
    }

    /// Those that were given.
    var flags: [String] {
        let given: [(String, Bool)] = [
            ("--recipe", recipeName != nil), ("--recipe-field", !fields.isEmpty),
            ("--learning-rate", learningRate != nil), ("--batch-size", batchSize != nil),
            ("--weight-decay", weightDecay != nil), ("--label-smoothing", labelSmoothing != nil),
            ("--drop-path-rate", dropPathRate != nil), ("--warmup-fraction", warmupFraction != nil),
            ("--optimizer", optimizer != nil), ("--initialisation", initialisation != nil),
            ("--crop-padding", cropPadding != nil), ("--horizontal-flip or --no-flip", flip != nil),
        ]
        return given.filter(\.1).map(\.0)
    }

    /// - Throws: an exit status of 64 after one sentence on standard error.
    func named() throws -> NamedRecipe? {
        guard let recipeName else { return nil }
        return try NamedRecipe.named(recipeName)
    }
}

/// Refuses a value of a flag in one sentence; a flag that was not given is fine.
func check<Value>(_ flag: String, _ value: Value?, isValid: (Value) -> Bool, _ expected: String) throws {
    guard let value, !isValid(value) else { return }
    throw ExitCode.usage("--\(flag) must be \(expected), but is \(value).")
}
