import AblateArchitectures
import AblateRoadmaps
import AblateRuns
import Foundation

/// A study with every choice resolved, as it is kept in the results folder (`studies/NAME.json`), so that
/// the database can be made anew from the folder alone.
public struct StudyManifest: Hashable, Codable, Sendable {
    /// A label, unique in a results folder (see ``StudyName``). Versions before had the preset's name and what was
    /// changed here (`quick epochs=1 train-images=300`).
    public var name: String
    public var title: String
    /// Id of the regime.
    public var regime: String
    public var roadmap: String
    public var steps: [StepRecord]
    public var recipe: Recipe
    public var data: DataSelection
    /// Declared before anything runs.
    public var seeds: [Int]
    public var semantics: Int
    /// The preset that the study was declared by; `nil` in manifests of before there were labels.
    public var preset: String?
    /// What was changed of the preset, as `flag=value`; `nil` where nothing was.
    public var changes: [String]?
    /// What the study was called before, the last name last; `nil` where it was never renamed.
    public var formerNames: [String]?
    /// Images of the most frequent class among those that accuracy is measured on; `nil` in manifests of before it was
    /// kept.
    public var largestTestClass: Int?

    public init(
        name: String, title: String, regime: String, roadmap: String, steps: [StepRecord], recipe: Recipe,
        data: DataSelection, seeds: [Int], semantics: Int = RunIdentity.currentSemantics
    ) {
        self.name = name
        self.title = title
        self.regime = regime
        self.roadmap = roadmap
        self.steps = steps
        self.recipe = recipe
        self.data = data
        self.seeds = seeds
        self.semantics = semantics
    }

    /// The identity of one run of this study.
    public func identity(of step: StepRecord, seed: Int) -> RunIdentity {
        RunIdentity(
            architecture: step.architecture, data: data, recipe: step.recipe ?? recipe, seed: seed,
            semantics: semantics)
    }

    /// What the runs of a step share.
    public func trainingProtocol(of step: StepRecord) -> TrainingProtocol {
        TrainingProtocol(data: data, recipe: step.recipe ?? recipe, semantics: semantics)
    }
}

/// One row of a study.
public struct StepRecord: Hashable, Codable, Sendable {
    public var id: String
    public var title: String
    /// From zero, in the whole roadmap; below zero for rows that come before it.
    public var position: Int
    public var isBranch: Bool
    /// The step that this one departs from in the whole roadmap, whether or not the study has it.
    public var predecessor: String?
    public var architecture: ConvNet
    public var paper: ReferenceResult?
    /// Where it is not the study's.
    public var recipe: Recipe?

    public init(_ variant: Roadmap<ConvNet>.Variant, paper: ReferenceResult?) {
        self.id = variant.id
        self.title = variant.title
        self.position = variant.position
        self.isBranch = variant.isBranch
        self.predecessor = variant.predecessor
        self.architecture = variant.architecture
        self.paper = paper
        self.recipe = variant.ownRecipe
    }

    /// The row of a network that another row has too, trained by another recipe.
    init(
        _ row: RecipeRow, position: Int, of variant: Roadmap<ConvNet>.Variant, recipe: Recipe,
        paper: ReferenceResult?
    ) {
        self.init(variant, paper: paper)
        id = row.id
        title = row.title
        self.position = position
        isBranch = false
        predecessor = nil
        self.recipe = recipe
    }
}
