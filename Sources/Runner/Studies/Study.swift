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

    /// The rows at the study's scale.
    public var roadmap: AnyRoadmap { rows(regime) }

    /// Ids of all rows, in order.
    package var rowIDs: [String] { roadmap.rows.map(\.id) }

    /// Pixels.
    package var resolvedImageSide: Int { imageSide ?? regime.input.height }

    /// The study with every choice resolved.
    ///
    /// - Parameters:
    ///   - data: what the study's fields select from the data set.
    ///   - steps: ids of the rows to keep; `nil` for all.
    ///   - reference: what is said of the numbers that rows are set beside.
    ///   - paper: what is printed for a row of that id.
    /// - Throws: ``RunnerError/unknownStep(_:roadmap:known:)``.
    package func manifest(
        data: DataSelection, steps: [String]? = nil, reference: ReferenceNote? = nil,
        paper: (String) -> ReferenceResult?
    ) throws -> StudyManifest {
        let roadmap = roadmap
        let rows = roadmap.rows(by: recipe)
        let ids = rows.map(\.id)
        for step in steps ?? [] where !ids.contains(step) {
            throw RunnerError.unknownStep(step, roadmap: roadmap.id, known: ids)
        }
        let records = rows.map { StepRecord($0, paper: paper($0.id)) }
        let kept = records.filter { record in steps.map { $0.contains(record.id) } ?? true }
        var manifest = StudyManifest(
            name: name, title: title, regime: regime.id, roadmap: roadmap.id,
            steps: kept.sorted { $0.position < $1.position }, recipe: recipe, data: data, seeds: seeds)
        manifest.preset = name
        manifest.order.ids = ids
        manifest.reference = reference
        manifest.changes = changes.isEmpty ? nil : changes
        manifest.name = label ?? StudyName.standard(name, changeWords, of: manifest)
        return manifest
    }
}
