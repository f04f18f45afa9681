import AblateArchitectures
import AblateRoadmaps
import AblateRuns

/// What is compared, on what, how, and how often: a study as it is written down, before data and networks
/// are resolved into a ``StudyManifest``.
public struct Study: Sendable {
    /// The preset's name.
    public var name: String
    /// What the user calls the study; `nil` for a name that tells what was changed.
    public var label: String?
    /// What was changed of the preset, as `flag=value` (see ``changed(from:)``).
    package internal(set) var changes: [String] = []
    /// The same in the words of a name: `epochs-6`.
    var changeWords: [String] = []
    /// What a report calls it, as a question or a phrase.
    public var title: String
    /// The scale of its rows.
    public var regime: Regime
    /// The rows, at a given scale.
    public var rows: @Sendable (Regime) -> AnyRoadmap
    /// What all rows are trained by, unless a row changes it.
    public var recipe: Recipe
    /// What `--dataset` takes.
    public var dataset: String
    /// `nil` for all that the data set has.
    public var trainImages: Int?
    /// `nil` for all that the data set has.
    public var testImages: Int?
    /// Pixels; `nil` for the regime's own.
    public var imageSide: Int?
    /// Accuracies are measured on training images that are held out, not on the test set.
    public var heldOut = false
    /// Declared before anything runs.
    public var seeds: [Int]
    /// What is asked of the roadmap; empty for its own rows alone.
    public internal(set) var designs: [Design] = []

    /// A study of those rows on those data; all images are used where no number is given.
    public init<Family: Architecture>(
        _ name: String, _ title: String, regime: Regime,
        rows: @escaping @Sendable (Regime) -> Roadmap<Family>,
        recipe: Recipe, dataset: String, trainImages: Int? = nil,
        testImages: Int? = nil,
        imageSide: Int? = nil, seeds: [Int]
    ) {
        self.name = name
        self.title = title
        self.regime = regime
        self.rows = { AnyRoadmap(rows($0)) }
        self.recipe = recipe
        self.dataset = dataset
        self.trainImages = trainImages
        self.testImages = testImages
        self.imageSide = imageSide
        self.seeds = seeds
    }

    /// The same study with other questions to its roadmap, in place of its own rows in their order, which is
    /// ``Design/cumulative``: rows that several designs have are run once.
    public func design(_ designs: Design...) -> Study { asking(designs) }

    /// The same study with these designs.
    package func asking(_ designs: [Design]) -> Study {
        var study = self
        study.designs = designs == [.cumulative] ? [] : designs
        return study
    }

    /// The rows at the study's scale.
    public var roadmap: AnyRoadmap { rows(regime) }

    /// Ids of all rows, in order: those of the roadmap, and those of designs as far as they mean something at the study's
    /// scale.
    package var rowIDs: [String] {
        let roadmap = roadmap
        let designed = designs.compactMap { design in
            try? roadmap.resolved(design, by: recipe, input: regime.input, classes: regime.classes)
        }
        let own = roadmap.rows.map(\.id)
        return own + designed.flatMap { $0.rows.map(\.row.id) }.filter { !own.contains($0) }
    }

    /// Pixels.
    package var resolvedImageSide: Int { imageSide ?? regime.input.height }

    /// The study with every choice resolved.
    ///
    /// - Parameters:
    ///   - data: what the study's fields select from the data set.
    ///   - steps: ids of the rows to keep; `nil` for all.
    ///   - reference: what is said of the numbers that rows are set beside.
    ///   - paper: what is printed for a row of that id.
    /// - Throws: ``RunnerError/unknownStep(_:roadmap:known:)``, `DesignError`.
    package func manifest(
        data: DataSelection, steps: [String]? = nil, reference: ReferenceNote? = nil,
        paper: (String) -> ReferenceResult?
    ) throws -> StudyManifest {
        let roadmap = roadmap
        let rows = roadmap.rows(by: recipe)
        let designs = try designs.map {
            try roadmap.resolved($0, by: recipe, input: data.input, classes: data.classes)
        }
        let declared = try Self.rows(rows, designs)
        let ids = declared.map(\.id)
        for step in steps ?? [] where !ids.contains(step) {
            throw RunnerError.unknownStep(step, roadmap: roadmap.id, known: ids)
        }
        let kept = declared.filter { row in steps.map { $0.contains(row.id) } ?? true }
            .map { StepRecord($0, paper: $0.isDesigned ? nil : paper($0.id)) }
        var manifest = StudyManifest(
            name: name, title: title, regime: regime.id, roadmap: roadmap.id,
            steps: kept, recipe: recipe, data: data, seeds: seeds)
        manifest.preset = name
        manifest.order.ids = rows.map(\.id)
        manifest.order.on = rows.reduce(into: [:]) { $0[$1.id] = $1.on }
        manifest.designs = designs.isEmpty ? nil : designs.map { DesignRecord($0) }
        manifest.arrange()
        manifest.reference = reference
        manifest.changes = changes.isEmpty ? nil : changes
        manifest.name = label ?? StudyName.standard(name, changeWords, of: manifest)
        return manifest
    }

    /// The roadmap's rows, or those of all designs, each once: the roadmap's first.
    ///
    /// - Throws: `DesignError` where two different rows have one id.
    private static func rows(
        _ roadmap: [AnyRoadmap.Row], _ designs: [ResolvedDesign]
    ) throws -> [AnyRoadmap.Row] {
        if designs.isEmpty { return roadmap }
        var designed: [AnyRoadmap.Row] = []
        var known = Dictionary(roadmap.map { ($0.id, $0) }) { first, _ in first }
        let asked = designs.flatMap { $0.rows.map(\.row) }
        for row in asked where row.isDesigned {
            if let same = known[row.id] {
                guard same.architecture == row.architecture, same.recipe == row.recipe else {
                    throw DesignError.sameID(row.id)
                }
                continue
            }
            known[row.id] = row
            designed.append(row)
        }
        let ids = Set(asked.map(\.id))
        return roadmap.filter { ids.contains($0.id) } + designed
    }
}
