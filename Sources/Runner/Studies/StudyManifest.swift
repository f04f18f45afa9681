import AblateArchitectures
import AblateRoadmaps
import AblateRuns
import Foundation

/// A study with every choice resolved, as it is kept in the results folder (`studies/NAME.json`), so that
/// the database can be made anew from the folder alone.
package struct StudyManifest: Hashable, Codable, Sendable {
    /// A label, unique in a results folder (see ``StudyName``). Versions before had the preset's name and what was
    /// changed here (`quick epochs=1 train-images=300`).
    package var name: String
    package var title: String
    /// Id of the regime.
    package var regime: String
    package var roadmap: String
    package var steps: [StepRecord]
    package var recipe: Recipe
    package var data: DataSelection
    /// Declared before anything runs.
    package var seeds: [Int]
    package var semantics: Int
    /// The preset that the study was declared by; `nil` in manifests of before there were labels.
    package var preset: String?
    /// What was changed of the preset, as `flag=value`; `nil` where nothing was.
    package var changes: [String]?
    /// What the study was called before, the last name last; `nil` where it was never renamed.
    package var formerNames: [String]?
    /// What is said of the numbers that rows are set beside; `nil` where there are none, and in manifests of before it was
    /// kept.
    package var reference: ReferenceNote?
    /// Images of the most frequent class among those that accuracy is measured on; `nil` in manifests of before it was
    /// kept.
    package var largestTestClass: Int?
    /// What is asked of the roadmap beside its own rows; `nil` where nothing is.
    package var designs: [DesignRecord]?
    /// Where seeds are added until steps are decided; `nil` where their number is fixed.
    package var sequential: SequentialRecord?
    /// Seeds that were added when others had results already, without ``sequential``; `nil` for none.
    package var adaptiveSeeds: [Int]?

    /// Ids of all rows of the roadmap in their order, where the study was declared by this program: by it rows that are
    /// added to a recorded study get their places. It is not coded.
    var order = RowOrder()

    private enum CodingKeys: String, CodingKey {
        case name, title, regime, roadmap, steps, recipe, data, seeds, semantics, preset, changes, formerNames
        case reference, largestTestClass, designs, sequential, adaptiveSeeds
    }

    package init(
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

    /// What sentences call what rows are set beside. All studies of before it was kept were set beside a paper.
    package var referenceNoun: String { reference?.noun ?? "paper" }

    /// The identity of one run of this study.
    package func identity(of step: StepRecord, seed: Int) -> RunIdentity {
        RunIdentity(
            architecture: step.architecture, data: data, recipe: step.recipe ?? recipe, seed: seed,
            semantics: semantics)
    }

    /// The study's seeds that a row is asked for, ascending.
    package func seeds(of step: StepRecord) -> [Int] {
        let seeds = seeds.sorted()
        return step.seedCount.map { Array(seeds.prefix($0)) } ?? seeds
    }

    /// A family of its rows that this program does not have; `nil` where it has them all.
    package var unknownFamily: String? {
        steps.first { !$0.architecture.isKnown }?.architecture.family
    }

    /// What the runs of a step share.
    package func trainingProtocol(of step: StepRecord) -> TrainingProtocol {
        TrainingProtocol(data: data, recipe: step.recipe ?? recipe, semantics: semantics)
    }
}

extension StudyManifest {
    /// Reads a manifest. In those of before positions began at zero, rows before the roadmap's first had negative ones;
    /// all are moved up then.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        var steps = try values.decode([StepRecord].self, forKey: .steps)
        let least = min(steps.map(\.position).min() ?? 0, 0)
        for index in steps.indices { steps[index].position -= least }
        self.init(
            name: try values.decode(String.self, forKey: .name),
            title: try values.decode(String.self, forKey: .title),
            regime: try values.decode(String.self, forKey: .regime),
            roadmap: try values.decode(String.self, forKey: .roadmap), steps: steps,
            recipe: try values.decode(Recipe.self, forKey: .recipe),
            data: try values.decode(DataSelection.self, forKey: .data),
            seeds: try values.decode([Int].self, forKey: .seeds),
            semantics: try values.decode(Int.self, forKey: .semantics))
        preset = try values.decodeIfPresent(String.self, forKey: .preset)
        changes = try values.decodeIfPresent([String].self, forKey: .changes)
        formerNames = try values.decodeIfPresent([String].self, forKey: .formerNames)
        reference = try values.decodeIfPresent(ReferenceNote.self, forKey: .reference)
        largestTestClass = try values.decodeIfPresent(Int.self, forKey: .largestTestClass)
        designs = try values.decodeIfPresent([DesignRecord].self, forKey: .designs)
        sequential = try values.decodeIfPresent(SequentialRecord.self, forKey: .sequential)
        adaptiveSeeds = try values.decodeIfPresent([Int].self, forKey: .adaptiveSeeds)
    }
}

/// One row of a study.
package struct StepRecord: Hashable, Codable, Sendable {
    package var id: String
    package var title: String
    /// From zero, in the whole roadmap; a design's rows come after it.
    package var position: Int
    /// Later rows do not build on it: it was tried and not adopted, or is a peer.
    package var isBranch: Bool
    /// Whether it stands after the roadmap's last row and is set against it; `nil` for no, and in manifests of before there
    /// were peers.
    package var peer: Bool?
    /// The step that this one departs from in the whole roadmap, whether or not the study has it.
    package var predecessor: String?
    package var architecture: AnyArchitecture
    package var paper: ReferenceResult?
    /// Where it is not the study's.
    package var recipe: Recipe?
    /// Whether it is a design's and no row of the roadmap; `nil` for no.
    package var design: Bool?
    /// Ids of the roadmap's steps that are on, in a study that asks designs; `nil` where the row is no subset of them.
    package var on: [String]?
    /// How many of the study's seeds it is asked for, the first of them; `nil` for all.
    package var seedCount: Int?

    package init(_ row: AnyRoadmap.Row, paper: ReferenceResult?) {
        self.id = row.id
        self.title = row.title
        self.position = row.position
        self.isBranch = row.isBranch
        self.peer = row.isPeer ? true : nil
        self.predecessor = row.predecessor
        self.architecture = row.architecture
        self.paper = paper
        self.recipe = row.ownRecipe
        self.design = row.isDesigned ? true : nil
        self.on = row.isDesigned ? row.on : nil
    }
}
